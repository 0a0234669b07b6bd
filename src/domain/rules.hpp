// What a field's value must be: one small rule a name, as used in include/crm/fields/*.def.
// A rule returns, or throws Error(invalid_argument) without the field, which the caller adds. An absent
// optional value passes every rule but the required ones.
#pragma once

#include <array>
#include <crm/error.hpp>
#include <crm/values.hpp>
#include <string>
#include <string_view>

#include "domain/checks.hpp"

namespace crm::domain {

// Whether a rule asks that the field is named when a record is made.
template <class Rule>
concept Required = requires {
  requires Rule::required;
};

namespace rule {

// Applies a check to the value, if there is one.
template <class T, class Check>
void if_present(const T& value, Check check) {
  check(value);
}
template <class T, class Check>
void if_present(const std::optional<T>& value, Check check) {
  if (value) check(*value);
}

struct Any {
  template <class T>
  void operator()(const T&) const {}
};

struct Text {
  std::size_t max_characters;
  template <class T>
  void operator()(const T& value) const {
    if_present(value, [this](const std::string& text) { check_text(text, max_characters); });
  }
};

// Has a default, but must not be empty.
struct SomeText {
  std::size_t max_characters;
  void operator()(const std::string& value) const;
};

struct RequiredText : SomeText {
  static constexpr bool required = true;
};

struct Range {
  std::int64_t low, high;
  template <class T>
  void operator()(const T& value) const {
    if_present(value, [this](std::int64_t number) { check(number); });
  }
  void check(std::int64_t number) const;
};

struct RequiredRange : Range {
  static constexpr bool required = true;
};

template <std::size_t N>
struct OneOf {
  std::array<std::string_view, N> words;
  void operator()(const std::string& value) const {
    std::string message = "must be one of:";
    for (std::string_view word : words) {
      if (value == word) return;
      message.append(" ").append(word);
    }
    throw Error(Code::invalid_argument, message);
  }
};

// A rule made of one of the functions of checks.hpp.
template <void (*function)(std::string_view)>
struct Checked {
  template <class T>
  void operator()(const T& value) const {
    if_present(value, [](const std::string& text) { function(text); });
  }
};

struct Vin : Checked<check_vin> {
  static constexpr bool required = true;
};

struct TimeZone {
  void operator()(const std::optional<std::string>& value) const;
};

struct NotNegative {
  template <class T>
  void operator()(const T& value) const {
    if_present(value, [](const Money& money) { check(money); });
  }
  static void check(const Money& money);
};

struct RequiredAmount : NotNegative {
  static constexpr bool required = true;
};

struct Positive {
  static constexpr bool required = true;
  void operator()(const Money& value) const;
};

struct Rate {
  void operator()(const std::optional<Decimal>& value) const;
};

struct RequiredDate {
  static constexpr bool required = true;
  void operator()(const Date& value) const;
};

struct RequiredId {
  static constexpr bool required = true;
  template <class R>
  void operator()(const Id<R>& id) const {
    if (id.value <= 0) throw Error(Code::invalid_argument, "must be the id of a record");
  }
};

struct RequiredPhone {
  static constexpr bool required = true;
  void operator()(const PhoneNumber& value) const;
};

struct Attributes {
  std::size_t max_bytes;
  void operator()(const std::optional<JsonObject>& value) const;
};

struct Trace {
  void operator()(const std::vector<std::string>& steps) const;
};

// The names as the field lists write them.
inline constexpr Any any;
inline constexpr Vin vin;
inline constexpr Checked<check_email> email;
inline constexpr Checked<check_country> country;
inline constexpr Checked<check_language> language;
inline constexpr Checked<check_ip_address> ip_address;
inline constexpr TimeZone time_zone;
inline constexpr NotNegative not_negative;
inline constexpr RequiredAmount required_amount;
inline constexpr Positive positive;
inline constexpr Rate rate;
inline constexpr RequiredDate required_date;
inline constexpr RequiredId required_id;
inline constexpr RequiredPhone phone_number;
inline constexpr Trace trace;
constexpr Text text(std::size_t max_characters) { return {max_characters}; }
constexpr SomeText some_text(std::size_t max_characters) { return {max_characters}; }
constexpr RequiredText required_text(std::size_t max_characters) { return {{max_characters}}; }
constexpr Range range(std::int64_t low, std::int64_t high) { return {low, high}; }
constexpr RequiredRange required_range(std::int64_t low, std::int64_t high) { return {{low, high}}; }
constexpr Attributes json_object(std::size_t max_bytes) { return {max_bytes}; }
template <class... Words>
constexpr auto one_of(Words... words) {
  return OneOf<sizeof...(Words)>{{std::string_view(words)...}};
}

}  // namespace rule
}  // namespace crm::domain
