// JSON values as the texts that the library's fields read.
#include "body.hpp"

#include "refusal.hpp"

namespace rest {

namespace {

using crm::json::Kind;

constexpr std::size_t kMostValues = 10'000;

[[noreturn]] void refuse(std::string_view name, const char* sentence) {
  throw crm::Error(crm::Code::invalid_argument, std::string(name) + " " + sentence, std::string(name));
}

bool all_digits(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == text.npos;
}

// An integer has lost its zeros in front, and so has a client's text of one: as many as the smallest number
// of its kind has (001-01-0001, and 00501 in Holtsville).
std::string padded(std::string text, std::size_t least, std::size_t digits) {
  if (all_digits(text) && text.size() >= least && text.size() < digits)
    text.insert(0, digits - text.size(), '0');
  return text;
}

// "5.0" is a whole number in JSON.
std::string number_text(const Value& value, std::string_view type) {
  const bool whole =
      type == "whole number" || type == "id" || type == "phone number" || type == "SSN" || type == "text";
  const auto integer = whole ? value.integer() : std::nullopt;
  return integer ? std::to_string(*integer) : value.number_text();
}

std::string plain_text(const Value& value, std::string_view name, std::string_view type) {
  switch (value.kind()) {
    case Kind::null:
      return {};
    case Kind::string:
      return value.string();
    case Kind::number:
      return number_text(value, type);
    case Kind::boolean:
      if (type != "yes or no") refuse(name, "must be a text or a number.");
      return value.boolean() ? "yes" : "no";
    case Kind::array:
      if (type != "list") refuse(name, "must be a text or a number.");
      break;
    case Kind::object:
      if (type != "JSON object") refuse(name, "must be a text or a number.");
      break;
  }
  std::string text;
  crm::json::append(text, value);
  return text;
}

}  // namespace

Value read_object(std::string_view text, const char* what_is_missing) {
  if (text.find_first_not_of(" \t\r\n") == text.npos) throw bad_request(what_is_missing);
  Value body = crm::json::parse(text, kMostValues);
  if (body.is_null() || (body.kind() == Kind::array && body.items().empty()))
    throw bad_request(what_is_missing);
  if (body.kind() != Kind::object) throw bad_request("The body must be a JSON object.");
  return body;
}

Value read_body(std::string_view text, const char* what_is_missing) {
  Value body = read_object(text, what_is_missing);
  if (body.members().empty()) throw bad_request(what_is_missing);
  return body;
}

bool says_anything(const Value& value) {
  return !value.is_null() && !(value.kind() == Kind::string && value.string().empty());
}

const Value* said(const Value& object, std::string_view name) {
  const Value* value = object.find(name);
  return value != nullptr && says_anything(*value) ? value : nullptr;
}

std::optional<std::string> said_text(const Value& object, std::string_view name) {
  const Value* value = said(object, name);
  return value == nullptr ? std::nullopt : std::optional(plain_text(*value, name, "text"));
}

crm::Error under_name(const crm::Error& error, std::string_view name) {
  std::string sentence = error.what();
  if (!error.field().empty() && sentence.starts_with(error.field()))
    sentence.replace(0, error.field().size(), name);
  return {error.code(), std::move(sentence), std::string(name)};
}

std::string field_text(const Value& value, std::string_view name, Form form, std::string_view type,
                       std::string_view country) {
  std::string text = plain_text(value, name, type);
  if (text.empty()) return text;
  if (form == Form::ssn) return padded(std::move(text), 7, 9);
  if (form == Form::digits && value.kind() == Kind::number && !all_digits(text))
    refuse(name, "must be digits only.");
  if (form == Form::digits && country == "US") return padded(std::move(text), 3, 5);
  return text;
}

bool repeats_stored(const Value& body, std::string_view name, Form form, std::string_view text,
                    std::string_view country) {
  if (form != Form::national && form != Form::digits) return false;
  std::string shown;
  crm::json::Writer out(shown);
  append_value(out, form, text, {country});
  return said_text(body, name).value_or("null") == shown;
}

bool repeats_exact(const Value& body, std::string_view name, Form form, std::string_view country) {
  if (form != Form::national && form != Form::digits) return false;
  const auto* lossy = std::find_if(std::begin(kAliases), std::end(kAliases),
                                   [&](const Alias& one) { return one.name == name; });
  const auto* exact = std::find_if(std::begin(kAliases), std::end(kAliases), [&](const Alias& one) {
    return one.field == lossy->field && one.form == Form::text;
  });
  const auto text = said_text(body, exact == std::end(kAliases) ? lossy->field : exact->name);
  return text && repeats_stored(body, name, form, *text, country);
}

std::string phone_text(const std::string& digits, std::string_view country) {
  if (!all_digits(digits)) return digits;
  try {
    return crm::PhoneNumber::parse(digits, country).e164();
  } catch (const crm::Error&) {
    return "+" + digits;
  }
}

crm::Currency currency_in(const Value& body, crm::Currency otherwise) {
  const auto text = said_text(body, "currency");
  if (!text) return otherwise;
  try {
    return crm::Currency::parse(*text);
  } catch (const crm::Error& error) {
    throw crm::Error(error.code(), error.what(), "currency");
  }
}

}  // namespace rest
