// Both forms are turned into the one that the library reads.
#include "intake/formats.hpp"

#include <algorithm>

#include <crm/error.hpp>

#include "domain/text.hpp"

namespace crm::intake {

namespace {

using domain::is_digit;

constexpr std::string_view kMonths[] = {"january",   "february", "march",    "april",
                                        "may",       "june",     "july",     "august",
                                        "september", "october",  "november", "december"};

[[noreturn]] void refuse(const std::string& sentence) { throw Error(Code::invalid_argument, sentence); }

std::string_view take_digits(std::string_view& text, std::size_t least, std::size_t most) {
  std::size_t count = 0;
  while (count < most && count < text.size() && is_digit(text[count])) ++count;
  if (count < least) return {};
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

std::string two_digits(std::string_view digits) {
  return (digits.size() == 1 ? "0" : "") + std::string(digits);
}

bool starts_with_ignoring_case(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() &&
         std::equal(lower.begin(), lower.end(), text.begin(),
                    [](char a, char b) { return a == (domain::is_upper(b) ? b - 'A' + 'a' : b); });
}

// "05"; empty: no month.
std::string take_month_name(std::string_view& text, bool whole) {
  for (std::size_t month = 0; month < std::size(kMonths); ++month) {
    const std::string_view name = whole ? kMonths[month] : kMonths[month].substr(0, 3);
    if (!starts_with_ignoring_case(text, name)) continue;
    text.remove_prefix(name.size());
    return two_digits(std::to_string(month + 1));
  }
  return {};
}

struct DateParts {
  std::string year, month, day;
};

// Takes what one letter of the pattern stands for. False: it is not there.
bool take_part(char letter, std::string_view& text, DateParts& date) {
  std::string& part = letter == 'Y' ? date.year : letter == 'd' ? date.day : date.month;
  switch (letter) {
    case 'Y':
      part = take_digits(text, 4, 4);
      break;
    case 'm':
    case 'd':
      if (const std::string_view digits = take_digits(text, 1, 2); !digits.empty()) part = two_digits(digits);
      break;
    default:
      part = take_month_name(text, letter == 'B');
  }
  return !part.empty();
}

bool take_pattern(std::string_view pattern, std::string_view& text, DateParts& date) {
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '%') {
      if (!take_part(pattern[++i], text, date)) return false;
    } else {
      if (text.empty() || text.front() != pattern[i]) return false;
      text.remove_prefix(1);
    }
  }
  return true;
}

constexpr auto kNoDateFormat =
    "A date format holds %Y, %m (or %b, %B) and %d once each, as in %m/%d/%Y. Years have four digits.";
constexpr auto kNoAmountFormat =
    "An amount format is the example 1234.56 as your file would write it: 1,234.56 or 1.234,56.";
// As spreadsheets write a thousands separator: a no-break space, or a narrow one.
constexpr std::string_view kThousands[] = {"", ",", ".", " ", "'", "\xC2\xA0", "\xE2\x80\xAF"};
constexpr std::string_view kSigns[] = {
    "$", "\xE2\x82\xAC", "\xC2\xA3", "\xC2\xA5", "\xE2\x82\xB9", "\xC2\xA0", " "};

std::string_view without_blanks(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(" \t");
  return begin == text.npos ? std::string_view()
                            : text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

bool is_code(std::string_view text) {
  return text.size() == 3 && std::all_of(text.begin(), text.end(), domain::is_upper);
}

// Takes signs and codes of currencies off both ends.
std::string_view without_currency(std::string_view text) {
  for (bool more = true; more;) {
    more = false;
    for (const std::string_view sign : kSigns) {
      if (text.starts_with(sign)) text.remove_prefix(sign.size()), more = true;
      if (text.ends_with(sign)) text.remove_suffix(sign.size()), more = true;
    }
    if (text.size() > 3 && is_code(text.substr(0, 3))) text.remove_prefix(3), more = true;
    if (text.size() > 3 && is_code(text.substr(text.size() - 3))) text.remove_suffix(3), more = true;
  }
  return text;
}

bool take_parentheses(std::string_view& text) {
  const bool there = text.size() > 2 && text.front() == '(' && text.back() == ')';
  if (there) text = text.substr(1, text.size() - 2);
  return there;
}

std::string without(std::string_view separator, std::string_view text) {
  std::string rest(text);
  if (separator.empty()) return rest;
  for (std::size_t at = rest.find(separator); at != rest.npos; at = rest.find(separator, at))
    rest.erase(at, separator.size());
  return rest;
}

bool all_digits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), is_digit);
}

