#include "service/file_match.hpp"

#include <algorithm>
#include <crm/error.hpp>

namespace crm::service {

namespace {

using storage::Param;
using storage::Sql;

template <class T>
bool says(const Change<T>& change, const T& value) {
  return change.named() && change.value() == value;
}

// A value that is named and there.
template <class T>
const T* named_value(const Change<std::optional<T>>& change) {
  return change.named() && change.value() ? &*change.value() : nullptr;
}

template <class R>
std::vector<R> select(storage::Connection& connection, const Sql& sql, std::span<const Param> params) {
  std::vector<R> found;
  connection.execute({sql, params, storage::into(found)});
  return found;
}

}  // namespace

bool same_number(const CustomerPhone& phone, const CustomerPhoneFields& fields) {
  return says(fields.number, phone.number);
}

bool same_vin(const Vehicle& vehicle, const VehicleFields& fields) { return says(fields.vin, vehicle.vin); }

LoanMatcher::LoanMatcher(std::vector<Loan> loans) {
  known_.reserve(loans.size());
  for (Loan& loan : loans) known_.push_back({std::move(loan), false});
}

template <class Fits>
LoanMatcher::Known* LoanMatcher::find(Fits fits) {
  const auto found = std::find_if(known_.begin(), known_.end(),
                                  [&](const Known& known) { return !known.taken && fits(known.loan); });
  return found == known_.end() ? nullptr : &*found;
}

Loan* LoanMatcher::taken(Known* known) {
  if (known == nullptr) return nullptr;
  known->taken = true;
  return &known->loan;
}

Loan* LoanMatcher::by_id(const Entry<Loan>& entry) {
  return entry.id ? taken(find([&](const Loan& loan) { return loan.id == entry.id; })) : nullptr;
}

Loan* LoanMatcher::with_all(const Entry<Loan>& entry) {
  return taken(find(
      [&](const Loan& loan) { return says(entry.product_name, loan.product_name) && holds(loan, entry); }));
}

Loan* LoanMatcher::by_product(const Entry<Loan>& entry) {
  const Date* origination = named_value(entry.origination_date);
  const auto fits = [&](const Loan& loan) {
    return says(entry.product_name, loan.product_name) &&
           (origination == nullptr || loan.origination_date == *origination);
  };
  Known* first = find(fits);
  const Known* second = find([&](const Loan& loan) { return fits(loan) && &loan != &first->loan; });
  if (second != nullptr)
    throw Error(Code::conflict,
                "The customer has several loans with this product_name. Name the loan's id or its "
                "origination_date too.",
                "product_name");
  return taken(first);
}

void LoanMatcher::take(Loan loan) { known_.push_back({std::move(loan), true}); }

std::optional<Interaction> find_interaction(storage::Connection& connection, CustomerId owner,
                                            const InteractionFields& fields) {
  static const Sql by_call(storage::select_from<Interaction>() + " WHERE customer_id = $1 AND call_id = $2");
  static const Sql by_time(storage::select_from<Interaction>() +
                           " WHERE customer_id = $1 AND creation_date = $2");
  std::vector<Interaction> found;
  if (const std::string* call = named_value(fields.call_id)) {
    const Param params[] = {owner.value, *call};
    found = select<Interaction>(connection, by_call, params);
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
  }
  if (!fields.creation_date.named()) return std::nullopt;
  const Param params[] = {owner.value, to_string(fields.creation_date.value())};
  found = select<Interaction>(connection, by_time, params);
  const auto same = std::find_if(found.begin(), found.end(),
                                 [&](const Interaction& interaction) { return holds(interaction, fields); });
  return same == found.end() ? std::nullopt : std::optional(std::move(*same));
}

void name_only_loan(storage::Connection& connection, CustomerId owner, PaymentFields& fields) {
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

bool has_payment(storage::Connection& connection, CustomerId owner, const PaymentEntry& entry) {
  static const Sql by_key(storage::select_from<Payment>() +
                          " WHERE customer_id = $1 AND idempotency_key = $2");
  static const Sql by_loan(storage::select_from<Payment>() + " WHERE customer_id = $1 AND loan_id = $2");
  if (const std::string* key = named_value(entry.idempotency_key)) {
    const Param params[] = {owner.value, *key};
    return !select<Payment>(connection, by_key, params).empty();
  }
  const Param params[] = {owner.value, entry.loan_id.value().value};
  const auto there = select<Payment>(connection, by_loan, params);
  return std::any_of(there.begin(), there.end(), [&](const Payment& payment) {
    return payment.reverses_id == entry.reverses_id && holds(payment, entry);
  });
}

}  // namespace crm::service
