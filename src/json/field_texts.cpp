// Fields as plain text, both ways: include/crm/fields.hpp. A list and an object are JSON inside that text.
#include <algorithm>
#include <array>
#include <charconv>
#include <crm/fields.hpp>
#include <iterator>
#include <vector>

#include "domain/record.hpp"
#include "domain/text.hpp"
#include "json/record_json.hpp"

namespace crm {

namespace {

[[noreturn]] void refuse(const char* message) { throw Error(Code::invalid_argument, message); }

// The everyday word for a value type, and whether a value may be absent.
template <class T>
struct TypeOf;
#define CRM_TYPE_WORD(T, spoken)                     \
  template <>                                        \
  struct TypeOf<T> {                                 \
    static constexpr std::string_view word = spoken; \
    static constexpr bool optional = false;          \
  };
CRM_TYPE_WORD(std::string, "text")
CRM_TYPE_WORD(std::int64_t, "whole number")
CRM_TYPE_WORD(bool, "yes or no")
CRM_TYPE_WORD(Money, "amount")
CRM_TYPE_WORD(Decimal, "decimal")
CRM_TYPE_WORD(Date, "date")
CRM_TYPE_WORD(Instant, "instant")
CRM_TYPE_WORD(PhoneNumber, "phone number")
CRM_TYPE_WORD(Currency, "currency")
CRM_TYPE_WORD(Ssn, "SSN")
CRM_TYPE_WORD(std::vector<std::string>, "list")
CRM_TYPE_WORD(JsonObject, "JSON object")
#undef CRM_TYPE_WORD
template <class R>
struct TypeOf<Id<R>> {
  static constexpr std::string_view word = "id";
  static constexpr bool optional = false;
};
template <class T>
struct TypeOf<std::optional<T>> : TypeOf<T> {
  static constexpr bool optional = true;
};

void append_number(std::string& out, std::int64_t number) {
  char digits[20];  // a minus sign and 19 digits
  out.append(digits, std::to_chars(std::begin(digits), std::end(digits), number).ptr);
}

void append_text(std::string& out, bool value) { out += value ? "yes" : "no"; }
void append_text(std::string& out, std::int64_t value) { append_number(out, value); }
void append_text(std::string& out, const std::string& value) { out += value; }
void append_text(std::string& out, Currency value) { out += value.code(); }
void append_text(std::string& out, const Money& value) { value.append_to(out); }
void append_text(std::string& out, const Decimal& value) { out += value.to_string(); }
void append_text(std::string& out, Date value) { append(out, value); }
void append_text(std::string& out, Instant value) { append(out, value); }
void append_text(std::string& out, const PhoneNumber& value) { out += value.e164(); }
void append_text(std::string& out, const Ssn& value) { out += value.masked(); }
void append_text(std::string& out, const JsonObject& value) { out += value.text; }
void append_text(std::string& out, const std::vector<std::string>& values) {
  if (values.empty()) return;
  json::Writer writer(out);
  json::append_value(writer, values);
}
template <class R>
void append_text(std::string& out, Id<R> value) {
  append_number(out, value.value);
}
template <class T>
void append_text(std::string& out, const std::optional<T>& value) {
  if (value) append_text(out, *value);
}

std::int64_t whole_number(std::string_view text) {
  std::int64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (text.empty() || stop != end || error != std::errc()) refuse("must be a whole number");
  return number;
}

constexpr std::string_view kYes[] = {"yes", "true", "y", "t", "1", "on"},
                           kNo[] = {"no", "false", "n", "f", "0", "off"};

bool yes_or_no(std::string_view text) {
  const auto same = [text](std::string_view word) {
    return std::equal(text.begin(), text.end(), word.begin(), word.end(),
                      [](char a, char b) { return (domain::is_upper(a) ? a - 'A' + 'a' : a) == b; });
  };
  if (std::any_of(std::begin(kYes), std::end(kYes), same)) return true;
  if (std::any_of(std::begin(kNo), std::end(kNo), same)) return false;
  refuse("must be yes or no");
}

void read_text(std::string_view text, const TextReading&, bool& out) { out = yes_or_no(text); }
void read_text(std::string_view text, const TextReading&, std::int64_t& out) { out = whole_number(text); }
void read_text(std::string_view text, const TextReading&, std::string& out) { out = text; }
void read_text(std::string_view text, const TextReading&, Currency& out) { out = Currency::parse(text); }
void read_text(std::string_view text, const TextReading& reading, Money& out) {
  out = Money::parse(text, reading.currency);
}
void read_text(std::string_view text, const TextReading&, Decimal& out) { out = Decimal::parse(text); }
void read_text(std::string_view text, const TextReading&, Date& out) { out = parse_date(text); }
void read_text(std::string_view text, const TextReading&, Instant& out) { out = parse_instant(text); }
void read_text(std::string_view text, const TextReading& reading, PhoneNumber& out) {
  out = PhoneNumber::parse(text, reading.default_country);
}
void read_text(std::string_view text, const TextReading&, Ssn& out) { out = Ssn::parse(text); }
void read_text(std::string_view text, const TextReading&, JsonObject& out) {
  out = json::read_object(json::parse(text));
}
void read_text(std::string_view text, const TextReading&, std::vector<std::string>& out) {
  if (!text.empty()) out = json::read_texts(json::parse(text));
}
template <class R>
void read_text(std::string_view text, const TextReading&, Id<R>& out) {
  out.value = whole_number(text);
}
template <class T>
void read_text(std::string_view text, const TextReading& reading, std::optional<T>& out) {
  if (!text.empty()) read_text(text, reading, out.emplace());
}

template <class R>
constexpr std::size_t count_fields() {
  std::size_t count = 0;
  domain::each_field<R>([&count](const auto&) { ++count; });
  return count;
}

template <class R, class Row>
using PerField = std::array<Row, count_fields<R>()>;

template <class F>
constexpr FieldAccess shown() {
  if (!F::nameable) return FieldAccess::read_only;
  return F::updatable ? FieldAccess::writable : FieldAccess::on_create;
}

template <class R>
constexpr PerField<R, FieldInfo> make_infos() {
  PerField<R, FieldInfo> infos;
  std::size_t at = 0;
  domain::each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    using Type = TypeOf<typename F::Type>;
    infos[at++] = {field.name,     Type::word,  shown<F>(), domain::Required<typename F::RuleType>,
                   Type::optional, F::personal, field.doc};
  });
  return infos;
}

