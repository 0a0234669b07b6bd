// UTF-8, search keys and decimal numbers as text.
#include "domain/text.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <iterator>

#include <crm/error.hpp>

namespace crm::domain {
namespace {

// One code point, and how many bytes it takes; 0 bytes when they are no UTF-8.
struct Decoded {
  char32_t value = 0;
  std::size_t length = 0;
};

Decoded decode(std::string_view rest) {
  const auto lead = static_cast<unsigned char>(rest[0]);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
  if (lead < 0xC2 || lead > 0xF4 || rest.size() < length) return {};
  char32_t value = lead & (0x7Fu >> length);
  for (std::size_t i = 1; i < length; ++i) {
    const auto byte = static_cast<unsigned char>(rest[i]);
    if ((byte & 0xC0) != 0x80) return {};
    value = value << 6 | (byte & 0x3Fu);
  }
  constexpr char32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
  const bool surrogate = value >= 0xD800 && value <= 0xDFFF;
  if (value < smallest[length] || value > 0x10FFFF || surrogate) return {};
  return {value, length};
}

void encode(std::string& out, char32_t value) {
  if (value < 0x80) {
    out += static_cast<char>(value);
  } else if (value < 0x800) {
    out += static_cast<char>(0xC0 | value >> 6);
    out += static_cast<char>(0x80 | (value & 0x3F));
  } else if (value < 0x10000) {
    out += static_cast<char>(0xE0 | value >> 12);
    out += static_cast<char>(0x80 | (value >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (value & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | value >> 18);
    out += static_cast<char>(0x80 | (value >> 12 & 0x3F));
    out += static_cast<char>(0x80 | (value >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (value & 0x3F));
  }
}

// Upper-case letters: every `step`-th code point from `first` to `last`, and how far away its lower case is.
struct CaseRange {
  char32_t first, last;
  int distance;
  unsigned step;
};

constexpr CaseRange upper_case[] = {
    // ASCII, Latin-1
    {U'A', U'Z', 32, 1},
    {0xC0, 0xD6, 32, 1},
    {0xD8, 0xDE, 32, 1},
    // Latin Extended-A, and the two letters of Extended-B that Vietnamese needs
    {0x100, 0x12E, 1, 2},
    {0x130, 0x130, -199, 1},
    {0x132, 0x136, 1, 2},
    {0x139, 0x147, 1, 2},
    {0x14A, 0x176, 1, 2},
    {0x178, 0x178, -121, 1},
    {0x179, 0x17D, 1, 2},
    {0x1A0, 0x1A0, 1, 1},
    {0x1AF, 0x1AF, 1, 1},
    // Greek; the final sigma is a sigma
    {0x386, 0x386, 38, 1},
    {0x388, 0x38A, 37, 1},
    {0x38C, 0x38C, 64, 1},
    {0x38E, 0x38F, 63, 1},
    {0x391, 0x3A1, 32, 1},
    {0x3A3, 0x3AB, 32, 1},
    {0x3C2, 0x3C2, 1, 1},
    // Cyrillic
    {0x400, 0x40F, 80, 1},
    {0x410, 0x42F, 32, 1},
    {0x460, 0x480, 1, 2},
    {0x48A, 0x4BE, 1, 2},
    {0x4C0, 0x4C0, 15, 1},
    {0x4C1, 0x4CD, 1, 2},
    {0x4D0, 0x52E, 1, 2},
    // Latin Extended Additional: Vietnamese
    {0x1E00, 0x1E94, 1, 2},
    {0x1EA0, 0x1EFE, 1, 2},
};

char32_t lower_case(char32_t c) {
  const auto* range = std::find_if(std::begin(upper_case), std::end(upper_case),
                                   [c](const CaseRange& r) { return c <= r.last; });
  if (range == std::end(upper_case) || c < range->first || (c - range->first) % range->step != 0) return c;
  return static_cast<char32_t>(static_cast<int>(c) + range->distance);
}

// Unicode's White_Space property.
bool is_space(char32_t c) {
  if (c < 0x80) return c == ' ' || (c >= 0x09 && c <= 0x0D);
  return c == 0x85 || c == 0xA0 || c == 0x1680 || (c >= 0x2000 && c <= 0x200A) || c == 0x2028 ||
         c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

// How many bytes at the front are certainly ASCII; a multiple of eight.
std::size_t ascii_prefix(std::string_view text) {
  std::size_t at = 0;
  for (std::uint64_t word; at + sizeof word <= text.size(); at += sizeof word) {
    std::memcpy(&word, text.data() + at, sizeof word);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  return at;
}

[[noreturn]] void refuse(const char* message) { throw Error(Code::invalid_argument, message); }

// The parts of a number as it was written: digits of whole and fraction, then "e" exponent.
struct Written {
  bool negative = false;
  std::string_view whole, fraction;
  int exponent = 0;

  std::size_t size() const { return whole.size() + fraction.size(); }
  int digit(std::size_t i) const { return (i < whole.size() ? whole[i] : fraction[i - whole.size()]) - '0'; }
};

constexpr auto not_a_number =
    "This is no decimal number: write it like 1250.50, without blanks, separators or a currency sign.";

bool take(std::string_view& rest, char wanted) {
  const bool there = !rest.empty() && rest.front() == wanted;
  if (there) rest.remove_prefix(1);
  return there;
}

bool take_minus(std::string_view& rest) {
  const bool minus = take(rest, '-');
  if (!minus) take(rest, '+');
  return minus;
}

// One digit at least.
std::string_view take_digits(std::string_view& rest) {
  const auto end = std::find_if_not(rest.begin(), rest.end(), is_digit);
  const auto digits = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
  if (digits.empty()) refuse(not_a_number);
  rest.remove_prefix(digits.size());
  return digits;
}

int take_exponent(std::string_view& rest) {
  if (!take(rest, 'e') && !take(rest, 'E')) return 0;
  const bool minus = take_minus(rest);
  const std::string_view digits = take_digits(rest);
  if (digits.size() > 2) refuse("The exponent of the number is too large: write the number without one.");
  int value = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), value);
  return minus ? -value : value;
}

Written read_number(std::string_view text) {
  if (text.size() > 64) refuse("The number is too long: at most 64 characters are read.");
  Written number;
  number.negative = take_minus(text);
  number.whole = take_digits(text);
  if (take(text, '.')) number.fraction = take_digits(text);
  number.exponent = take_exponent(text);
  if (!text.empty()) refuse(not_a_number);
  return number;
}

[[noreturn]] void refuse_decimals(int decimals) {
  throw Error(Code::invalid_argument,
              "The number has more than " + std::to_string(decimals) + " decimals: round it first.");
}

}  // namespace

bool valid_utf8(std::string_view text) {
  while (!text.empty()) {
    text.remove_prefix(ascii_prefix(text));
    if (text.empty()) break;
    const Decoded next = decode(text);
    if (next.length == 0) return false;
    text.remove_prefix(next.length);
  }
  return true;
}

std::size_t code_points(std::string_view text) {
  const auto starts_one = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; };
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_one));
}

std::string search_key(std::string_view text) {
  std::string key;
  key.reserve(text.size());
  bool gap = false;
  while (!text.empty()) {
    const Decoded next = decode(text);
    const std::size_t length = std::max<std::size_t>(next.length, 1);
    if (next.length != 0 && is_space(next.value)) {
      gap = !key.empty();
    } else {
      if (gap) key += ' ';
      gap = false;
      if (next.length == 0)
        key += text.front();
      else
        encode(key, lower_case(next.value));
    }
    text.remove_prefix(length);
  }
  return key;
}

bool contains_word(std::string_view sorted, std::string_view word) {
  const std::size_t stride = word.size() + 1;
  std::size_t low = 0, high = (sorted.size() + 1) / stride;
  while (low < high) {
    const std::size_t middle = (low + high) / 2;
    const int order = sorted.compare(middle * stride, word.size(), word);
    if (order == 0) return true;
    if (order < 0)
      low = middle + 1;
    else
      high = middle;
  }
  return false;
}

std::int64_t scaled_integer(std::string_view text, int decimals, std::int64_t limit) {
  const Written number = read_number(text);
  // How many of the digits written, zeros added if need be, stand before the point of the result.
  const int kept = static_cast<int>(number.whole.size()) + number.exponent + decimals;
  const int written = static_cast<int>(number.size());
  std::int64_t value = 0;
  for (int i = 0; i < std::max(kept, written); ++i) {
    const int digit = i < written ? number.digit(static_cast<std::size_t>(i)) : 0;
    if (i >= kept && digit != 0) refuse_decimals(decimals);
    if (i >= kept) continue;
    if (value > (limit - digit) / 10) refuse("The number is too large to be stored: check its digits.");
    value = value * 10 + digit;
  }
  return number.negative ? -value : value;
}

void append_scaled(std::string& out, std::int64_t value, int decimals) {
  // 20 digits are enough for any value; the zeros before them fill up short ones.
  char digits[40];
  auto rest = value < 0 ? -static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  char* const end = std::end(digits);
  char* at = end;
  for (int i = 0; rest != 0 || i <= decimals; ++i, rest /= 10) {
    if (i == decimals && decimals != 0) *--at = '.';
    *--at = static_cast<char>('0' + rest % 10);
  }
  if (value < 0) out += '-';
  out.append(at, end);
}

}  // namespace crm::domain
