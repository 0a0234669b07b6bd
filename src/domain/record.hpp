// What every record can do, written once over its field list: be checked, take changes, be compared.
#pragma once

#include <crm/error.hpp>
#include <string>

#include "domain/fields.hpp"

namespace crm::domain {

// Runs `action` and puts the field's name on whatever it refuses.
template <class Action>
void naming(std::string_view field, Action action) {
  try {
    action();
  } catch (const Error& error) {
    if (!error.field().empty()) throw;
    throw Error(error.code(), std::string(field) + ": " + error.what(), std::string(field));
  }
}

// The amounts of a record are in the record's currency: a Money in another one is refused, and the default
// currency of a Money that nobody set is replaced.
void require_currency(const Money& money, Currency currency);
template <class T>
void match_currency(const T&, Currency) {}
inline void match_currency(const Money& money, Currency currency) { require_currency(money, currency); }
inline void match_currency(const std::optional<Money>& money, Currency currency) {
  if (money) require_currency(*money, currency);
}

template <class R>
concept HasCurrency = requires(const R& record) {
  record.currency;
};

// Whatever a field's rule: a typed value can be made that its own text form refuses, and that could not be
// read back from a database.
void check_form(const Money& money);
void check_form(Currency currency);
void check_form(Date date);
void check_form(Instant instant);
void check_form(const PhoneNumber& number);
template <class T>
void check_form(const T&) {}
template <class T>
void check_form(const std::optional<T>& value) {
  if (value) check_form(*value);
}

// The whole record, each field by its rule.
template <class R>
void check_record(const R& record) {
  each_field<R>([&](const auto& field) {
    naming(field.name, [&] {
      field.rule(record.*field.member);
      if constexpr (std::remove_cvref_t<decltype(field)>::nameable) check_form(record.*field.member);
      if constexpr (HasCurrency<R>) match_currency(record.*field.member, record.currency);
    });
  });
}

// Every field that a new record cannot do without is named.
template <class R>
void check_required(const typename R::Fields& fields) {
  each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (F::nameable && Required<typename F::RuleType>) {
      if (!(fields.*field.change).named())
        throw Error(Code::invalid_argument, std::string(field.name) + " is required.",
                    std::string(field.name));
    }
  });
}

// A masked SSN that comes back from a client says nothing new.
inline bool says_something(const std::optional<Ssn>& ssn) { return !ssn || !ssn->digits().empty(); }
template <class T>
bool says_something(const T&) {
  return true;
}

// A change of currency re-labels the amounts it does not name; rounding is nobody's wish, so the new currency
// must have as many decimals.
void relabel(Money& money, Currency currency);
template <class T>
void relabel_field(T&, Currency) {}
inline void relabel_field(Money& money, Currency currency) { relabel(money, currency); }
inline void relabel_field(std::optional<Money>& money, Currency currency) {
  if (money) relabel(*money, currency);
}

template <class R>
void apply_currency(R& record, const typename R::Fields& fields) {
  if constexpr (HasCurrency<R>) {
    if (!fields.currency.named() || fields.currency.value() == record.currency) return;
    each_field<R>([&](const auto& field) {
      if constexpr (std::remove_cvref_t<decltype(field)>::nameable)
        if ((fields.*field.change).named()) return;
      relabel_field(record.*field.member, fields.currency.value());
    });
  }
}

// A new record from the fields that a caller names.
template <class R>
R make_record(const typename R::Fields& fields) {
  check_required<R>(fields);
  R record;
  apply_currency(record, fields);
  each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (F::nameable) {
      const auto& change = fields.*field.change;
      if (change.named() && says_something(change.value())) record.*field.member = change.value();
    }
  });
  return record;
}

// Takes the named fields. A field that is given once, when the record is made, may be named again only with
// the value it has.
template <class R>
void apply_changes(R& record, const typename R::Fields& fields) {
  apply_currency(record, fields);
  each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (F::nameable) {
      const auto& change = fields.*field.change;
      if (!change.named() || !says_something(change.value())) return;
      if (!F::updatable && !(record.*field.member == change.value()))
        throw Error(Code::invalid_argument, std::string(field.name) + " cannot be changed later.",
                    std::string(field.name));
      record.*field.member = change.value();
    }
  });
}

// Whether any field differs that a caller may name.
template <class R>
bool differ(const R& before, const R& after) {
  bool different = false;
  each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable)
      different = different || !(before.*field.member == after.*field.member);
  });
  return different;
}

// Whether any field is named at all.
template <class R>
bool names_anything(const typename R::Fields& fields) {
  bool named = false;
  each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (F::nameable) named = named || (fields.*field.change).named();
  });
  return named;
}

}  // namespace crm::domain
