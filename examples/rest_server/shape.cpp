// The forms of the contract: integers for phones and postal codes, instants without a zone.
#include "shape.hpp"

namespace rest {

namespace {

bool all_digits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
}

// As a JSON integer, which has no zeros in front; more than 15 digits JavaScript could not read exactly.
void append_digits(crm::json::Writer& out, std::string_view text) {
  if (text.empty() || text.size() > 15 || !all_digits(text)) {
    out.null();
    return;
  }
  out.raw(text.substr(std::min(text.find_first_not_of('0'), text.size() - 1)));
}

// "2024-02-01T10:00:00.000000Z" as Python's isoformat() writes it: 2024-02-01T10:00:00, with the fraction
// when there is one.
std::string_view without_zone(std::string_view instant) {
  constexpr std::size_t whole = 19;
  const bool has_fraction = instant.substr(whole + 1, 6) != "000000";
  return instant.substr(0, has_fraction ? instant.size() - 1 : whole);
}

}  // namespace

Form form_of(std::string_view type) {
  if (type == "whole number" || type == "id" || type == "amount" || type == "decimal") return Form::number;
  if (type == "yes or no") return Form::flag;
  if (type == "instant") return Form::instant;
  if (type == "list") return Form::list;
  if (type == "JSON object") return Form::object;
  return Form::text;
}

void append_value(crm::json::Writer& out, Form form, std::string_view text, const Showing& showing) {
  if (form == Form::ssn) return append_digits(out, showing.ssn);
  if (text.empty()) {
    form == Form::list ? out.raw("[]") : out.null();
    return;
  }
  switch (form) {
    case Form::number:
    case Form::list:
    case Form::object:
      out.raw(text);
      return;
    case Form::flag:
      out.value(text == "yes");
      return;
    case Form::instant:
      out.value(without_zone(text));
      return;
    case Form::national:
      return append_digits(out, crm::PhoneNumber::stored(std::string(text)).national(showing.country));
    case Form::digits:
      return append_digits(out, text);
    case Form::last4:
      out.value(text.substr(text.size() - 4));
      return;
    default:
      out.value(text);
  }
}

}  // namespace rest
