// PhoneNumber: the forms in which people and programs write numbers, and everything that is none.
#include <algorithm>
#include <catch2/catch.hpp>
#include <crm/error.hpp>
#include <crm/phone_number.hpp>
#include <iterator>
#include <optional>
#include <random>

using crm::PhoneNumber;

namespace {

std::string e164(std::string_view text, std::string_view country = "US") {
  return PhoneNumber::parse(text, country).e164();
}

// The message, or nothing when the number was accepted.
std::optional<std::string> refusal(std::string_view text, std::string_view country = "US") try {
  PhoneNumber::parse(text, country);
  return std::nullopt;
} catch (const crm::Error& error) {
  REQUIRE(error.code() == crm::Code::invalid_argument);
  REQUIRE(error.field().empty());
  return error.what();
}

bool refused(std::string_view text, std::string_view country = "US") {
  return refusal(text, country).has_value();
}

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return random() % limit; }

// 7 to 15 digits that are a number in E.164: no leading 0, and a country code without rules of its own.
std::string random_foreign_number(Random& random) {
  std::string number = "+" + std::to_string(2 + below(random, 8));
  for (std::size_t more = 6 + below(random, 9); more > 0; --more)
    number += static_cast<char>('0' + below(random, 10));
  if (number.starts_with("+440") || number.starts_with("+910")) number[3] = '1';
  return number;
}

std::string random_american_number(Random& random) {
  std::string number = "+1" + std::to_string(2 + below(random, 8));
  for (int i = 0; i < 9; ++i) number += static_cast<char>('0' + below(random, 10));
  return number;
}

// Any punctuation between the characters, but no "(0)", which has a meaning.
std::string with_punctuation(std::string_view number, Random& random) {
  constexpr const char* marks[] = {" ",      "-",      ".",      "/",      "\t",     "(",      ")",
                                   "\u00A0", "\u2000", "\u2012", "\u2013", "\u2015", "\u202A", "\u202F"};
  std::string text;
  for (const char c : number) {
    text += c;
    while (below(random, 4) == 0) text += marks[below(random, std::size(marks))];
  }
  return text.find("(0)") == std::string::npos && text.size() <= 100 ? text : std::string(number);
}

}  // namespace

TEST_CASE("a number of the default country needs no country code") {
  for (const char* text : {"5551234567",
                           "15551234567",
                           "(555) 123-4567",
                           "1-555-123-4567",
                           "555.123.4567",
                           "555/123/4567",
                           "+15551234567",
                           "+1 (555) 123-4567",
                           "0015551234567",
                           "01115551234567",
                           "tel:+1-555-123-4567",
                           "TEL:5551234567",
                           "(+1) 555 123 4567",
                           " 15551234567",
                           "5551234567 ",
                           "  5551234567",
                           " (555) 123-4567",
                           "\t5551234567",
                           "555\u2013123\u00A04567",
                           "\u202A+1 555 123 4567\u202C"})
    CHECK(e164(text) == "+15551234567");
}

TEST_CASE("every country of the North American plan reads ten digits alike") {
  for (const char* country : {"US", "CA", "AG", "AI", "AS", "BB", "BM", "BS", "DM", "DO", "GD", "GU", "JM",
                              "KN", "KY", "LC", "MP", "MS", "PR", "SX", "TC", "TT", "VC", "VG", "VI"})
    CHECK(e164("5551234567", country) == "+15551234567");
}

TEST_CASE("a British number is read with and without its trunk zero") {
  for (const char* text : {"020 7946 0958", "(020) 7946 0958", "2079460958", "442079460958", "+442079460958",
                           "+44 (0)20 7946 0958", "00442079460958", "0044 (0)20 7946 0958", " 442079460958"})
    CHECK(e164(text, "GB") == "+442079460958");
  CHECK(e164("01204 12345", "GB") == "+44120412345");
  CHECK(e164("+44 (0)20 7946 0958", "US") == "+442079460958");
  CHECK(refused("0204 1234", "GB"));
  CHECK(refused("020 7946 09588", "GB"));
  CHECK(refused("4420794609581", "GB"));
  CHECK(refused("44207946095", "GB"));
  CHECK(refused("5551", "GB"));
}

