// Decimal: exact numbers of up to nine decimals, from text and to text.
#include <crm/decimal.hpp>

#include "domain/text.hpp"

namespace crm {
namespace {

constexpr int decimals = 9;
constexpr std::int64_t limit = 999'999'999'999'999'999;

}  // namespace

Decimal Decimal::parse(std::string_view text) {
  return Decimal(domain::scaled_integer(text, decimals, limit));
}

std::string Decimal::to_string() const {
  std::string text;
  domain::append_scaled(text, billionths_, decimals);
  text.erase(text.find_last_not_of('0') + 1);
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace crm
