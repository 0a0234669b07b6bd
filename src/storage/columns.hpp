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

// read_column(row, i, value, currency): `currency` is the record's, for its amounts.
inline void read_column(const Row& row, int i, bool& value, Currency) { value = row.boolean(i); }
inline void read_column(const Row& row, int i, std::int64_t& value, Currency) { value = row.integer(i); }
inline void read_column(const Row& row, int i, std::string& value, Currency) { value = row.text(i); }
inline void read_column(const Row& row, int i, Currency& value, Currency) {
  if (row.text(i) != value.code()) value = Currency::parse(row.text(i));
}
inline void read_column(const Row& row, int i, Money& value, Currency currency) {
  value = Money{row.integer(i), currency};
}
inline void read_column(const Row& row, int i, Decimal& value, Currency) {
  value = Decimal::parse(row.text(i));
}
inline void read_column(const Row& row, int i, Date& value, Currency) { value = parse_date(row.text(i)); }
inline void read_column(const Row& row, int i, Instant& value, Currency) {
  value = parse_instant(row.text(i));
}
inline void read_column(const Row& row, int i, PhoneNumber& value, Currency) {
  value = PhoneNumber::stored(std::string(row.text(i)));
}
inline void read_column(const Row& row, int i, Ssn& value, Currency) { value = Ssn::of_last4(row.text(i)); }
inline void read_column(const Row& row, int i, JsonObject& value, Currency) { value.text = row.text(i); }
inline void read_column(const Row& row, int i, std::vector<std::string>& value, Currency) {
  if (!row.is_null(i)) value = read_list(row.text(i));
}
template <class R>
void read_column(const Row& row, int i, Id<R>& value, Currency) {
  value.value = row.integer(i);
}
template <class T>
void read_column(const Row& row, int i, std::optional<T>& value, Currency currency) {
  if (row.is_null(i)) return;
  read_column(row, i, value.emplace(), currency);
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
