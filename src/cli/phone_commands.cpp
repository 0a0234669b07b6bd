// phone: a customer's phone numbers: list, show, add, set, delete.
#include "cli/commands.hpp"
#include "cli/record_commands.hpp"

namespace crm::cli {

namespace {

struct PhoneKind {
  using Record = CustomerPhone;
  using Name = OwnedName<CustomerPhone>;
  using Place = OwnedPlace<CustomerPhone>;
  using Filter = OwnedFilter<CustomerPhone>;
  static constexpr std::string_view columns = "id,number,kind,rank,status,do_not_call";
};

}  // namespace

void add_phone(CLI::App& app, Context& context) {
  add_record_group<PhoneKind>(app, context, "phone",
                              "Customers' phone numbers: list, show, add, set, delete");
}

}  // namespace crm::cli
