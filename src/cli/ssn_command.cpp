// reveal-ssn: the nine digits of a customer's SSN, for a reason that the audit trail keeps.
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"
#include "cli/owner_name.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

struct RevealSsn {
  static constexpr const char *name = "reveal-ssn",
                              *description = "Show a customer's whole SSN; the audit trail keeps who and why";
  CustomerName which;
  std::string reason;

  void add_options(CLI::App& app) {
    which.add_argument(app);
    app.add_option("--reason", reason, "Why, for the audit trail")->type_name("TEXT")->required();
  }

  int run(const Context& context) {
    Session session = context.open().session(context.actor);
    const CustomerId id = which.find(session);
    const auto digits = naming("--reason", [&] { return session.customers().reveal_ssn(id, reason); });
    if (!digits) throw Error(Code::not_found, "No SSN of this customer is known.");
    if (context.format == Format::text) {
      print(*digits + "\n");
    } else {
      print(context, {{"customer_id", id.value}, {"ssn", *digits}});
    }
    return kDone;
  }
};

}  // namespace

void add_reveal_ssn(CLI::App& app, Context& context) { add_command<RevealSsn>(app, context); }

}  // namespace crm::cli
