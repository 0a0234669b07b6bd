// Money and Currency: exact amounts, compared with Python's decimal module, and every refusal.
#include <unistd.h>

#include <catch2/catch.hpp>
#include <crm/money.hpp>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>
#include <memory>
#include <random>
#include <type_traits>
#include <vector>

using crm::Code;
using crm::Currency;
using crm::Error;
using crm::Money;

namespace {

#ifdef CRM_PYTHON
constexpr const char* python = CRM_PYTHON;
#else
constexpr const char* python = "python3";
#endif

constexpr std::int64_t most = 9'000'000'000'000'000;

template <class Call>
bool refused(Call call) {
  try {
    call();
  } catch (const Error& error) {
    return error.code() == Code::invalid_argument && error.field().empty();
  }
  return false;
}

bool refused_amount(std::string_view text, Currency currency = {}) {
  return refused([&] { Money::parse(text, currency); });
}

std::int64_t minor(std::string_view text, Currency currency = {}) {
  return Money::parse(text, currency).minor;
}

using Random = std::mt19937_64;

int below(Random& random, int limit) { return std::uniform_int_distribution(0, limit - 1)(random); }

std::string random_digits(Random& random, int length) {
  std::string digits;
  for (int i = 0; i < length; ++i) digits += static_cast<char>('0' + below(random, 10));
  return digits;
}

// Near the limit, near zero, or of any size.
std::string random_plain_amount(Random& random, int decimals) {
  const std::int64_t around = below(random, 2) == 0 ? most : 0;
  std::string text;
  if (below(random, 3) == 0) {
    Money{around + below(random, 7) - 3, decimals == 0 ? Currency("JPY") : Currency()}.append_to(text);
    return text;
  }
  text = random_digits(random, 1 + below(random, 18));
  if (below(random, 2) == 0) text += "." + random_digits(random, 1 + below(random, 4));
  return text;
}

std::string random_amount(Random& random, int decimals) {
  std::string text = random_plain_amount(random, decimals);
  if (text.front() != '-' && below(random, 3) == 0) text.insert(0, below(random, 2) == 0 ? "-" : "+");
  if (below(random, 4) == 0) text += text.find('.') == std::string::npos ? ".000" : "000";
  if (below(random, 4) == 0) text += "e" + std::to_string(below(random, 13) - 6);
  if (below(random, 10) == 0)
    text.insert(static_cast<std::size_t>(below(random, static_cast<int>(text.size()) + 1)), 1,
                ",. e-+$0x_"[below(random, 10)]);
  return text;
}

struct Case {
  std::string operation, a, b;
  Currency currency;

  std::string line() const {
    return operation + "\t" + std::to_string(currency.decimals()) + "\t" + a + (b.empty() ? "" : "\t") + b +
           "\n";
  }
};

Case random_case(Random& random) {
  const Currency currencies[] = {Currency("USD"), Currency("JPY"), Currency("KWD"), Currency("CLF")};
  const Currency currency = currencies[below(random, 4)];
  const char* operations[] = {"parse", "add", "subtract"};
  const int operation = below(random, 3);
  return {operations[operation], random_amount(random, currency.decimals()),
          operation == 0 ? "" : random_amount(random, currency.decimals()), currency};
}

std::string our_answer(const Case& c) try {
  const Money a = Money::parse(c.a, c.currency);
  if (c.operation == "parse") return a.to_string();
  const Money b = Money::parse(c.b, c.currency);
  return (c.operation == "add" ? a + b : a - b).to_string();
} catch (const Error& error) {
  return error.code() == Code::invalid_argument ? "refused" : error.what();
}

// A file of its own that goes away with the test.
struct TemporaryFile {
  std::string path = (std::filesystem::temp_directory_path() / "money-XXXXXX").string();

  TemporaryFile() { close(mkstemp(path.data())); }
  TemporaryFile(const TemporaryFile&) = delete;
  TemporaryFile& operator=(const TemporaryFile&) = delete;
  ~TemporaryFile() { std::filesystem::remove(path); }
};

std::vector<std::string> oracle_answers(const std::vector<Case>& cases) {
  const TemporaryFile file;
  std::ofstream out(file.path);
  for (const Case& c : cases) out << c.line();
  out.close();

  const std::string command = std::string("'") + python + "' '" + CRM_SOURCE_DIR +
                              "/tests/domain/money_oracle.py' '" + file.path + "'";
  const std::unique_ptr<FILE, int (*)(FILE*)> pipe(popen(command.c_str(), "r"), pclose);
  REQUIRE(pipe);
  std::vector<std::string> answers;
  char line[256];
  while (std::fgets(line, sizeof line, pipe.get()) != nullptr) {
    answers.emplace_back(line);
    answers.back().pop_back();
  }
  return answers;
}

}  // namespace