template <class R>
constexpr PerField<R, FieldInfo> infos = make_infos<R>();

// One field's functions, chosen by its type, and the pointers that they need. Those differ in type from field
// to field: they are kept as one type each, and turned back by the function that knows.
template <class R>
struct Access {
  using Fields = typename R::Fields;
  std::byte R::*member = nullptr;
  std::byte Fields::*change = nullptr;
  void (*append)(const Access&, const R&, std::string&) = nullptr;
  void (*set)(const Access&, Fields&, std::string_view, const TextReading&) = nullptr;
};

template <class R, class F>
void append_value(const Access<R>& access, const R& record, std::string& out) {
  append_text(out, record.*reinterpret_cast<typename F::Type R::*>(access.member));
}

template <class T>
constexpr bool can_be_empty =
    TypeOf<T>::optional || std::is_same_v<T, std::string> || std::is_same_v<T, std::vector<std::string>>;

template <class R, class F>
void set_value(const Access<R>& access, typename R::Fields& fields, std::string_view text,
               const TextReading& reading) {
  using T = typename F::Type;
  if (text.empty() && !can_be_empty<T>) refuse("cannot be taken away: give a value, or leave the field out");
  T value{};
  read_text(text, reading, value);
  fields.*reinterpret_cast<Change<T> R::Fields::*>(access.change) = std::move(value);
}

template <class R>
void refuse_to_set(const Access<R>&, typename R::Fields&, std::string_view, const TextReading&) {
  refuse("is set by the library and cannot be given");
}

