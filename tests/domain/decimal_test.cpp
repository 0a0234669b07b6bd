// Decimal: exact numbers for rates; round trips, order, limits and refusals.
#include <catch2/catch.hpp>
#include <crm/decimal.hpp>
#include <crm/error.hpp>
#include <cstdlib>
#include <random>

using crm::Decimal;

namespace {

std::string canonical(std::string_view text) { return Decimal::parse(text).to_string(); }

bool refused(std::string_view text) {
  try {
    Decimal::parse(text);
  } catch (const crm::Error& error) {
    return error.code() == crm::Code::invalid_argument && error.field().empty();
  }
  return false;
}

// The shortest text of a number of billionths, made digit by digit.
std::string text_of(std::int64_t billionths) {
  std::string digits = std::to_string(std::abs(billionths));
  digits.insert(0, digits.size() < 10 ? 10 - digits.size() : 0, '0');
  std::string text = (billionths < 0 ? "-" : "") + digits.substr(0, digits.size() - 9);
  std::string fraction = digits.substr(digits.size() - 9);
  while (!fraction.empty() && fraction.back() == '0') fraction.pop_back();
  return fraction.empty() ? text : text + "." + fraction;
}

}  // namespace

TEST_CASE("a decimal is written in its shortest form") {
  CHECK(canonical("5.25") == "5.25");
  CHECK(canonical("5.250") == "5.25");
  CHECK(canonical("5.0") == "5");
  CHECK(canonical("100") == "100");
  CHECK(canonical("-0.5") == "-0.5");
  CHECK(canonical("+7") == "7");
  CHECK(canonical("0") == "0");
  CHECK(canonical("-0.000") == "0");
  CHECK(canonical("1e-9") == "0.000000001");
  CHECK(canonical("1.5E2") == "150");
  CHECK(Decimal().to_string() == "0");
}

TEST_CASE("a decimal has at most nine decimals and stays below a thousand million") {
  CHECK(canonical("999999999.999999999") == "999999999.999999999");
  CHECK(canonical("-999999999.999999999") == "-999999999.999999999");
  CHECK(canonical("0.1234567890000") == "0.123456789");
  CHECK(refused("1000000000"));
  CHECK(refused("-1e9"));
  CHECK(refused("0.0000000001"));
  CHECK(refused("999999999.9999999999"));
}

TEST_CASE("text that is no decimal is refused") {
  for (const char* text :
       {"", " ", "5%", "5,25", ".5", "5.", "1/4", "NaN", "inf", "5 ", " 5", "0x1", "1e", "--1", "1e100"})
    CHECK(refused(text));
  CHECK(refused(std::string_view("5\0", 2)));
  CHECK(refused(std::string(1 << 20, '1')));
}

TEST_CASE("decimals compare by value") {
  CHECK(Decimal::parse("5.0") == Decimal::parse("5"));
  CHECK(Decimal::parse("5e0") == Decimal::parse("+5.00"));
  CHECK(Decimal::parse("-0.5") < Decimal::parse("0"));
  CHECK(Decimal::parse("5.25") < Decimal::parse("5.3"));
  CHECK(Decimal::parse("10") > Decimal::parse("9.999999999"));
  CHECK(Decimal() == Decimal::parse("0"));
}

TEST_CASE("every decimal comes back from its text, in the order of its value") {
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  std::mt19937_64 random(Catch::rngSeed());
  constexpr std::int64_t most = 999'999'999'999'999'999;
  std::uniform_int_distribution<std::int64_t> any(-most, most);
  std::uniform_int_distribution<int> shift(0, 59);
  for (int i = 0; i < 20'000; ++i) {
    const std::int64_t a = any(random) >> shift(random), b = any(random) >> shift(random);
    const Decimal x = Decimal::parse(text_of(a)), y = Decimal::parse(text_of(b));
    if (x.to_string() == text_of(a) && (x <=> y) == (a <=> b)) continue;
    INFO(text_of(a) << " and " << text_of(b));
    CHECK(x.to_string() == text_of(a));
    CHECK(((x <=> y) == (a <=> b)));
  }
}