TEST_CASE("money agrees with Python's decimal module in 20,000 random cases") {
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  Random random(Catch::rngSeed());
  std::vector<Case> cases;
  while (cases.size() < 20'000) cases.push_back(random_case(random));
  const auto expected = oracle_answers(cases);
  REQUIRE(expected.size() == cases.size());

  std::size_t refusals = 0;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    const std::string ours = our_answer(cases[i]);
    refusals += ours == "refused" ? 1 : 0;
    if (ours == expected[i]) continue;
    INFO(cases[i].line());
    CHECK(ours == expected[i]);
  }
  // Neither kind of case may be missing.
  CHECK(refusals > 2'000);
  CHECK(refusals < 18'000);
}

TEST_CASE("an amount is read exactly, in the forms that JSON and people write") {
  CHECK(minor("1250") == 125'000);
  CHECK(minor("1250.0") == 125'000);
  CHECK(minor("425.5") == 42'550);
  CHECK(minor("-3.5") == -350);
  CHECK(minor("+1.25") == 125);
  CHECK(minor("1.25e3") == 125'000);
  CHECK(minor("125E-2") == 125);
  CHECK(minor("0.010000000") == 1);
  CHECK(minor("007.10") == 710);
  CHECK(minor("0.07") == 7);
  CHECK(minor("-0") == 0);
  CHECK(minor("0e99") == 0);
  CHECK(minor("1250", "JPY") == 1'250);
  CHECK(minor("1250.00", "JPY") == 1'250);
  CHECK(minor("0.125", "KWD") == 125);
  CHECK(minor("1.0001", "CLF") == 10'001);
}

TEST_CASE("text that is no amount is refused") {
  for (const char* text :
       {"",   " ",     "abc",   "NaN", "nan",  "inf",   "-Infinity", "1,250.00", "1 250",  " 1250", "1250 ",
        "$5", "5 USD", ".5",    "5.",  ".",    "-",     "+",         "--5",      "+-5",    "5-",    "1.2.3",
        "1e", "1e+",   "1e1.5", "e5",  "0x10", "1_000", "1'000",     "\u0661",   "\uFF11", "1e999"})
    CHECK(refused_amount(text));
  CHECK(refused_amount(std::string_view("1\0", 2)));
  CHECK(refused_amount(std::string(64, '0') + "1"));
  CHECK(refused_amount(std::string(1 << 20, '9')));
  CHECK(refused_amount("1\n"));
}

TEST_CASE("an amount with more decimals than its currency has is refused, not rounded") {
  CHECK(refused_amount("1.005"));
  CHECK(refused_amount("1.5", "JPY"));
  CHECK(refused_amount("1.0005", "KWD"));
  CHECK(refused_amount("1e-3"));
  CHECK(refused_amount("1e-99"));
  CHECK(minor("1.00500000e1") == 1'005);
}

TEST_CASE("an amount may have 9,000,000,000,000,000 minor units and not one more") {
  CHECK(minor("90000000000000.00") == most);
  CHECK(minor("-90000000000000.00") == -most);
  CHECK(refused_amount("90000000000000.01"));
  CHECK(refused_amount("-90000000000000.01"));
  CHECK(minor("9e15", "JPY") == most);
  CHECK(refused_amount("9000000000000001", "JPY"));
  CHECK(refused_amount("1e99"));
  CHECK(refused_amount("99999999999999999999999999999999999999999999"));
}

TEST_CASE("an amount is written with all decimals of its currency") {
  CHECK(Money{42'550, "USD"}.to_string() == "425.50");
  CHECK(Money{-5, "USD"}.to_string() == "-0.05");
  CHECK(Money{0, "USD"}.to_string() == "0.00");
  CHECK(Money{1'250, "JPY"}.to_string() == "1250");
  CHECK(Money{0, "JPY"}.to_string() == "0");
  CHECK(Money{1, "KWD"}.to_string() == "0.001");
  CHECK(Money{-10'001, "CLF"}.to_string() == "-1.0001");
  CHECK(Money{std::numeric_limits<std::int64_t>::min(), "USD"}.to_string() == "-92233720368547758.08");
  std::string text = "due: ";
  Money{125'000, "USD"}.append_to(text);
  CHECK(text == "due: 1250.00");
}

TEST_CASE("sums are exact and stop at the limit") {
  CHECK((Money{10, "USD"} + Money{20, "USD"}).to_string() == "0.30");
  CHECK((Money{10, "USD"} - Money{20, "USD"}).minor == -10);
  CHECK((-Money{10, "USD"}).minor == -10);
  CHECK((Money{most - 1, "USD"} + Money{1, "USD"}).minor == most);
  CHECK(refused([] { return Money{most, "USD"} + Money{1, "USD"}; }));
  CHECK(refused([] { return Money{-most, "USD"} - Money{1, "USD"}; }));
  const auto lowest = std::numeric_limits<std::int64_t>::min();
  CHECK(refused([&] { return -Money{lowest, "USD"}; }));
  CHECK(refused([&] { return Money{lowest, "USD"} + Money{-1, "USD"}; }));
  CHECK(refused([&] { return Money{lowest, "USD"} + Money{lowest, "USD"}; }));
}

TEST_CASE("a sum that is refused leaves its left side as it was") {
  Money money{most, "USD"};
  CHECK(refused([&] { money += Money{1, "USD"}; }));
  CHECK(refused([&] { money -= Money{1, "EUR"}; }));
  CHECK(money == Money{most, "USD"});
}

TEST_CASE("amounts of different currencies are unequal and neither add up nor compare") {
  const Money dollars{5, "USD"}, euros{5, "EUR"};
  CHECK(dollars != euros);
  CHECK(refused([&] { return dollars + euros; }));
  CHECK(refused([&] { return dollars - euros; }));
  CHECK(refused([&] { return dollars < euros; }));
  CHECK(Money{4, "USD"} < dollars);
  CHECK(dollars >= Money{5, "USD"});
  CHECK(dollars == Money{5, "USD"});
}

TEST_CASE("only an amount above zero is positive") {
  CHECK(Money{1, "USD"}.is_positive());
  CHECK_FALSE(Money{}.is_positive());
  CHECK_FALSE(Money{-1, "USD"}.is_positive());
}

TEST_CASE("a currency is a small value, US dollars unless told otherwise") {
  static_assert(sizeof(Currency) == 4 && std::is_trivially_copyable_v<Currency>);
  static_assert(std::is_trivially_copyable_v<Money>);
  static_assert(Currency("USD") == Currency());
  CHECK(Currency().code() == "USD");
  CHECK(Currency("EUR").code() == "EUR");
  CHECK(Currency("EUR") != Currency("USD"));
  CHECK(refused([] { return Currency("usd"); }));
  CHECK(refused([] { return Currency("U$D"); }));
}

TEST_CASE("a currency has the decimals of ISO 4217") {
  for (const char* code : {"BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI",
                           "VND", "VUV", "XAF", "XOF", "XPF"})
    CHECK(Currency::parse(code).decimals() == 0);
  for (const char* code : {"BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"})
    CHECK(Currency::parse(code).decimals() == 3);
  for (const char* code : {"CLF", "UYW"}) CHECK(Currency::parse(code).decimals() == 4);
  for (const char* code : {"AED", "USD", "EUR", "GBP", "INR", "CAD", "MXN", "XCG", "ZWG"})
    CHECK(Currency::parse(code).decimals() == 2);
}

TEST_CASE("a currency is parsed only if it is in use") {
  CHECK(Currency::parse("AED").code() == "AED");
  CHECK(Currency::parse("ZWG").code() == "ZWG");
  for (const char* code : {"", "U", "US", "usd", "Usd", "USDX", " USD", "D E", "AAA", "ZZZ", "XXX", "XTS",
                           "XAU", "DEM", "HRK", "ZWL", "\u20AC"})
    CHECK(refused([&] { Currency::parse(code); }));
  CHECK(refused([] { Currency::parse(std::string_view("US\0", 3)); }));
  CHECK(refused([] { Currency::parse(std::string(1 << 20, 'U')); }));
}

TEST_CASE("what goes wrong with an amount is said without the amount") {
  for (const char* text : {"31337,00", "31337.123", "3133731337313373133731337"}) {
    try {
      Money::parse(text, {});
      FAIL("accepted");
    } catch (const Error& error) {
      CHECK(std::string_view(error.what()).find("31337") == std::string_view::npos);
      CHECK(std::string_view(error.what()).ends_with('.'));
    }
  }
}