template <class R>
PerField<R, Access<R>> make_accesses() {
  PerField<R, Access<R>> accesses;
  std::size_t at = 0;
  domain::each_field<R>([&](const auto& field) {
    using F = std::remove_cvref_t<decltype(field)>;
    Access<R>& access = accesses[at++];
    access.member = reinterpret_cast<std::byte R::*>(field.member);
    access.append = append_value<R, F>;
    access.set = refuse_to_set<R>;
    if constexpr (F::nameable) {
      access.change = reinterpret_cast<std::byte R::Fields::*>(field.change);
      access.set = set_value<R, F>;
    }
  });
  return accesses;
}

template <class R>
const Access<R>& access_to(std::size_t index) {
  static const PerField<R, Access<R>> accesses = make_accesses<R>();
  if (index >= accesses.size()) throw Error(Code::misuse, "The record has no field with this index.");
  return accesses[index];
}

template <class R>
std::vector<std::size_t> indexes_of(std::span<const NamedText> texts) {
  std::vector<std::size_t> indexes;
  std::array<bool, count_fields<R>()> named{};
  for (const NamedText& text : texts) {
    const auto index = field_index<R>(text.name);
    if (!index) json::refuse_member(text.name);
    if (named[*index])
      throw Error(Code::invalid_argument, std::string(text.name) + " is given twice.",
                  std::string(text.name));
    named[*index] = true;
    indexes.push_back(*index);
  }
  return indexes;
}

Currency currency_among(std::span<const NamedText> texts, Currency otherwise) {
  for (const NamedText& text : texts)
    if (text.name == "currency") domain::naming(text.name, [&] { otherwise = Currency::parse(text.text); });
  return otherwise;
}

}  // namespace

template <class R>
std::span<const FieldInfo> fields_of() {
  return infos<R>;
}

template <class R>
std::optional<std::size_t> field_index(std::string_view name) {
  const auto found = std::find_if(infos<R>.begin(), infos<R>.end(),
                                  [name](const FieldInfo& info) { return info.name == name; });
  if (found == infos<R>.end()) return std::nullopt;
  return static_cast<std::size_t>(found - infos<R>.begin());
}

template <class R>
void append_field_text(const R& record, std::size_t index, std::string& out) {
  const Access<R>& access = access_to<R>(index);
  access.append(access, record, out);
}

template <class R>
void set_field_text(typename R::Fields& fields, std::size_t index, std::string_view text,
                    const TextReading& reading) {
  const Access<R>& access = access_to<R>(index);
  domain::naming(infos<R>[index].name, [&] { access.set(access, fields, text, reading); });
}

template <class R>
typename R::Fields fields_from_text(std::span<const NamedText> texts, std::string_view default_country,
                                    Currency otherwise) {
  const std::vector<std::size_t> indexes = indexes_of<R>(texts);
  const TextReading reading{default_country, currency_among(texts, otherwise)};
  typename R::Fields fields;
  for (std::size_t i = 0; i < texts.size(); ++i)
    set_field_text<R>(fields, indexes[i], texts[i].text, reading);
  return fields;
}

#define CRM_FIELDS_OF(R)                                                                          \
  template std::span<const FieldInfo> fields_of<R>();                                             \
  template std::optional<std::size_t> field_index<R>(std::string_view);                           \
  template void append_field_text(const R&, std::size_t, std::string&);                           \
  template void set_field_text<R>(R::Fields&, std::size_t, std::string_view, const TextReading&); \
  template R::Fields fields_from_text<R>(std::span<const NamedText>, std::string_view, Currency);
CRM_FIELDS_OF(Customer)
CRM_FIELDS_OF(CustomerPhone)
CRM_FIELDS_OF(Loan)
CRM_FIELDS_OF(Vehicle)
CRM_FIELDS_OF(Payment)
CRM_FIELDS_OF(Interaction)
CRM_FIELDS_OF(CustomerNote)
CRM_FIELDS_OF(LoanNote)
#undef CRM_FIELDS_OF

}  // namespace crm
