// How each value type stands in a column: read from a row, made into a parameter.
#pragma once

#include <crm/values.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "storage/sql.hpp"

namespace crm::storage {

// A list of texts in one column: a JSON array, which people's own tools can read too.
std::vector<std::string> read_list(std::string_view json);
std::string list_text(const std::vector<std::string>& items);

// From a column's text.
inline void read_text(std::string_view text, std::string& value) { value = text; }
inline void read_text(std::string_view text, Decimal& value) { value = Decimal::parse(text); }
inline void read_text(std::string_view text, PhoneNumber& value) {
  value = PhoneNumber::stored(std::string(text));
}
inline void read_text(std::string_view text, Ssn& value) { value = Ssn::of_last4(text); }
inline void read_text(std::string_view text, JsonObject& value) { value.text = text; }
inline void read_text(std::string_view text, std::vector<std::string>& value) {
  if (!text.empty()) value = read_list(text);
}
inline void read_text(std::string_view text, Currency& value) {
  if (text != value.code()) value = Currency::parse(text);
}

template <class T>
concept StoredAsText = requires(std::string_view text, T& value) {
  read_text(text, value);
};

// read_column(row, i, value, currency): `currency` is the record's, for its amounts.
inline void read_column(const Row& row, int i, bool& value, Currency) { value = row.boolean(i); }
inline void read_column(const Row& row, int i, std::int64_t& value, Currency) { value = row.integer(i); }
inline void read_column(const Row& row, int i, Date& value, Currency) { value = row.date(i); }
inline void read_column(const Row& row, int i, Instant& value, Currency) { value = row.instant(i); }
inline void read_column(const Row& row, int i, Money& value, Currency currency) {
  value = Money{row.integer(i), currency};
}
template <class R>
void read_column(const Row& row, int i, Id<R>& value, Currency) {
  value.value = row.integer(i);
}
template <StoredAsText T>
void read_column(const Row& row, int i, T& value, Currency) {
  read_text(row.text(i), value);
}
template <class T>
void read_column(const Row& row, int i, std::optional<T>& value, Currency currency) {
  if constexpr (StoredAsText<T>) {  // one look at the column instead of two: this is the call path
    const std::string_view text = row.text(i);
    if (text.data() != nullptr) read_text(text, value.emplace());
  } else if (!row.is_null(i)) {
    read_column(row, i, value.emplace(), currency);
  }
}

inline Param to_param(bool value) { return value; }
inline Param to_param(std::int64_t value) { return value; }
inline Param to_param(const std::string& value) { return value; }
inline Param to_param(Currency value) { return std::string(value.code()); }
inline Param to_param(const Money& value) { return value.minor; }
inline Param to_param(const Decimal& value) { return value.to_string(); }
inline Param to_param(Date value) { return to_string(value); }
inline Param to_param(Instant value) { return to_string(value); }
inline Param to_param(const PhoneNumber& value) { return value.e164(); }
inline Param to_param(const Ssn& value) { return std::string(value.last4()); }
inline Param to_param(const JsonObject& value) { return value.text; }
inline Param to_param(const std::vector<std::string>& value) {
  return value.empty() ? Param(Null{}) : Param(list_text(value));
}
template <class R>
Param to_param(Id<R> value) {
  return value.value;
}
template <class T>
Param to_param(const std::optional<T>& value) {
  return value ? to_param(*value) : Param(Null{});
}

}  // namespace crm::storage
