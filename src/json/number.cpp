// Decimal normalisation of a number's text.
#include "json/number.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <limits>
#include <optional>

namespace crm::json {
namespace {

constexpr std::int64_t kMaxPlaces = 64;

// The text as 0.digits * 10^places, with no zero at either end of the digits.
struct Decimal {
  std::string digits;
  std::int64_t places = 0;
};

// Nothing when the exponent is beyond any use.
std::optional<std::int64_t> read_exponent(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() == '+') text.remove_prefix(1);
  std::int32_t exponent = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), exponent);
  if (result.ec != std::errc()) return std::nullopt;
  return exponent;
}

Decimal read_mantissa(std::string_view text) {
  const auto whole = text.substr(0, text.find('.'));
  Decimal decimal{std::string(whole), static_cast<std::int64_t>(whole.size())};
  if (whole.size() < text.size()) decimal.digits += text.substr(whole.size() + 1);
  const auto leading = std::min(decimal.digits.find_first_not_of('0'), decimal.digits.size());
  decimal.digits.erase(0, leading);
  decimal.digits.erase(decimal.digits.find_last_not_of('0') + 1);
  decimal.places -= static_cast<std::int64_t>(leading);
  return decimal;
}

std::string zeros(std::int64_t count) { return std::string(static_cast<std::size_t>(count), '0'); }

std::string plain_text(const Decimal& decimal) {
  const auto size = static_cast<std::int64_t>(decimal.digits.size());
  if (decimal.places <= 0) return "0." + zeros(-decimal.places) + decimal.digits;
  if (decimal.places >= size) return decimal.digits + zeros(decimal.places - size);
  std::string text = decimal.digits;
  return text.insert(static_cast<std::size_t>(decimal.places), 1, '.');
}

}  // namespace

std::string canonical_number(std::string_view source) {
  const bool negative = source.starts_with('-');
  const auto unsigned_text = source.substr(negative ? 1 : 0);
  const auto mantissa = unsigned_text.substr(0, unsigned_text.find_first_of("eE"));
  auto decimal = read_mantissa(mantissa);
  if (decimal.digits.empty()) return "0";
  const bool has_exponent = mantissa.size() < unsigned_text.size();
  const auto exponent =
      read_exponent(has_exponent ? unsigned_text.substr(mantissa.size() + 1) : std::string_view());
  if (!exponent) return std::string(source);
  decimal.places += *exponent;
  if (decimal.places > kMaxPlaces || decimal.places < -kMaxPlaces) return std::string(source);
  return (negative ? "-" : "") + plain_text(decimal);
}

}  // namespace crm::json
