// Payments: recorded with their effect on the loan in one transaction, reversed by a row of its own.
#include <algorithm>
#include <crm/error.hpp>
#include <crm/session.hpp>

#include "domain/checks.hpp"
#include "domain/record.hpp"
#include "service/calls.hpp"
#include "service/creation.hpp"
#include "service/owned_upkeep.hpp"
#include "service/paging.hpp"
#include "service/payments.hpp"

namespace crm {

using namespace service;
using storage::Connection;
using storage::Param;

namespace {

std::optional<Payment> find_by_key(Unit& unit, CustomerId owner, const std::string& key) {
  static const storage::Sql select(storage::select_from<Payment>() +
                                   " WHERE customer_id = $1 AND idempotency_key = $2");
  const Param params[] = {owner.value, key};
  std::vector<Payment> found;
  unit.connection.execute({select, params, storage::into(found)});
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

// What the key gave before; none: nothing. Error(conflict): something else.
template <class Same>
std::optional<Payment> recorded_before(Unit& unit, CustomerId owner, const IdempotencyKey& key,
                                       const Same& is_same) {
  if (!key) return std::nullopt;
  auto first = find_by_key(unit, owner, *key);
  if (first && !is_same(*first))
    throw Error(Code::conflict, "This idempotency key belongs to another payment.", "idempotency_key");
  return first;
}

bool same_content(const Payment& a, const Payment& b) {
  return a.loan_id == b.loan_id && a.amount == b.amount && a.method == b.method && a.reference == b.reference;
}

// Neither the due amount nor the balance goes below 0; what was really taken stands in the payment, so that a
// reversal gives back just that.
void lower(Payment& payment, Loan& loan) {
  payment.due_reduction = {std::min(payment.amount.minor, loan.due_amount.minor), loan.currency};
  payment.balance_reduction = {0, loan.currency};
  loan.due_amount -= payment.due_reduction;
  if (!loan.balance_remaining) return;
  payment.balance_reduction.minor = std::min(payment.amount.minor, loan.balance_remaining->minor);
  *loan.balance_remaining -= payment.balance_reduction;
}

void raise_again(const Payment& reversal, Loan& loan) {
  loan.due_amount -= reversal.due_reduction;
  if (loan.balance_remaining) *loan.balance_remaining -= reversal.balance_reduction;
}

Payment add_payment(Unit& unit, Payment payment, std::string_view action) {
  stamp_new(unit, payment);
  storage::insert(unit.connection, payment);
  audit_new(unit, action, payment);
  return payment;
}

Payment negated(const Payment& payment, std::string_view reason) {
  Payment reversal = payment;
  reversal.id = {};
  reversal.amount = -payment.amount;
  reversal.due_reduction = -payment.due_reduction;
  reversal.balance_reduction = -payment.balance_reduction;
  reversal.reverses_id = payment.id;
  reversal.note = std::string(reason);
  return reversal;
}

// A reversal as if it were a payment, for the rule that payments are positive.
Payment without_sign(Payment reversal) {
  reversal.amount = -reversal.amount;
  return reversal;
}

void refuse_second_reversal(Unit& unit, const Payment& payment) {
  static const storage::Sql select("SELECT 1 FROM payment WHERE customer_id = $1 AND reverses_id = $2");
  if (payment.reverses_id) throw Error(Code::conflict, "This row is a reversal itself.");
  const Param params[] = {payment.customer_id.value, payment.id.value};
  unit.connection.execute({select, params, [](const storage::Row&) {
                             throw Error(Code::conflict, "The payment was reversed before.");
                           }});
}

Payment reverse_payment(Unit& unit, const Payment& payment, const std::string& reason,
                        const IdempotencyKey& key) {
  refuse_second_reversal(unit, payment);
  const Loan before = require_record<Loan>(unit, {payment.customer_id, payment.loan_id});
  Payment reversal = negated(payment, reason);
  reversal.idempotency_key = key;
  reversal.paid_at = unit.now;
  Loan after = before;
  raise_again(reversal, after);
  change_owned(unit, before, after);
  return add_payment(unit, std::move(reversal), "reversal");
}

}  // namespace

Payment service::record_payment(Unit& unit, Payment payment) {
  if (payment.paid_at == Instant{}) payment.paid_at = unit.now;
  const auto is_same = [&](const Payment& first) { return same_content(first, payment); };
  if (auto first = recorded_before(unit, payment.customer_id, payment.idempotency_key, is_same))
    return std::move(*first);
  const Loan before = require_record<Loan>(unit, {payment.customer_id, payment.loan_id});
  domain::naming("amount", [&] { domain::require_currency(payment.amount, before.currency); });
  Loan after = before;
  lower(payment, after);
  change_owned(unit, before, after);
  return add_payment(unit, std::move(payment), "payment");
}

Payment service::take_over_payment(Unit& unit, Payment payment) {
  const Loan loan = require_record<Loan>(unit, {payment.customer_id, payment.loan_id});
  if (payment.reverses_id) require_record<Payment>(unit, {payment.customer_id, *payment.reverses_id});
  domain::naming("amount", [&] { domain::require_currency(payment.amount, loan.currency); });
  domain::check_record(payment.reverses_id ? without_sign(payment) : payment);
  const char* action = payment.reverses_id ? "reversal" : "payment";
  return add_payment(unit, std::move(payment), action);
}

Payment Payments::record(CustomerId owner, const PaymentFields& fields) {
  Payment payment = domain::make_record<Payment>(fields);
  payment.customer_id = owner;
  domain::check_record(payment);
  const bool has_key = payment.idempotency_key.has_value();
  const auto work = [payment = std::move(payment)](Unit& unit) {
    require_record<Customer>(unit, payment.customer_id);
    return record_payment(unit, payment);
  };
  Engine& engine = engine_of(*session_);
  return has_key ? engine.write_repeatable(call_of(*session_), work) : engine.write(call_of(*session_), work);
}

Payment Payments::reverse(Key<Payment> key, std::string_view reason, const IdempotencyKey& idempotency_key) {
  check_reason(reason);
  if (idempotency_key) check_creation_key(*idempotency_key);
  const auto work = [key, reason = std::string(reason), idempotency_key](Unit& unit) {
    const auto is_same = [&](const Payment& first) {
      return first.reverses_id == key.id && first.note == reason;
    };
    if (auto first = recorded_before(unit, key.customer_id, idempotency_key, is_same))
      return std::move(*first);
    return reverse_payment(unit, require_record<Payment>(unit, key), reason, idempotency_key);
  };
  Engine& engine = engine_of(*session_);
  return idempotency_key ? engine.write_repeatable(call_of(*session_), work)
                         : engine.write(call_of(*session_), work);
}

std::optional<Payment> Payments::get(Key<Payment> key) {
  return engine_of(*session_).read(
      call_of(*session_), [&](Connection& connection) { return storage::find<Payment>(connection, key); });
}

Page<Payment> Payments::list(CustomerId owner, const PageRequest& page) {
  return list_owned<Payment>(*session_, owner, {}, page);
}

Page<Payment> Payments::list(CustomerId owner, const PaymentFields& like, const PageRequest& page) {
  return list_owned<Payment>(*session_, owner, like, page);
}

}  // namespace crm
