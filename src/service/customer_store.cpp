#include "service/customer_store.hpp"

#include "domain/text.hpp"
#include "json/value.hpp"
#include "service/customer_ssn.hpp"
#include "storage/directory.hpp"

namespace crm::service {

namespace {

using storage::account_directory;
using storage::external_directory;
using storage::name_directory;
using storage::Sql;

void move_unique(Unit& unit, const storage::UniqueDirectory& directory,
                 const std::optional<std::string>& before, const std::optional<std::string>& after,
                 CustomerId id) {
  if (before == after) return;
  if (before) directory.remove(unit.connection, *before);
  if (after) directory.add(unit.connection, *after, id);
}

void move_name(Unit& unit, const Customer& before, const Customer& after) {
  const std::string old_key = name_key(before), new_key = name_key(after);
  if (old_key == new_key) return;
  if (!old_key.empty()) name_directory().remove(unit.connection, old_key, after.id);
  if (!new_key.empty()) name_directory().add(unit.connection, new_key, after.id);
}

void move_directories(Unit& unit, const Customer& before, const Customer& after) {
  move_unique(unit, account_directory(), before.account_number, after.account_number, after.id);
  move_unique(unit, external_directory(), before.external_id, after.external_id, after.id);
  move_name(unit, before, after);
  if (after.primary_phone_number && after.primary_phone_number != before.primary_phone_number)
    ensure_phone(unit, after.id, *after.primary_phone_number);
}

// The same last four digits may still be another number, so a given number is always stored anew.
bool changes_ssn(const Customer& before, const Customer& after) {
  if (!after.ssn) return before.ssn.has_value();
  return !after.ssn->digits().empty();
}

// Afterwards the nine digits are sealed in the database and nowhere else, not in the caller's answer either.
void move_ssn(Unit& unit, const Customer& before, Customer& after) {
  if (!changes_ssn(before, after)) return;
  if (before.ssn) forget_ssn(unit.connection, after.id);
  if (!after.ssn) return;
  store_ssn(unit, after.id, after.ssn->digits());
  after.ssn = Ssn::of_last4(after.ssn->last4());
}

// Nobody is found by blanks.
void check_key(const char* field, const std::optional<std::string>& key) {
  if (key && key->find_first_not_of(" \t\r\n") == key->npos)
    throw Error(Code::invalid_argument, std::string(field) + ": must hold more than blanks", field);
}

}  // namespace

std::string name_key(const Customer& customer) {
  if (!customer.last_name && !customer.first_name) return {};
  return domain::search_key(customer.last_name.value_or("") + ", " + customer.first_name.value_or(""));
}

void check_customer(const Customer& customer) {
  domain::check_record(customer);
  check_key("account_number", customer.account_number);
  check_key("external_id", customer.external_id);
  if (!customer.attributes) return;
  domain::naming("attributes", [&] {
    const std::string& text = customer.attributes->text;
    // The parser skips a byte order mark, but inside an answer it would be no JSON.
    if (json::parse(text).kind() != json::Kind::object || text.starts_with("\xEF\xBB\xBF"))
      throw Error(Code::invalid_argument, "must be a JSON object");
  });
}

void add_customer(Unit& unit, Customer& customer) {
  stamp_new(unit, customer);
  storage::insert(unit.connection, customer);
  move_directories(unit, Customer{}, customer);
  move_ssn(unit, Customer{}, customer);
  unit.totals.count("customer", 1);
}

bool customer_differs(const Customer& before, const Customer& after) {
  return domain::differ(before, after) || changes_ssn(before, after);
}

void write_customer(Unit& unit, const Customer& before, Customer& after) {
  stamp_changed(unit, after);
  storage::update(unit.connection, before, after);
  move_directories(unit, before, after);
  move_ssn(unit, before, after);
}

void forget_known_ssn(Unit& unit, const Customer& before, Customer& after) {
  if (!before.ssn || !after.ssn || after.ssn->digits().empty() || before.ssn != after.ssn) return;
  if (has_ssn(unit, before.id, after.ssn->digits())) after.ssn = before.ssn;
}

bool change_customer(Unit& unit, const Customer& before, Customer& after) {
  forget_known_ssn(unit, before, after);
  if (!customer_differs(before, after)) return false;
  write_customer(unit, before, after);
  audit_update(unit, before, after);
  return true;
}

void delete_customer(Unit& unit, const Customer& customer) {
  Customer nobody;
  nobody.id = customer.id;
  move_directories(unit, customer, nobody);
  move_ssn(unit, customer, nobody);
  storage::remove<Customer>(unit.connection, customer.id);
  unit.totals.count("customer", -1);
}

void ensure_phone(Unit& unit, CustomerId customer, const PhoneNumber& number) {
  static const Sql select("SELECT 1 FROM customer_phone WHERE customer_id = $1 AND number = $2");
  const storage::Param params[] = {customer.value, number.e164()};
  bool known = false;
  unit.connection.execute({select, params, [&](const storage::Row&) { known = true; }});
  if (known) return;
  CustomerPhone phone;
  phone.customer_id = customer;
  phone.number = number;
  stamp_new(unit, phone);
  storage::insert(unit.connection, phone);
  storage::phone_directory().add(unit.connection, number.e164(), customer);
}

}  // namespace crm::service
