// Checks of single values before they are stored. Each returns when the value is good and else throws an
// Error (invalid_argument) with a sentence but without the field, which the caller adds, and without the
// value.
#pragma once

#include <cstddef>
#include <string_view>

namespace crm::domain {

// Valid UTF-8 of at most max_characters code points, without control characters except tab and line ends.
void check_text(std::string_view text, std::size_t max_characters);

// An e-mail address as in RFC 5321 and 6531: local@domain, a dot-atom that may hold letters of any script,
// and a domain of at least two ASCII labels. No quoted local parts, no address literals.
void check_email(std::string_view email);

// A vehicle identification number: 17 upper-case letters and digits without I, O and Q (49 CFR 565.13).
// The check digit is not demanded: only North America uses it.
void check_vin(std::string_view vin);

// A country's two upper-case letters (ISO 3166-1 alpha-2, officially assigned).
void check_country(std::string_view country);

// A language: two or three lower-case letters (ISO 639), then if wanted a script and a region as in BCP 47:
// "en", "es-MX", "zh-Hant-TW". The form is checked, not whether the language exists.
void check_language(std::string_view language);

// An IPv4 address in dotted form or an IPv6 address (RFC 4291), without zone, port or prefix length.
void check_ip_address(std::string_view address);

// A social security or taxpayer number: exactly nine digits. Punctuation is removed before.
void check_ssn(std::string_view digits);

// The form of an IANA time zone name ("America/New_York"), so that it is safe as a path below the zone
// directory. Whether the zone exists is for the zone database to say.
void check_zone_syntax(std::string_view zone);

}  // namespace crm::domain
