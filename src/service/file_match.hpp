// How the records of a customer's file are found again among those that are there.
#pragma once

#include <crm/load.hpp>
#include <optional>
#include <string>
#include <vector>

#include "domain/record.hpp"
#include "service/unit.hpp"

namespace crm::service {

// Whether the record has every value that the fields name.
template <class R>
bool holds(const R& record, const typename R::Fields& fields) {
  bool all = true;
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) {
      const auto& change = fields.*field.change;
      all = all && (!change.named() || record.*field.member == change.value());
    }
  });
  return all;
}

// A value that is named and there.
template <class T>
const T* named_value(const Change<std::optional<T>>& change) {
  return change.named() && change.value() ? &*change.value() : nullptr;
}

// The same for a key: an empty one is none.
inline const std::string* named_key(const Change<std::optional<std::string>>& change) {
  const std::string* key = named_value(change);
  return key == nullptr || key->empty() ? nullptr : key;
}

bool same_number(const CustomerPhone& phone, const CustomerPhoneFields& fields);
bool same_vin(const Vehicle& vehicle, const VehicleFields& fields);

// What has a key of its own is found by it.
std::optional<Interaction> find_call(storage::Connection& connection, CustomerId owner,
                                     const std::string& call_id);
std::optional<Payment> find_payment(storage::Connection& connection, CustomerId owner,
                                    const std::string& idempotency_key);

// What has none is found by all that is said of it, `said`: all that are equal, in order of id. One that was
// changed since it was made counts while it still has every value that the fields name.
std::vector<Interaction> find_equal(storage::Connection& connection, const Interaction& said,
                                    const InteractionFields& fields);
std::vector<Payment> find_equal(storage::Connection& connection, const Payment& said);
std::vector<CustomerNote> find_equal(storage::Connection& connection, const CustomerNote& said);
std::vector<LoanNote> find_equal(storage::Connection& connection, const LoanNote& said);

// A payment that names no loan is for the only one that the customer has.
void name_only_loan(storage::Connection& connection, CustomerId owner, PaymentFields& fields);

}  // namespace crm::service
