// Money: reading, writing and adding amounts without ever rounding them.
#include <crm/money.hpp>

#include "domain/text.hpp"

namespace crm {
namespace {

// ISO 4217 list one as of January 2026.
constexpr std::string_view currencies =
    "AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD "
    "CAD CDF CHE CHF CHW CLF CLP CNY COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP "
    "GBP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR "
    "KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN "
    "MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD "
    "SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX "
    "USD USN UYI UYU UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG";

void require_same(const Currency& a, const Currency& b) {
  if (a != b)
    throw Error(Code::invalid_argument, "The two amounts are in different currencies: convert one first.");
}

std::int64_t within_limit(std::int64_t minor, bool overflow) {
  if (overflow || minor > Money::limit || minor < -Money::limit)
    throw Error(Code::invalid_argument, "The result is too large to be stored: check the amounts.");
  return minor;
}

}  // namespace

Currency Currency::parse(std::string_view text) {
  if (text.size() != 3 || !domain::contains_word(currencies, text))
    throw Error(Code::invalid_argument,
                "This is no currency in use: write its three upper-case letters of ISO 4217, like USD.");
  return Currency({text[0], text[1], text[2], '\0'});
}

Money Money::parse(std::string_view amount, Currency currency) {
  return {domain::scaled_integer(amount, currency.decimals(), limit), currency};
}

std::string Money::to_string() const {
  std::string text;
  append_to(text);
  return text;
}

void Money::append_to(std::string& out) const { domain::append_scaled(out, minor, currency.decimals()); }

Money& Money::operator+=(const Money& other) {
  require_same(currency, other.currency);
  std::int64_t sum = 0;
  const bool overflow = __builtin_add_overflow(minor, other.minor, &sum);
  minor = within_limit(sum, overflow);
  return *this;
}

Money& Money::operator-=(const Money& other) {
  require_same(currency, other.currency);
  std::int64_t difference = 0;
  const bool overflow = __builtin_sub_overflow(minor, other.minor, &difference);
  minor = within_limit(difference, overflow);
  return *this;
}

Money Money::operator-() const { return Money{0, currency} - *this; }

std::strong_ordering operator<=>(const Money& a, const Money& b) {
  require_same(a.currency, b.currency);
  return a.minor <=> b.minor;
}

}  // namespace crm
