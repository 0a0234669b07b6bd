// PhoneNumber: a telephone number in E.164 form (ITU-T E.164: "+", country code, national number).
//
// Threads and ownership: a plain value that owns its text. Errors: parse throws crm::Error with
// Code::invalid_argument and no field; the message never holds the number. Logs may only show masked().
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <utility>

namespace crm {

class PhoneNumber {
 public:
  // No number: e164() is empty.
  PhoneNumber() = default;

  // Reads a number as people and programs write it. Blanks, - . ( ) / and their Unicode likes are skipped, as
  // is a leading "tel:". A leading "+" or "00" ("011" where the default country is in the North American
  // Numbering Plan) makes it international; so does a first character that is a blank with a digit behind it,
  // a "+" that a client forgot to encode in a URL. Otherwise it is national, in the default country (two
  // upper-case letters, ISO 3166-1):
  //   US, CA and the rest of the North American plan: 10 digits, or 1 and 10 digits
  //   GB: 9 or 10 digits with or without the trunk 0, or 44 and 10 digits
  //   IN: 10 digits with or without the trunk 0, or 91 and 10 digits
  //   elsewhere: refused, international form only
  // A number has 7 to 15 digits; one with +1 has 11 and an area code that begins with 2 to 9. Numbers that
  // are merely unassigned (555) are kept. Refused: letters, extensions, digits of other scripts, more than
  // 100 bytes, and "(0)" in an international number outside GB and IN, where it may or may not be dialled.
  static PhoneNumber parse(std::string_view text, std::string_view default_country = "US");

  // Takes over E.164 text that parse made before, as the database holds it; nothing is checked.
  static PhoneNumber stored(std::string e164) { return PhoneNumber(std::move(e164)); }

  bool empty() const noexcept { return e164_.empty(); }
  // "+15551234567", or empty.
  const std::string& e164() const noexcept { return e164_; }

  // The digits that the REST contract shows as an integer: the national number ("5551234567") if the number
  // is of the default country or its numbering plan, else all digits without the "+". Not always reversible:
  // the ten digits of a foreign number can be a domestic one too.
  std::string national(std::string_view default_country) const;

  // "***4567", for logs; empty for no number.
  std::string masked() const;

  friend auto operator<=>(const PhoneNumber&, const PhoneNumber&) = default;

 private:
  explicit PhoneNumber(std::string e164) : e164_(std::move(e164)) {}

  std::string e164_;
};

}  // namespace crm
