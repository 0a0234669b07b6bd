// Records as JSON and back, written once over their field lists.
#pragma once

#include <crm/error.hpp>
#include <string>
#include <string_view>

#include <crm/json_writer.hpp>
#include "domain/record.hpp"
#include "json/value.hpp"

namespace crm::json {

inline void append_value(Writer& writer, bool value) { writer.value(value); }
inline void append_value(Writer& writer, std::int64_t value) { writer.value(value); }
inline void append_value(Writer& writer, const std::string& value) { writer.value(std::string_view(value)); }
inline void append_value(Writer& writer, Currency value) { writer.value(value.code()); }
inline void append_value(Writer& writer, const PhoneNumber& value) {
  writer.value(std::string_view(value.e164()));
}
inline void append_value(Writer& writer, const Ssn& value) { writer.value(std::string_view(value.masked())); }
inline void append_value(Writer& writer, const JsonObject& value) { writer.raw(value.text); }
void append_value(Writer& writer, const Money& value);
void append_value(Writer& writer, const Decimal& value);
void append_value(Writer& writer, Date value);
void append_value(Writer& writer, Instant value);
void append_value(Writer& writer, const std::vector<std::string>& values);
template <class R>
void append_value(Writer& writer, Id<R> value) {
  writer.value(value.value);
}
template <class T>
void append_value(Writer& writer, const std::optional<T>& value) {
  if (value) {
    append_value(writer, *value);
  } else {
    writer.null();
  }
}

// The members of a record, without the braces: more may follow.
template <class R>
void append_fields(Writer& writer, const R& record) {
  domain::each_field<R>([&](const auto& field) {
    writer.key(field.name);
    append_value(writer, record.*field.member);
  });
}

template <class R>
void append_record(Writer& writer, const R& record) {
  writer.begin_object();
  append_fields(writer, record);
  writer.end_object();
}

template <class T>
constexpr bool is_absent(const T&) {
  return false;
}
template <class T>
constexpr bool is_absent(const std::optional<T>& value) {
  return !value;
}

// {"field": [before, after], ...} for the fields that differ; what the library itself counts is left out. A
// record that is made has no before, one that is deleted no after: null.
template <class R>
std::string changes_json(const R* before, const R* after) {
  std::string text;
  Writer writer(text);
  const auto side = [&](const R* record, auto member) {
    if (record == nullptr) {
      writer.null();
    } else {
      append_value(writer, record->*member);
    }
  };
  writer.begin_object();
  domain::each_field<R>([&](const auto& field) {
    const auto member = field.member;
    if (!std::remove_cvref_t<decltype(field)>::nameable) return;
    if (before != nullptr && after != nullptr && before->*member == after->*member) return;
    if ((before == nullptr || is_absent(before->*member)) && (after == nullptr || is_absent(after->*member)))
      return;
    writer.key(field.name).begin_array();
    side(before, member);
    side(after, member);
    writer.end_array();
  });
  writer.end_object();
  return text;
}

// How text from outside is read.
struct Reading {
  std::string_view default_country;
  Currency currency;  // of amounts
};

bool read_bool(const Value& value);
std::int64_t read_integer(const Value& value);
std::string read_text(const Value& value);  // a string; numbers count as their text
std::vector<std::string> read_texts(const Value& value);
JsonObject read_object(const Value& value);

inline void read_value(const Value& value, const Reading&, bool& out) { out = read_bool(value); }
inline void read_value(const Value& value, const Reading&, std::int64_t& out) { out = read_integer(value); }
inline void read_value(const Value& value, const Reading&, std::string& out) { out = value.string(); }
inline void read_value(const Value& value, const Reading&, Currency& out) {
  out = Currency::parse(value.string());
}
inline void read_value(const Value& value, const Reading& how, Money& out) {
  out = Money::parse(read_text(value), how.currency);
}
inline void read_value(const Value& value, const Reading&, Decimal& out) {
  out = Decimal::parse(read_text(value));
}
inline void read_value(const Value& value, const Reading&, Date& out) { out = parse_date(value.string()); }
inline void read_value(const Value& value, const Reading&, Instant& out) {
  out = parse_instant(value.string());
}
inline void read_value(const Value& value, const Reading& how, PhoneNumber& out) {
  out = PhoneNumber::parse(read_text(value), how.default_country);
}
inline void read_value(const Value& value, const Reading&, Ssn& out) { out = Ssn::parse(read_text(value)); }
inline void read_value(const Value& value, const Reading&, JsonObject& out) { out = read_object(value); }
inline void read_value(const Value& value, const Reading&, std::vector<std::string>& out) {
  out = read_texts(value);
}
template <class R>
void read_value(const Value& value, const Reading&, Id<R>& out) {
  out.value = read_integer(value);
}
template <class T>
void read_value(const Value& value, const Reading& how, std::optional<T>& out) {
  if (value.is_null()) return;
  read_value(value, how, out.emplace());
}

[[noreturn]] void refuse_member(std::string_view name);

// The currency that the object names for its amounts, or the other one.
Currency currency_of(const Value& object, Currency otherwise = {});

// Every member of the object must be a field that a caller may name. otherwise: the currency of amounts when
// the object names none.
template <class R>
typename R::Fields read_fields(const Value& object, std::string_view default_country,
                               Currency otherwise = {}) {
  const Reading how{default_country, currency_of(object, otherwise)};
  typename R::Fields fields;
  std::size_t taken = 0;
  domain::each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    if constexpr (F::nameable) {
      const Value* value = object.find(field.name);
      if (value == nullptr) return;
      ++taken;
      domain::naming(field.name, [&] {
        typename F::Type read{};
        read_value(*value, how, read);
        fields.*field.change = std::move(read);
      });
    }
  });
  if (taken == object.members().size()) return fields;
  for (const auto& [name, value] : object.members()) {
    bool known = false;
    domain::each_field<R>([&](const auto& field) {
      known = known || (std::remove_cvref_t<decltype(field)>::nameable && field.name == name);
    });
    if (!known) refuse_member(name);
  }
  return fields;
}

}  // namespace crm::json