bool take_sign(std::string_view& text) {
  const bool minus = text.starts_with('-');
  if (minus || text.starts_with('+')) text.remove_prefix(1);
  return minus;
}

}  // namespace

DateFormat::DateFormat(std::string pattern) : pattern_(std::move(pattern)) {
  int years = 0, months = 0, days = 0;
  for (std::size_t i = 0; i < pattern_.size(); ++i) {
    if (pattern_[i] != '%') continue;
    const char letter = ++i < pattern_.size() ? pattern_[i] : '\0';
    if (letter != 'Y' && letter != 'm' && letter != 'b' && letter != 'B' && letter != 'd')
      refuse(kNoDateFormat);
    ++(letter == 'Y' ? years : letter == 'd' ? days : months);
  }
  if (years != 1 || months != 1 || days != 1) refuse(kNoDateFormat);
}

std::string DateFormat::to_iso(std::string_view text) const {
  DateParts date;
  if (!take_pattern(pattern_, text, date)) refuse("must be a date in the form " + pattern_);
  const bool has_more = !text.empty();
  if (has_more && text.front() != ' ' && text.front() != 'T')
    refuse("must be a date in the form " + pattern_);
  return date.year + "-" + date.month + "-" + date.day + std::string(text);
}

AmountFormat::AmountFormat(std::string_view example) : decimal_('.') {
  if (!example.ends_with("56") || !example.starts_with("1") || example.size() < 7) refuse(kNoAmountFormat);
  decimal_ = example[example.size() - 3];
  example = example.substr(1, example.size() - 4);
  if ((decimal_ != '.' && decimal_ != ',') || !example.ends_with("234")) refuse(kNoAmountFormat);
  thousands_ = example.substr(0, example.size() - 3);
  const bool known =
      std::find(std::begin(kThousands), std::end(kThousands), thousands_) != std::end(kThousands);
  if (!known || thousands_ == std::string_view(&decimal_, 1)) refuse(kNoAmountFormat);
}

// 1,23 is no amount with thousands, but somebody's 1.23: the last group has three digits, those before two or
// three (in India) and the first one any number up to three.
void AmountFormat::check_groups(std::string_view whole) const {
  if (thousands_.empty()) return;
  bool first = true;
  for (std::size_t at = whole.find(thousands_); at != whole.npos; at = whole.find(thousands_)) {
    const bool good = first ? at >= 1 && at <= 3 : at == 2 || at == 3;
    if (!good) refuse("must be an amount in the declared form");
    whole.remove_prefix(at + thousands_.size());
    first = false;
  }
  if (!first && whole.size() != 3) refuse("must be an amount in the declared form");
}

std::string AmountFormat::to_plain(std::string_view text) const {
  text = without_blanks(text);
  const bool in_parentheses = take_parentheses(text);
  const bool minus_first = take_sign(text);
  text = without_currency(text);
  const bool minus = minus_first || take_sign(text);
  const std::size_t point = text.rfind(decimal_);
  const std::string_view whole = text.substr(0, point);
  check_groups(whole);
  const std::string digits = without(thousands_, whole);
  const std::string_view decimals = point == text.npos ? "0" : text.substr(point + 1);
  if (!all_digits(digits) || !all_digits(decimals)) refuse("must be an amount in the declared form");
  const std::string sign = in_parentheses != minus ? "-" : "";
  return sign + digits + (point == text.npos ? "" : "." + std::string(decimals));
}

}  // namespace crm::intake
