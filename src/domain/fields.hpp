// A record's fields as things that code can walk over: made once from include/crm/fields/*.def. SQL column
// lists, row reading, JSON, validation and the audit trail are all written as a walk over each_field<R>.
#pragma once

#include <crm/customer.hpp>
#include <crm/customer_note.hpp>
#include <crm/customer_phone.hpp>
#include <crm/interaction.hpp>
#include <crm/loan.hpp>
#include <crm/loan_note.hpp>
#include <crm/payment.hpp>
#include <crm/post_call.hpp>
#include <crm/vehicle.hpp>
#include <string_view>
#include <utility>

#include "domain/rules.hpp"

namespace crm::domain {

enum class Access { read_only, on_create, personal_on_create, writable, personal };

struct NoChange {};  // the change of a field that nobody may name

// One field of record R. `Changed` is the pointer to its Change in R::Fields, or NoChange.
template <class R, class T, Access access_, class Rule, class Changed>
struct Field {
  static constexpr Access access = access_;
  static constexpr bool nameable = access != Access::read_only;
  static constexpr bool updatable = access == Access::writable || access == Access::personal;
  static constexpr bool personal = access == Access::personal || access == Access::personal_on_create;
  using Type = T;
  using RuleType = Rule;

  std::string_view name;
  T R::*member;
  Changed change;
  Rule rule;
  std::string_view doc;

  // The column: the field's name, but for an SSN, of which the record's row keeps the last four digits.
  constexpr std::string_view column() const {
    if constexpr (std::is_same_v<T, std::optional<Ssn>>) return "ssn_last4";
    return name;
  }
};

template <class R, class T, Access access, class Rule, class Changed>
constexpr auto make_field(std::string_view name, T R::*member, Changed change, Rule rule,
                          std::string_view doc) {
  return Field<R, T, access, Rule, Changed>{name, member, change, rule, doc};
}

// Calls visit(field) for each field of R, in the order of the list.
template <class R>
struct FieldList;

template <class R, class Visit>
constexpr void each_field(Visit&& visit) {
  FieldList<R>::each(std::forward<Visit>(visit));
}

// CRM_CHANGE_<access>: where the change of a field is found.
#define CRM_CHANGE_read_only(record, name) \
  NoChange {}
#define CRM_CHANGE_on_create(record, name) &record::Fields::name
#define CRM_CHANGE_personal_on_create(record, name) &record::Fields::name
#define CRM_CHANGE_writable(record, name) &record::Fields::name
#define CRM_CHANGE_personal(record, name) &record::Fields::name
#define CRM_FIELD(type, name, initial, rule_, access_, doc) \
  visit(make_field<CRM_LISTED, type, Access::access_>(      \
      #name, &CRM_LISTED::name, CRM_CHANGE_##access_(CRM_LISTED, name), rule::rule_, doc));

#define CRM_LISTED Customer
template <>
struct FieldList<Customer> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/customer.def>
  }
};
#undef CRM_LISTED
#define CRM_LISTED CustomerPhone
template <>
struct FieldList<CustomerPhone> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/customer_phone.def>
  }
};
#undef CRM_LISTED
#define CRM_LISTED Loan
template <>
struct FieldList<Loan> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/loan.def>
  }
};
#undef CRM_LISTED
#define CRM_LISTED Vehicle
template <>
struct FieldList<Vehicle> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/vehicle.def>
  }
};
#undef CRM_LISTED
#define CRM_LISTED Payment
template <>
struct FieldList<Payment> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/payment.def>
  }
};
#undef CRM_LISTED
#define CRM_LISTED Interaction
template <>
struct FieldList<Interaction> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/interaction.def>
  }
};
#undef CRM_LISTED
#define CRM_LISTED CustomerNote
template <>
struct FieldList<CustomerNote> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/customer_note.def>
  }
};
#undef CRM_LISTED
#define CRM_LISTED LoanNote
template <>
struct FieldList<LoanNote> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/loan_note.def>
  }
};
#undef CRM_LISTED
#undef CRM_CHANGE_personal_on_create
#undef CRM_CHANGE_on_create
#undef CRM_FIELD

// An outcome is a message, not a stored record: its fields have no changes.
#define CRM_FIELD(type, name, initial, rule_, access_, doc) \
  visit(make_field<Outcome, type, Access::access_>(#name, &Outcome::name, NoChange{}, rule::rule_, doc));
template <>
struct FieldList<Outcome> {
  template <class Visit>
  static constexpr void each(Visit&& visit) {
#include <crm/fields/outcome.def>
  }
};
#undef CRM_FIELD
#undef CRM_CHANGE_personal
#undef CRM_CHANGE_writable
#undef CRM_CHANGE_read_only

// The record's word: table name, audit trail, JSON.
template <class R>
inline constexpr std::string_view record_name = "";
template <>
inline constexpr std::string_view record_name<Customer> = "customer";
template <>
inline constexpr std::string_view record_name<CustomerPhone> = "customer_phone";
template <>
inline constexpr std::string_view record_name<Loan> = "loan";
template <>
inline constexpr std::string_view record_name<Vehicle> = "vehicle";
template <>
inline constexpr std::string_view record_name<Payment> = "payment";
template <>
inline constexpr std::string_view record_name<Interaction> = "interaction";
template <>
inline constexpr std::string_view record_name<CustomerNote> = "customer_note";
template <>
inline constexpr std::string_view record_name<LoanNote> = "loan_note";

}  // namespace crm::domain
