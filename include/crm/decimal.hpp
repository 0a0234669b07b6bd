// Decimal: an exact decimal number for interest rates and the like. Never floating point.
//
// Threads and ownership: a plain 8-byte value. Errors: parse throws crm::Error with Code::invalid_argument
// and no field; the message never holds the number.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace crm {

// A number between -999,999,999.999999999 and 999,999,999.999999999 with up to nine decimals; zero at first.
class Decimal {
 public:
  constexpr Decimal() noexcept = default;

  // Exact: "5.25", "-0.5", "+7", "5.250", "1e-3". Decimals after the ninth must be zeros: nothing is rounded.
  // Refused: empty text, blanks, separators, "NaN", no digit on either side of the point, more than 64
  // characters, exponents above 99.
  static Decimal parse(std::string_view text);

  // In units of 0.000000001: 5.25 is 5,250,000,000.
  constexpr std::int64_t billionths() const noexcept { return billionths_; }

  // The shortest form: "5.25", "5", "-0.5", "0". parse gives the same Decimal back.
  std::string to_string() const;

  // By value: parse("5.0") equals parse("5").
  friend constexpr auto operator<=>(const Decimal&, const Decimal&) noexcept = default;

 private:
  explicit constexpr Decimal(std::int64_t billionths) noexcept : billionths_(billionths) {}

  // One fixed scale for all, so that equal numbers have equal bits.
  std::int64_t billionths_ = 0;
};

}  // namespace crm
