#include "json/record_json.hpp"

#include <charconv>

namespace crm::json {

namespace {
[[noreturn]] void refuse(const char* message) { throw Error(Code::invalid_argument, message); }
}  // namespace

void append_value(Writer& writer, const Money& value) { writer.raw(value.to_string()); }
void append_value(Writer& writer, const Decimal& value) { writer.raw(value.to_string()); }
void append_value(Writer& writer, Date value) { writer.value(std::string_view(to_string(value))); }
void append_value(Writer& writer, Instant value) { writer.value(std::string_view(to_string(value))); }

void append_value(Writer& writer, const std::vector<std::string>& values) {
  writer.begin_array();
  for (const std::string& value : values) writer.value(std::string_view(value));
  writer.end_array();
}

bool read_bool(const Value& value) {
  if (value.kind() != Kind::boolean) refuse("must be true or false");
  return value.boolean();
}

std::int64_t read_integer(const Value& value) {
  if (value.kind() == Kind::string) {
    const std::string& text = value.string();
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error == std::errc() && end == text.data() + text.size() && !text.empty()) return number;
  } else if (const auto number = value.integer()) {
    return *number;
  }
  refuse("must be a whole number");
}

std::string read_text(const Value& value) {
  if (value.kind() == Kind::number) return value.number_text();
  return value.string();
}

std::vector<std::string> read_texts(const Value& value) {
  std::vector<std::string> texts;
  for (const Value& item : value.items()) texts.push_back(item.string());
  return texts;
}

JsonObject read_object(const Value& value) {
  if (value.kind() != Kind::object) refuse("must be a JSON object");
  JsonObject object{""};
  append(object.text, value);
  return object;
}

// A name that we do not know may be anything, a person's data too: only a plain short one is repeated.
void refuse_member(std::string_view name) {
  const bool plain =
      name.size() <= 40 && name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_0123456789") == name.npos;
  const std::string shown = plain ? std::string(name) : std::string("?");
  throw Error(Code::invalid_argument, shown + " is no field that can be set here.", shown);
}

Currency currency_of(const Value& object, Currency otherwise) {
  if (object.kind() != Kind::object) refuse("The JSON text must be an object of fields.");
  const Value* currency = object.find("currency");
  Currency read = otherwise;
  if (currency != nullptr) domain::naming("currency", [&] { read = Currency::parse(currency->string()); });
  return read;
}

}  // namespace crm::json
