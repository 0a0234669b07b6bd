// The checks of single values: forms and limits, no database, no locale.
#include "domain/checks.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <string>

#include <crm/error.hpp>

#include "domain/text.hpp"

namespace crm::domain {
namespace {

// ISO 3166-1 alpha-2, officially assigned.
constexpr std::string_view countries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT "
    "BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH "
    "ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT "
    "HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS "
    "LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI "
    "NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG "
    "SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG "
    "UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW";

void require(bool good, const char* message) {
  if (!good) throw Error(Code::invalid_argument, message);
}

bool is_alphanumeric(char c) { return is_letter(c) || is_digit(c); }

template <class Predicate>
bool all(std::string_view text, Predicate predicate) {
  return std::all_of(text.begin(), text.end(), predicate);
}

// Unicode's control characters: below U+0020, U+007F to U+009F (in UTF-8 C2 80 to C2 9F).
bool has_control_character(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if (byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r') return true;
    if (byte == 0x7F) return true;
    if (byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0) return true;
  }
  return false;
}

[[noreturn]] void refuse_length(std::size_t max_characters) {
  throw Error(Code::invalid_argument,
              "The text is too long: at most " + std::to_string(max_characters) + " characters are stored.");
}

// Takes the text up to the next separator off the front of `rest`, and the separator too.
std::string_view take_part(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

// Whether every part between the separators passes; an empty text has one empty part.
template <class Predicate>
bool all_parts(std::string_view text, char separator, Predicate good) {
  if (text.ends_with(separator)) return false;
  do {
    if (!good(take_part(text, separator))) return false;
  } while (!text.empty());
  return true;
}

// RFC 5322's atext, and any character beyond ASCII (RFC 6531).
bool is_atom(std::string_view part) {
  static constexpr std::string_view signs = "!#$%&'*+/=?^_`{|}~-";
  return !part.empty() && all(part, [](char c) {
    return is_alphanumeric(c) || static_cast<unsigned char>(c) >= 0x80 ||
           signs.find(c) != std::string_view::npos;
  });
}

// A label of a host name (RFC 1123).
bool is_label(std::string_view part) {
  return !part.empty() && part.size() <= 63 && part.front() != '-' && part.back() != '-' &&
         all(part, [](char c) { return is_alphanumeric(c) || c == '-'; });
}

bool is_script(std::string_view part) {
  return part.size() == 4 && is_upper(part[0]) && all(part.substr(1), is_lower);
}

bool is_region(std::string_view part) {
  return (part.size() == 2 && all(part, is_upper)) || (part.size() == 3 && all(part, is_digit));
}

bool is_language(std::string_view language) {
  if (language.ends_with('-')) return false;
  const std::string_view name = take_part(language, '-');
  if (name.size() < 2 || name.size() > 3 || !all(name, is_lower)) return false;
  if (language.empty()) return true;
  std::string_view part = take_part(language, '-');
  if (is_script(part)) {
    if (language.empty()) return true;
    part = take_part(language, '-');
  }
  return is_region(part) && language.empty();
}

}  // namespace

void check_text(std::string_view text, std::size_t max_characters) {
  if (text.size() / 4 > max_characters) refuse_length(max_characters);
  require(valid_utf8(text), "The text is no valid UTF-8: convert it before you send it.");
  require(!has_control_character(text),
          "The text holds a control character: only tab and line ends are stored, remove the others.");
  if (text.size() > max_characters && code_points(text) > max_characters) refuse_length(max_characters);
}

void check_email(std::string_view email) {
  constexpr auto message = "This is no e-mail address: write it like name@example.com.";
  require(email.size() <= 254, "The e-mail address is too long: at most 254 bytes.");
  const std::size_t at = email.find('@');
  require(at != std::string_view::npos, message);
  const std::string_view local = email.substr(0, at), domain = email.substr(at + 1);
  require(local.size() <= 64 && all_parts(local, '.', is_atom), message);
  require(domain.find('.') != std::string_view::npos && all_parts(domain, '.', is_label), message);
  check_text(local, 64);
}

void check_vin(std::string_view vin) {
  const auto allowed = [](char c) {
    return (is_upper(c) && c != 'I' && c != 'O' && c != 'Q') || is_digit(c);
  };
  require(vin.size() == 17 && all(vin, allowed),
          "A vehicle identification number has 17 upper-case letters and digits, without I, O and Q.");
}

void check_country(std::string_view country) {
  require(country.size() == 2 && contains_word(countries, country),
          "This is no country: write its two upper-case letters of ISO 3166-1, like US.");
}

void check_language(std::string_view language) {
  require(is_language(language), "This is no language: write it like en, es-MX or zh-Hant-TW.");
}

void check_ip_address(std::string_view address) {
  constexpr auto message = "This is no IP address: write it like 192.0.2.1 or 2001:db8::1.";
  require(address.size() < INET6_ADDRSTRLEN && address.find('\0') == std::string_view::npos, message);
  const std::string text(address);
  unsigned char bytes[16];
  require(inet_pton(AF_INET, text.c_str(), bytes) == 1 || inet_pton(AF_INET6, text.c_str(), bytes) == 1,
          message);
}

void check_ssn(std::string_view digits) {
  require(digits.size() == 9 && all(digits, is_digit), "A social security number has nine digits.");
}

void check_zone_syntax(std::string_view zone) {
  const auto allowed = [](char c) { return is_alphanumeric(c) || c == '_' || c == '+' || c == '-'; };
  const auto good_part = [&](std::string_view part) { return !part.empty() && all(part, allowed); };
  require(zone.size() <= 64 && all_parts(zone, '/', good_part),
          "This is no time zone: write its IANA name, like America/New_York.");
}

}  // namespace crm::domain
