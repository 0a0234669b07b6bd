// PhoneNumber: one small parser for all doors. It knows three national forms; everything else is E.164.
#include <crm/phone_number.hpp>

#include <cstddef>

#include <crm/error.hpp>

#include "domain/text.hpp"

namespace crm {
namespace {

// How a country writes its numbers at home.
struct Plan {
  std::string_view country_code;
  std::size_t shortest, longest;  // digits of a national number, without the trunk 0
  bool trunk_zero;
};

constexpr Plan north_america{"1", 10, 10, false};
constexpr Plan britain{"44", 9, 10, true};
constexpr Plan india{"91", 10, 10, true};

// The countries and territories of the North American Numbering Plan.
constexpr std::string_view north_american =
    "AG AI AS BB BM BS CA DM DO GD GU JM KN KY LC MP MS PR SX TC TT US VC VG VI";

const Plan* plan_of(std::string_view country) {
  if (country == "GB") return &britain;
  if (country == "IN") return &india;
  const bool found = country.size() == 2 && domain::contains_word(north_american, country);
  return found ? &north_america : nullptr;
}

[[noreturn]] void refuse(const char* message) { throw Error(Code::invalid_argument, message); }

// The number as it was written: its digits, and what stood around them that changes their meaning.
struct Written {
  std::string digits;
  bool international = false;
  bool optional_zero = false;  // "(0)" after other digits
};

char lower(char c) { return domain::is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }

bool starts_with_ignoring_case(std::string_view text, std::string_view lower_prefix) {
  if (text.size() < lower_prefix.size()) return false;
  for (std::size_t i = 0; i < lower_prefix.size(); ++i)
    if (lower(text[i]) != lower_prefix[i]) return false;
  return true;
}

// How many bytes of punctuation stand at the front, 0 if none. Beyond ASCII: no-break spaces, the other
// blanks and dashes (U+2000 to U+2015), and the direction marks (U+202A to U+202F) that contact lists copy
// along.
std::size_t punctuation(std::string_view rest) {
  constexpr std::string_view ascii = " -.()/\t";
  if (ascii.find(rest[0]) != std::string_view::npos) return 1;
  if (rest.starts_with("\xC2\xA0")) return 2;
  if (rest.size() < 3 || !rest.starts_with("\xE2\x80")) return 0;
  const auto last = static_cast<unsigned char>(rest[2]);
  return (last >= 0x80 && last <= 0x95) || (last >= 0xAA && last <= 0xAF) ? 3 : 0;
}

[[noreturn]] void refuse_character(std::string_view rest) {
  if (starts_with_ignoring_case(rest, "x") || starts_with_ignoring_case(rest, "ext") ||
      starts_with_ignoring_case(rest, ";ext") || rest[0] == '#' || rest[0] == ',')
    refuse("A phone number with an extension cannot be stored: give the number without it.");
  if (domain::is_letter(rest[0])) refuse("The phone number holds letters: give its digits.");
  refuse("The phone number holds a character that is no digit 0 to 9 and none of + - . ( ) / and blanks.");
}

Written read(std::string_view text) {
  if (text.size() > 100) refuse("The phone number is too long: at most 15 digits and some punctuation.");
  Written number;
  number.international = text.size() > 1 && text[0] == ' ' && domain::is_digit(text[1]);
  if (starts_with_ignoring_case(text, "tel:")) text.remove_prefix(4);
  while (!text.empty()) {
    std::size_t length = 1;
    if (domain::is_digit(text[0])) {
      number.digits += text[0];
    } else if (text[0] == '+' && number.digits.empty() && !number.international) {
      number.international = true;
    } else {
      length = punctuation(text);
      if (length == 0) refuse_character(text);
      number.optional_zero |= text.starts_with("(0)") && !number.digits.empty();
    }
    text.remove_prefix(length);
  }
  return number;
}

// "00" and North America's "011" before a number mean "+".
void remove_international_prefix(Written& number, const Plan* plan) {
  if (number.international) return;
  const std::string_view prefix = plan == &north_america && number.digits.starts_with("011") ? "011" : "00";
  if (!number.digits.starts_with(prefix)) return;
  number.digits.erase(0, prefix.size());
  number.international = true;
}

// Country code and national number, from an international number: "+44 (0)20 ..." is dialled without the 0.
std::string from_international(const Written& number) {
  std::string digits = number.digits;
  if (digits.starts_with("440") || digits.starts_with("910"))
    digits.erase(2, 1);
  else if (number.optional_zero)
    refuse("The phone number holds \"(0)\": give it without, as it is dialled from abroad.");
  return digits;
}

std::string from_national(std::string_view digits, const Plan* plan) {
  if (plan == nullptr)
    refuse("The phone number has no country code: write it as + and the country code first.");
  if (digits.size() == plan->country_code.size() + plan->longest && digits.starts_with(plan->country_code))
    return std::string(digits);
  if (plan->trunk_zero && digits.starts_with('0')) digits.remove_prefix(1);
  if (digits.size() < plan->shortest || digits.size() > plan->longest)
    refuse(
        "The phone number has too few or too many digits: write a foreign number with + and country code.");
  return std::string(plan->country_code).append(digits);
}

void check_e164(std::string_view digits) {
  if (digits.size() < 7 || digits.size() > 15)
    refuse("A phone number has 7 to 15 digits with its country code.");
  if (digits[0] == '0') refuse("A country code does not begin with 0: write + and the country code.");
  if (digits[0] != '1') return;
  if (digits.size() != 11) refuse("A phone number with country code 1 has 10 digits after it.");
  if (digits[1] < '2') refuse("A North American area code begins with 2 to 9.");
}

}  // namespace

PhoneNumber PhoneNumber::parse(std::string_view text, std::string_view default_country) {
  const Plan* plan = plan_of(default_country);
  Written number = read(text);
  if (number.digits.empty()) refuse("The phone number is empty: give its digits.");
  remove_international_prefix(number, plan);
  const std::string digits =
      number.international ? from_international(number) : from_national(number.digits, plan);
  check_e164(digits);
  return PhoneNumber("+" + digits);
}

std::string PhoneNumber::national(std::string_view default_country) const {
  if (empty()) return {};
  const std::string digits = e164_.substr(1);
  const Plan* plan = plan_of(default_country);
  const bool domestic = plan != nullptr && digits.starts_with(plan->country_code);
  return domestic ? digits.substr(plan->country_code.size()) : digits;
}

std::string PhoneNumber::masked() const {
  if (empty()) return {};
  return "***" + e164_.substr(e164_.size() < 8 ? e164_.size() : e164_.size() - 4);
}

}  // namespace crm
