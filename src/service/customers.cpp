// The use cases of a customer: create, read, change, delete, erase, find, reveal.
#include <crm/error.hpp>
#include <crm/session.hpp>

#include "domain/checks.hpp"
#include "domain/record.hpp"
#include "service/calls.hpp"
#include "service/creation.hpp"
#include "service/customer_ssn.hpp"
#include "service/customer_store.hpp"
#include "service/engine.hpp"
#include "storage/directory.hpp"

namespace crm {

using namespace service;

namespace {

using storage::Connection;
using storage::Param;
using storage::Row;
using storage::Sql;

constexpr std::int64_t kMaxFound = 100;

bool owns_any(Connection& connection, const Sql& select, CustomerId id) {
  const Param params[] = {id.value};
  bool found = false;
  connection.execute({select, params, [&](const Row&) { found = true; }});
  return found;
}

void refuse_owner(Connection& connection, CustomerId id) {
  static const Sql loans("SELECT 1 FROM loan WHERE customer_id = $1 LIMIT 1");
  static const Sql interactions("SELECT 1 FROM interaction WHERE customer_id = $1 LIMIT 1");
  if (owns_any(connection, loans, id) || owns_any(connection, interactions, id))
    throw Error(Code::conflict,
                "The customer has loans or interactions. Erase the whole record if you mean it.");
}

std::int64_t delete_rows(Connection& connection, const Sql& sql, CustomerId id) {
  const Param params[] = {id.value};
  return connection.execute({sql, params});
}

template <class R>
void delete_owned(Connection& connection, CustomerId id) {
  static const Sql sql("DELETE FROM " + std::string(domain::record_name<R>) + " WHERE customer_id = $1");
  delete_rows(connection, sql, id);
}

void delete_loans(Unit& unit, CustomerId id) {
  for (const Loan& loan : storage::find_owned<Loan>(unit.connection, id)) {
    storage::loan_directory().remove(unit.connection, loan.id.value);
    unit.totals.remove(loan);
    unit.totals.count("loan", -1);
  }
  delete_owned<Loan>(unit.connection, id);
}

void delete_vehicles(Connection& connection, CustomerId id) {
  static const Sql entry("DELETE FROM vin_directory WHERE vin = $1");
  for (const Vehicle& vehicle : storage::find_owned<Vehicle>(connection, id)) {
    const Param params[] = {vehicle.vin};
    connection.post({entry, params});
  }
  delete_owned<Vehicle>(connection, id);
}

void delete_phones(Connection& connection, CustomerId id) {
  for (const CustomerPhone& phone : storage::find_owned<CustomerPhone>(connection, id))
    storage::phone_directory().remove(connection, phone.number.e164(), id);
  delete_owned<CustomerPhone>(connection, id);
}

// What refers to others goes before what it refers to.
void delete_everything_owned(Unit& unit, CustomerId id) {
  static const Sql interactions("DELETE FROM interaction WHERE customer_id = $1");
  static const Sql outcomes("DELETE FROM call_outcome WHERE customer_id = $1");
  delete_owned<LoanNote>(unit.connection, id);
  delete_owned<CustomerNote>(unit.connection, id);
  delete_owned<Payment>(unit.connection, id);
  delete_loans(unit, id);
  delete_vehicles(unit.connection, id);
  delete_phones(unit.connection, id);
  unit.totals.count("interaction", -delete_rows(unit.connection, interactions, id));
  delete_rows(unit.connection, outcomes, id);
  forget_creations(unit.connection, id);
}

// For the audit trail.
std::string reason_json(std::string_view reason) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  if (!reason.empty()) writer.key("reason").value(reason);
  writer.end_object();
  return text;
}

std::optional<Customer> find_through(Session& session, const storage::UniqueDirectory& directory,
                                     std::string_view value) {
  return engine_of(session).read(call_of(session), [&](Connection& connection) -> std::optional<Customer> {
    const auto id = directory.find(connection, std::string(value));
    return id ? storage::find<Customer>(connection, *id) : std::nullopt;
  });
}

}  // namespace

Customer Customers::create(const CustomerFields& fields, const IdempotencyKey& key) {
  Customer customer = domain::make_record<Customer>(fields);
  check_customer(customer);
  return create_record(*session_, std::move(customer), fields, key, [](Unit& unit, Customer added) {
    add_customer(unit, added);
    audit_new(unit, "create", added);
    return added;
  });
}

std::optional<Customer> Customers::get(CustomerId id) {
  return engine_of(*session_).read(
      call_of(*session_), [&](Connection& connection) { return storage::find<Customer>(connection, id); });
}

std::optional<Customer> Customers::find_account(std::string_view account_number) {
  return find_through(*session_, storage::account_directory(), account_number);
}

std::optional<Customer> Customers::find_external(std::string_view external_id) {
  return find_through(*session_, storage::external_directory(), external_id);
}

std::vector<Customer> Customers::find_ssn(const Ssn& ssn) {
  if (ssn.digits().empty())
    throw Error(Code::invalid_argument, "A search needs all nine digits of the SSN.", "ssn");
  Engine& engine = engine_of(*session_);
  return engine.read(call_of(*session_), [&](Connection& connection) {
    std::vector<Customer> customers;
    for (const CustomerId id : find_by_ssn(connection, engine.ssn_keys(), ssn.digits(), kMaxFound))
      if (auto customer = storage::find<Customer>(connection, id)) customers.push_back(std::move(*customer));
    return customers;
  });
}

Customer Customers::update(CustomerId id, const CustomerFields& fields, ExpectedVersion version) {
  return engine_of(*session_).write(call_of(*session_), [id, fields, version](Unit& unit) {
    const Customer before = require_record<Customer>(unit, id, version);
    Customer after = before;
    domain::apply_changes(after, fields);
    check_customer(after);
    change_customer(unit, before, after);
    return after;
  });
}

void Customers::remove(CustomerId id, ExpectedVersion version) {
  engine_of(*session_).write(call_of(*session_), [id, version](Unit& unit) {
    const Customer customer = require_record<Customer>(unit, id, version);
    refuse_owner(unit.connection, id);
    delete_everything_owned(unit, id);
    delete_customer(unit, customer);
    audit_delete(unit, customer);
    return true;
  });
}

void Customers::erase(CustomerId id, std::string_view reason) {
  if (!reason.empty()) check_reason(reason);
  engine_of(*session_).write(call_of(*session_), [id, changes = reason_json(reason)](Unit& unit) {
    static const Sql trail("DELETE FROM audit WHERE customer_id = $1");
    const Customer customer = require_record<Customer>(unit, id);
    delete_everything_owned(unit, id);
    delete_customer(unit, customer);
    delete_rows(unit.connection, trail, id);
    audit(unit, id, "erase", "customer", id.value, changes);
    return true;
  });
}

std::optional<std::string> Customers::reveal_ssn(CustomerId id, std::string_view reason) {
  check_reason(reason);
  return engine_of(*session_).write(call_of(*session_), [id, reason = std::string(reason)](Unit& unit) {
    require_record<Customer>(unit, id);
    auto digits = open_ssn(unit, id);
    audit(unit, id, "reveal_ssn", "customer", id.value, reason_json(reason));
    return digits;
  });
}

}  // namespace crm
