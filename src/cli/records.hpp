// What is the same about all records: where a session keeps them, what they are called, how one is got.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <crm/session.hpp>

namespace crm::cli {

// The everyday word.
template <class R>
inline constexpr std::string_view word_of = "";
template <>
inline constexpr std::string_view word_of<Customer> = "customer";
template <>
inline constexpr std::string_view word_of<CustomerPhone> = "phone";
template <>
inline constexpr std::string_view word_of<Loan> = "loan";
template <>
inline constexpr std::string_view word_of<Vehicle> = "vehicle";
template <>
inline constexpr std::string_view word_of<Payment> = "payment";
template <>
inline constexpr std::string_view word_of<Interaction> = "interaction";
template <>
inline constexpr std::string_view word_of<CustomerNote> = "note";
template <>
inline constexpr std::string_view word_of<LoanNote> = "loan note";

inline Customers records_of(Session& session, CustomerId) { return session.customers(); }
inline Payments records_of(Session& session, Key<Payment>) { return session.payments(); }
template <class R>
Owned<R> records_of(Session& session, Key<R>) {
  return Owned<R>(session);
}

inline std::string title(CustomerId id) { return "customer " + std::to_string(id.value); }
// "loan 17 of customer 5".
template <class R>
std::string title(Key<R> key) {
  return std::string(word_of<R>) + " " + std::to_string(key.id.value) + " of " + title(key.customer_id);
}

inline CustomerId key_of(const Customer& customer) { return customer.id; }
template <class R>
Key<R> key_of(const R& record) {
  return {record.customer_id, record.id};
}

// The record with this key (a CustomerId, or a Key<R>). Throws Error(not_found).
template <class AnyKey>
auto require(Session& session, AnyKey key) {
  auto record = records_of(session, key).get(key);
  if (!record) throw Error(Code::not_found, "There is no " + title(key) + ".");
  return *std::move(record);
}

}  // namespace crm::cli
