#include "service/file_owner.hpp"

#include <crm/error.hpp>

#include "domain/record.hpp"
#include "service/customer_store.hpp"
#include "service/file_match.hpp"
#include "storage/directory.hpp"

namespace crm::service {

namespace {

constexpr std::int64_t kMostNamesakes = 1000;

std::string_view key_field(const CustomerFile& file) {
  if (named_key(file.customer.account_number)) return "account_number";
  if (named_key(file.customer.external_id)) return "external_id";
  if (file.customer_id) return "customer_id";
  throw Error(Code::invalid_argument,
              "A customer needs an account_number or external_id, or the same file would add them again.",
              "account_number");
}

bool says_more(const CustomerFile& file, std::string_view key) {
  bool more = false;
  domain::each_field<Customer>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable)
      more = more || ((file.customer.*field.change).named() && field.name != key);
  });
  return more;
}

bool is_nameless(const Customer& customer) { return !customer.account_number && !customer.external_id; }

// Whether both are there and differ.
template <class T>
bool contradict(const Change<std::optional<T>>& said, const std::optional<T>& there) {
  return named_value(said) != nullptr && there && *said.value() != *there;
}

// An id alone means somebody only when nothing that is known outside does, and when they can be the one.
std::optional<CustomerId> find_by_id(Unit& unit, const CustomerFile& file) {
  const auto there = storage::find<Customer>(unit.connection, file.customer_id);
  if (!there) return std::nullopt;
  if (!is_nameless(*there))
    throw Error(Code::conflict, "The customer with this id has an account number or external id: name that.",
                "customer_id");
  const CustomerFields& said = file.customer;
  if (contradict(said.first_name, there->first_name) || contradict(said.last_name, there->last_name) ||
      contradict(said.dob, there->dob))
    throw Error(Code::conflict,
                "The customer with this id has another name or date of birth. Correct a name with an update, "
                "and take an export of another database as a whole.",
                "customer_id");
  return there->id;
}

bool is_same_person(const Customer& there, const Customer& said) {
  return there.first_name == said.first_name && there.last_name == said.last_name && there.dob == said.dob &&
         there.primary_phone_number == said.primary_phone_number;
}

// Whether anything tells this person from others.
bool is_somebody(const Customer& said) {
  return said.first_name || said.last_name || said.dob || said.primary_phone_number;
}

std::vector<CustomerId> namesakes(Unit& unit, const Customer& said) {
  if (const std::string key = name_key(said); !key.empty())
    return storage::name_directory().find(unit.connection, key, kMostNamesakes);
  if (said.primary_phone_number)
    return storage::phone_directory().find(unit.connection, said.primary_phone_number->e164(),
                                           kMostNamesakes);
  return {};
}

// Another database's id is only a hint: who has it here is taken for the same person when name, date of birth
// and number are the same; else somebody of whom all is true that the file says.
std::optional<CustomerId> find_by_source_id(Unit& unit, const RunMemory& run, const CustomerFile& file) {
  const Customer said = domain::make_record<Customer>(file.customer);
  const auto can_be = [&](CustomerId id, auto is_same) {
    const auto there = storage::find<Customer>(unit.connection, id);
    return there && is_nameless(*there) && !run.knows(id) && is_same(*there);
  };
  const auto all_is_true = [&](const Customer& there) { return holds(there, file.customer); };
  const auto is_one_person = [&](const Customer& there) {
    return is_somebody(said) ? is_same_person(there, said) : all_is_true(there);
  };
  if (can_be(file.customer_id, is_one_person)) return file.customer_id;
  for (const CustomerId id : namesakes(unit, said))
    if (can_be(id, all_is_true)) return id;
  return std::nullopt;
}

std::optional<CustomerId> find_translated(Unit& unit, const RunMemory& run, const CustomerFile& file,
                                          bool more) {
  if (const auto id = run.translated(file.customer_id)) return id;
  if (more) return find_by_source_id(unit, run, file);
  throw Error(Code::not_found, "The source has no customer with this id, or their line was refused.",
              "customer_id");
}

std::optional<CustomerId> find(Unit& unit, const RunMemory& run, const CustomerFile& file,
                               const FileOwner& owner) {
  const CustomerFields& fields = file.customer;
  if (owner.key == "account_number")
    return storage::account_directory().find(unit.connection, *fields.account_number.value());
  if (owner.key == "external_id")
    return storage::external_directory().find(unit.connection, *fields.external_id.value());
  if (run.translates()) return find_translated(unit, run, file, owner.says_more);
  return find_by_id(unit, file);
}

}  // namespace

FileOwner find_owner(Unit& unit, const RunMemory& run, const CustomerFile& file) {
  FileOwner owner{.key = key_field(file)};
  owner.says_more = says_more(file, owner.key);
  owner.id = find(unit, run, file, owner);
  return owner;
}

Customer new_customer(Unit& unit, const RunMemory& run, const CustomerFile& file, std::string_view key) {
  Customer customer = domain::make_record<Customer>(file.customer);
  if (key != "customer_id") return customer;
  if (unit.ids.claim(domain::record_name<Customer>, file.customer_id.value)) {
    customer.id = file.customer_id;
  } else if (!run.translates()) {
    throw Error(
        Code::not_found,
        "There is no customer with this id any more. From another database, take the whole folder of its "
        "export.",
        "customer_id");
  }
  return customer;
}

}  // namespace crm::service
