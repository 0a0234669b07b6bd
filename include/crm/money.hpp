// Money: a count of minor units (cents) and an ISO 4217 currency. Never floating point.
//
// Threads and ownership: plain values, copied freely. Errors: everything that can fail throws
// crm::Error with Code::invalid_argument and no field; the message never holds the amount.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include <crm/error.hpp>

namespace crm {

// An ISO 4217 currency: three upper-case letters and how many decimals its amounts have.
// Four bytes; without a code it is the US dollar.
class Currency {
 public:
  constexpr Currency() noexcept = default;

  // For literals in code: Currency("EUR"). Throws unless it is three letters A to Z (in a constant
  // expression: does not compile); whether ISO 4217 knows the code is not looked up. Text from outside goes
  // to parse.
  constexpr Currency(const char (&code)[4])
      : code_{code[0], code[1], code[2]}, decimals_(decimals_of(std::string_view(code, 3))) {
    for (char letter : code_)
      if (letter < 'A' || letter > 'Z')
        throw Error(Code::invalid_argument, "A currency is three upper-case letters, like USD.");
  }

  // Throws unless the text is the code of a currency in use (ISO 4217 list one, as of January 2026, without
  // precious metals, test codes and units of account).
  static Currency parse(std::string_view text);

  // "USD". The view lives as long as this Currency.
  std::string_view code() const noexcept { return {code_, 3}; }
  // How many digits stand after the point: 2 for USD, 0 for JPY, 3 for KWD.
  constexpr int decimals() const noexcept { return decimals_; }

  friend constexpr bool operator==(const Currency&, const Currency&) noexcept = default;

 private:
  static constexpr std::int8_t decimals_of(std::string_view code) noexcept;

  char code_[3] = {'U', 'S', 'D'};
  std::int8_t decimals_ = 2;
};

// An amount of money, at most `limit` minor units up or down: 90,000,000,000,000.00 US dollars.
struct Money {
  // Every count of minor units up to here is also exact in a double, and so in every JSON client.
  static constexpr std::int64_t limit = 9'000'000'000'000'000;

  std::int64_t minor = 0;
  Currency currency;

  // Exact: "1250", "1250.0", "-3.5", "+1.25", "1.25e3" (JSON has such numbers). More decimals than the
  // currency has must be zeros: nothing is rounded. Refused: empty text, blanks, thousands separators,
  // currency signs, "NaN", no digit on either side of the point, more than 64 characters, exponents above 99.
  static Money parse(std::string_view amount, Currency currency);

  // "425.50": always all decimals of the currency, no currency code. parse gives the same Money back.
  std::string to_string() const;
  // Appends what to_string returns.
  void append_to(std::string& out) const;

  bool is_positive() const noexcept { return minor > 0; }

  // Throw when the currencies differ or the result would pass the limit; the left side is then unchanged.
  Money& operator+=(const Money& other);
  Money& operator-=(const Money& other);
  friend Money operator+(Money a, const Money& b) { return a += b; }
  friend Money operator-(Money a, const Money& b) { return a -= b; }
  Money operator-() const;

  // Amounts in different currencies are unequal; to order them is an error and throws.
  friend bool operator==(const Money&, const Money&) noexcept = default;
  friend std::strong_ordering operator<=>(const Money& a, const Money& b);
};

// ISO 4217 gives most currencies two decimals; these are the others.
constexpr std::int8_t Currency::decimals_of(std::string_view code) noexcept {
  constexpr std::string_view none = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF";
  constexpr std::string_view three = "BHD IQD JOD KWD LYD OMR TND";
  constexpr std::string_view four = "CLF UYW";
  if (none.find(code) != std::string_view::npos) return 0;
  if (three.find(code) != std::string_view::npos) return 3;
  return four.find(code) != std::string_view::npos ? 4 : 2;
}

}  // namespace crm