TEST_CASE("an Indian number is read with and without its trunk zero") {
  for (const char* text : {"9812345678", "09812345678", "919812345678", "+91 98123 45678", "00919812345678",
                           "+91 (0)98123 45678"})
    CHECK(e164(text, "IN") == "+919812345678");
  CHECK(e164("9112345678", "IN") == "+919112345678");
  CHECK(refused("98123456", "IN"));
  CHECK(refused("981234567", "IN"));
  CHECK(refused("98123456789", "IN"));
  CHECK(e164("0098123456", "IN") == "+98123456");  // 00 is the international prefix
}

TEST_CASE("elsewhere only the international form is read") {
  for (const char* country : {"DE", "FR", "ZZ", "", "us", "USA"}) {
    CHECK(refused("030123456", country));
    CHECK(refused("5551234567", country));
    CHECK(e164("+4930123456", country) == "+4930123456");
    CHECK(e164("004930123456", country) == "+4930123456");
    CHECK(refused("0114930123456", country));
  }
}

TEST_CASE("one leading blank before a digit is a plus sign that was not encoded") {
  CHECK(e164(" 442079460958") == "+442079460958");
  CHECK(e164(" 919812345678", "DE") == "+919812345678");
  CHECK(e164("  2125550100") == "+12125550100");
  CHECK(refused(" 0015551234567"));
}

TEST_CASE("a foreign number with an optional zero is refused rather than guessed") {
  CHECK(refused("+49 (0)30 123456"));
  CHECK(refused("0049(0)30123456"));
  CHECK(e164("+49 30 123456") == "+4930123456");
  CHECK(e164("+39 06 1234567") == "+39061234567");
}

TEST_CASE("numbers that are merely unassigned are kept") {
  CHECK(e164("5551111111") == "+15551111111");
  CHECK(e164("9999999999") == "+19999999999");
  CHECK(e164("2000000000") == "+12000000000");
  CHECK(e164("+9991234") == "+9991234");
}

TEST_CASE("a number has 7 to 15 digits, and 11 behind +1") {
  CHECK(e164("+2345678") == "+2345678");
  CHECK(refused("+234567"));
  CHECK(e164("+234567890123456") == "+234567890123456");
  CHECK(refused("+2345678901234567"));
  CHECK(refused("+1555123456"));
  CHECK(refused("+155512345678"));
  CHECK(refused("555123456"));
  CHECK(refused("55512345678"));
  CHECK(refused("1234567"));
}

TEST_CASE("no country code and no American area code begins with 0, no area code with 1") {
  CHECK(refused("+01234567890"));
  CHECK(refused("0551234567"));
  CHECK(refused("1551234567"));
  CHECK(refused("+11551234567"));
  CHECK(refused("+10551234567"));
  CHECK(refused("0000000000"));
}

TEST_CASE("text that is no phone number is refused") {
  for (const char* text : {"",
                           " ",
                           "+",
                           "-",
                           "()",
                           "tel:",
                           "tel:+",
                           "abc",
                           "555-CALL-NOW",
                           "5551234567a",
                           "++15551234567",
                           "+1+5551234567",
                           "1+5551234567",
                           "555*1234567",
                           "sip:5551234567@example.com",
                           "5551234567;5",
                           "5551234567,5552345678",
                           "0x5551234567",
                           "555_123_4567",
                           "5551234567\n",
                           "None",
                           "null"})
    CHECK(refused(text));
  CHECK(
      refused(std::string_view("555123456\0"
                               "7",
                               11)));
  CHECK(refused("\uFF15\uFF15\uFF151234567"));  // full-width digits
  CHECK(refused("\uFF0B15551234567"));          // full-width plus
  CHECK(refused("\u0665\u0665\u06651234567"));  // Arabic-Indic digits
  CHECK(refused("5551234567\xE2\x80"));
  CHECK(refused("5551234567\xE2"));
  CHECK(refused("5551234567\xC2"));
  CHECK(refused("5551234567\u2022"));
}

TEST_CASE("text of more than 100 bytes is refused, however little it says") {
  CHECK(e164("5551234567" + std::string(90, ' ')) == "+15551234567");
  CHECK(refused("5551234567" + std::string(91, ' ')));
  CHECK(refused(std::string(1 << 20, '5')));
  CHECK(refused(std::string(1 << 20, ' ')));
}

TEST_CASE("a number with an extension is refused and the message says why") {
  for (const char* text :
       {"555-123-4567 x123", "555-123-4567 X 123", "555-123-4567 ext. 5", "555-123-4567 Ext 5",
        "555-123-4567 extension 5", "tel:+1-555-123-4567;ext=5", "555-123-4567 #5", "5551234567,,5"})
    CHECK(refusal(text).value_or("").find("extension") != std::string::npos);
  CHECK(refusal("555-CALL-NOW").value_or("").find("letters") != std::string::npos);
}

