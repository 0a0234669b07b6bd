// Request bodies of the contract: JSON objects whose unknown members are dropped, and in which numbers may be
// texts and an empty text is null.
#pragma once

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <crm/error.hpp>
#include <crm/fields.hpp>
#include <crm/json_value.hpp>

#include "shape.hpp"

namespace rest {

using crm::json::Value;

// The object; Refusal 400 when there is none.
Value read_object(std::string_view text, const char* what_is_missing = "No data provided");
// The object; Refusal 400 with `what_is_missing` when there is none or nothing is in it.
Value read_body(std::string_view text, const char* what_is_missing = "No data provided");

// Not null, and no empty text.
bool says_anything(const Value& value);
// The member, unless it is missing or says nothing.
const Value* said(const Value& object, std::string_view name);
// Its text; a number's as it stands. Error(invalid_argument) with the name for anything else.
std::optional<std::string> said_text(const Value& object, std::string_view name);

// The error under the name that the client knows the field by.
crm::Error under_name(const crm::Error& error, std::string_view name);

// Runs the work, and names the field in what it throws as the body does: zip_code for our postal_code.
template <class Work>
auto in_words_of(const Value& body, Work work) {
  try {
    return work();
  } catch (const crm::Error& error) {
    for (const Alias& alias : kAliases)
      if (alias.field == error.field() && body.find(alias.name) != nullptr)
        throw under_name(error, alias.name);
    throw;
  }
}

// What null and "" say of a field: that it is to be emptied, or nothing at all.
enum class Nothing { clears, is_silence };

struct Reading {
  std::string_view country;  // the default one
  crm::Currency currency{};  // of amounts, unless the body names one
  Nothing nothing = Nothing::clears;
  Nothing no_ssn = Nothing::is_silence;  // whoever is shown null in its place sends null back
};

// The text that set_field_text takes for this member.
std::string field_text(const Value& value, std::string_view name, Form form, std::string_view type,
                       std::string_view country);
// Whether the lossy value (a phone or postal code as an integer) is nothing but what the contract shows of
// the exact one beside it, as in a record that is sent back whole.
bool repeats_exact(const Value& body, std::string_view name, Form form, std::string_view country);
// Whether the lossy value is nothing but what the contract shows of `text`, the exact one that is stored.
bool repeats_stored(const Value& body, std::string_view name, Form form, std::string_view text,
                    std::string_view country);
// A phone as an integer may be a national number or all digits of an international one.
std::string phone_text(const std::string& digits, std::string_view country);

crm::Currency currency_in(const Value& body, crm::Currency otherwise);

template <class R>
void set_member(typename R::Fields& fields, const Value& value, const Member& member,
                const Reading& reading) {
  const crm::FieldInfo& info = crm::fields_of<R>()[member.index];
  std::string text = field_text(value, member.name, member.form, info.type, reading.country);
  const Nothing nothing = member.form == Form::ssn ? reading.no_ssn : reading.nothing;
  if (text.empty() && (!info.optional || nothing == Nothing::is_silence)) return;
  if (info.type == "phone number" && !text.empty()) text = phone_text(text, reading.country);
  try {
    crm::set_field_text<R>(fields, member.index, text, {reading.country, reading.currency});
  } catch (const crm::Error& error) {
    throw under_name(error, member.name);
  }
}

template <class R>
bool repeats(const Value& body, const Member& member, const R* stored, std::string_view country) {
  if (repeats_exact(body, member.name, member.form, country)) return true;
  if (stored == nullptr) return false;
  std::string text;
  crm::append_field_text(*stored, member.index, text);
  return repeats_stored(body, member.name, member.form, text, country);
}

// The fields that the body names and that may be written. stored: the record as it is; null: it is new.
template <class R>
typename R::Fields fields_in(const Value& body, const Shape<R>& writable, Reading reading,
                             const R* stored = nullptr) {
  if (writable.has("currency")) reading.currency = currency_in(body, reading.currency);
  typename R::Fields fields;
  for (const Member& member : writable.members()) {
    const Value* value = body.find(member.name);
    if (value != nullptr && !repeats(body, member, stored, reading.country))
      set_member<R>(fields, *value, member, reading);
  }
  return fields;
}

}  // namespace rest
