#include "service/file_match.hpp"

#include <algorithm>
#include <crm/error.hpp>

namespace crm::service {

namespace {

using storage::Connection;
using storage::Param;
using storage::Sql;

template <class T>
bool says(const Change<T>& change, const T& value) {
  return change.named() && change.value() == value;
}

template <class R>
std::vector<R> select(Connection& connection, const Sql& sql, std::span<const Param> params) {
  std::vector<R> found;
  connection.execute({sql, params, storage::into(found)});
  return found;
}

template <class R>
std::optional<R> first_of(std::vector<R> found) {
  if (found.empty()) return std::nullopt;
  return std::move(found.front());
}

// What nobody named is made up when the record is made.
Interaction as_made(Interaction said, const Interaction& there) {
  if (!said.last_updated_date) said.last_updated_date = there.last_updated_date;
  return said;
}

}  // namespace

bool same_number(const CustomerPhone& phone, const CustomerPhoneFields& fields) {
  return says(fields.number, phone.number);
}

bool same_vin(const Vehicle& vehicle, const VehicleFields& fields) { return says(fields.vin, vehicle.vin); }

std::optional<Interaction> find_call(Connection& connection, CustomerId owner, const std::string& call_id) {
  static const Sql sql(storage::select_from<Interaction>() +
                       " WHERE customer_id = $1 AND call_id = $2 ORDER BY id");
  const Param params[] = {owner.value, call_id};
  return first_of(select<Interaction>(connection, sql, params));
}

std::optional<Payment> find_payment(Connection& connection, CustomerId owner, const std::string& key) {
  static const Sql sql(storage::select_from<Payment>() + " WHERE customer_id = $1 AND idempotency_key = $2");
  const Param params[] = {owner.value, key};
  return first_of(select<Payment>(connection, sql, params));
}

std::vector<Interaction> find_equal(Connection& connection, const Interaction& said,
                                    const InteractionFields& fields) {
  static const Sql sql(storage::select_from<Interaction>() +
                       " WHERE customer_id = $1 AND creation_date = $2 ORDER BY id");
  const Param params[] = {said.customer_id.value, to_string(said.creation_date)};
  std::vector<Interaction> found = select<Interaction>(connection, sql, params);
  std::erase_if(found, [&](const Interaction& there) {
    const bool untouched = there.version == 1;
    return untouched ? domain::differ(there, as_made(said, there)) : !holds(there, fields);
  });
  return found;
}

// Found within: SQLite would rather look at all of the customer's payments than go by the index of loans to
// the rows.
std::vector<Payment> find_equal(Connection& connection, const Payment& said) {
  static const Sql sql(storage::select_from<Payment>() +
                       " WHERE customer_id = $1 AND amount = $4 AND id IN (SELECT id FROM payment WHERE "
                       "customer_id = $1 AND loan_id = $2 AND paid_at = $3) ORDER BY id");
  const Param params[] = {said.customer_id.value, said.loan_id.value, to_string(said.paid_at),
                          said.amount.minor};
  std::vector<Payment> found = select<Payment>(connection, sql, params);
  std::erase_if(found, [&](const Payment& there) {
    return there.reverses_id != said.reverses_id || domain::differ(there, said);
  });
  return found;
}

std::vector<CustomerNote> find_equal(Connection& connection, const CustomerNote& said) {
  static const Sql sql(storage::select_from<CustomerNote>() +
                       " WHERE customer_id = $1 AND note = $2 ORDER BY id");
  const Param params[] = {said.customer_id.value, said.note};
  return select<CustomerNote>(connection, sql, params);
}

std::vector<LoanNote> find_equal(Connection& connection, const LoanNote& said) {
  static const Sql sql(storage::select_from<LoanNote>() +
                       " WHERE customer_id = $1 AND loan_id = $2 AND note = $3 ORDER BY id");
  const Param params[] = {said.customer_id.value, said.loan_id.value, said.note};
  return select<LoanNote>(connection, sql, params);
}

void name_only_loan(Connection& connection, CustomerId owner, PaymentFields& fields) {
  static const Sql sql("SELECT id FROM loan WHERE customer_id = $1 ORDER BY id LIMIT 2");
  if (fields.loan_id.named()) return;
  std::vector<LoanId> loans;
  const Param params[] = {owner.value};
  connection.execute({sql, params, [&](const storage::Row& row) { loans.push_back({row.integer(0)}); }});
  if (loans.size() != 1)
    throw Error(Code::invalid_argument,
                "The customer has not just one loan: name the loan_id that the payment is for.", "loan_id");
  fields.loan_id = loans.front();
}

}  // namespace crm::service