TEST_CASE("what goes wrong with a number is said without the number") {
  for (const char* text :
       {"31337", "31337x5", "+31337", "31337abc", "3133731337313373", "+4931337(0)5555", "031337313373"}) {
    const std::string message = refusal(text).value_or("31337");
    CHECK(message.find("31337") == std::string::npos);
    CHECK(message.ends_with('.'));
  }
}

TEST_CASE("every number comes back from its E.164 form, with any punctuation in it") {
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  Random random(Catch::rngSeed());
  constexpr const char* countries[] = {"US", "GB", "IN", "DE"};
  for (int i = 0; i < 20'000; ++i) {
    const std::string number = i % 2 == 0 ? random_foreign_number(random) : random_american_number(random);
    const std::string written = with_punctuation(number, random);
    const char* country = countries[below(random, 4)];
    if (e164(number, country) == number && e164(written, country) == number) continue;
    INFO(written << " in " << country);
    CHECK(e164(number, country) == number);
    CHECK(e164(written, country) == number);
  }
}

TEST_CASE("a number comes back from the integer that the REST contract shows") {
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  Random random(Catch::rngSeed());
  for (int i = 0; i < 5'000; ++i) {
    const auto number = PhoneNumber::parse(random_american_number(random));
    if (PhoneNumber::parse(number.national("US"), "US") == number) continue;
    CHECK(PhoneNumber::parse(number.national("US"), "US") == number);
  }
  const auto london = PhoneNumber::parse("+442079460958"), mumbai = PhoneNumber::parse("+919812345678");
  CHECK(PhoneNumber::parse(london.national("GB"), "GB") == london);
  CHECK(PhoneNumber::parse(mumbai.national("IN"), "IN") == mumbai);
}

TEST_CASE("garbage of any kind is refused or gives a whole number") {
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  Random random(Catch::rngSeed());
  constexpr std::string_view likely = "0123456789012345678901234567890+-. ()/xtel:\u2013\u00A0";
  constexpr const char* countries[] = {"US", "GB", "IN", "DE"};
  int accepted = 0;
  for (int i = 0; i < 200'000; ++i) {
    std::string text(below(random, 20), ' ');
    for (char& c : text)
      c = below(random, 50) == 0 ? static_cast<char>(random()) : likely[below(random, likely.size())];
    try {
      const std::string number = e164(text, countries[below(random, 4)]);
      ++accepted;
      const bool whole =
          number.size() >= 8 && number.size() <= 16 && number[0] == '+' && number[1] != '0' &&
          std::all_of(number.begin() + 1, number.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (!whole) FAIL(text);
    } catch (const crm::Error& error) {
      if (error.code() != crm::Code::invalid_argument) FAIL(text);
    }
  }
  CHECK(accepted > 100);
}

TEST_CASE("the national form is that of the default country, else all digits") {
  const auto american = PhoneNumber::parse("+15551234567"), british = PhoneNumber::parse("+442079460958");
  CHECK(american.national("US") == "5551234567");
  CHECK(american.national("CA") == "5551234567");
  CHECK(american.national("GB") == "15551234567");
  CHECK(american.national("") == "15551234567");
  CHECK(british.national("US") == "442079460958");
  CHECK(british.national("GB") == "2079460958");
  CHECK(PhoneNumber::parse("+919812345678").national("IN") == "9812345678");
  CHECK(PhoneNumber().national("US").empty());
}

TEST_CASE("logs see the last four digits only") {
  CHECK(PhoneNumber::parse("5551234567").masked() == "***4567");
  CHECK(PhoneNumber::stored("+2345678").masked() == "***5678");
  CHECK(PhoneNumber::stored("+12").masked() == "***");
  CHECK(PhoneNumber().masked().empty());
}

TEST_CASE("no number is empty, and stored text is taken as it is") {
  CHECK(PhoneNumber().empty());
  CHECK(PhoneNumber().e164().empty());
  CHECK(PhoneNumber::stored("+15551234567") == PhoneNumber::parse("5551234567"));
  CHECK(PhoneNumber() < PhoneNumber::parse("5551234567"));
  CHECK(PhoneNumber::parse("5551234567") != PhoneNumber::parse("5551234568"));
}
