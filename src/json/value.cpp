// Reading access to a JSON value.
#include "json/value.hpp"

#include <charconv>
#include <crm/error.hpp>

#include "json/number.hpp"

namespace crm::json {

void Value::expect(Kind kind, const char* name) const {
  if (kind_ != kind)
    throw Error(Code::invalid_argument, std::string("The value must be a JSON ") + name + ".");
}

bool Value::boolean() const {
  expect(Kind::boolean, "boolean");
  return boolean_;
}

const std::string& Value::number_text() const {
  expect(Kind::number, "number");
  return text_;
}

const std::string& Value::string() const {
  expect(Kind::string, "string");
  return text_;
}

const Value::Items& Value::items() const {
  expect(Kind::array, "array");
  return items_;
}

const Value::Members& Value::members() const {
  expect(Kind::object, "object");
  return members_;
}

const Value* Value::find(std::string_view key) const noexcept {
  for (const auto& [name, value] : members_)
    if (name == key) return &value;
  return nullptr;
}

std::optional<std::int64_t> Value::integer() const {
  if (kind_ != Kind::number) return std::nullopt;
  const auto text = canonical_number(text_);
  const char* const end = text.data() + text.size();
  std::int64_t whole = 0;
  const auto result = std::from_chars(text.data(), end, whole);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return whole;
}

}  // namespace crm::json
