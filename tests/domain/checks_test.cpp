// The checks of single values, the text functions under them, and the words of the error codes.
#include "domain/checks.hpp"

#include <catch2/catch.hpp>
#include <crm/error.hpp>
#include <random>
#include <set>
#include <string>

#include "domain/text.hpp"

using namespace crm::domain;
using crm::Code;

namespace {

template <class Call>
bool refused(Call call) {
  try {
    call();
  } catch (const crm::Error& error) {
    return error.code() == Code::invalid_argument && error.field().empty() &&
           std::string_view(error.what()).ends_with('.');
  }
  return false;
}

using Check = void (*)(std::string_view);

constexpr Check short_forms[] = {check_email,      check_vin, check_country,    check_language,
                                 check_ip_address, check_ssn, check_zone_syntax};

void accepts(Check check, std::initializer_list<std::string_view> values) {
  for (std::string_view value : values) {
    INFO("value: " << value);
    CHECK_NOTHROW(check(value));
  }
}

void refuses(Check check, std::initializer_list<std::string_view> values) {
  for (std::string_view value : values) {
    const bool right = refused([&] { check(value); });
    INFO("value: " << value.substr(0, 80));
    CHECK(right);
  }
}

// What no check of a short form may accept.
void refuses_garbage(Check check) {
  const std::string letters(1 << 20, 'a'), digits(1 << 20, '1');
  refuses(check, {std::string_view("\0", 1), "\xFF", letters, digits});
}

bool refused_text(std::string_view text, std::size_t max = 100) {
  return refused([&] { check_text(text, max); });
}

std::string repeated(std::string_view part, std::size_t times) {
  std::string text;
  for (; times > 0; --times) text += part;
  return text;
}

const std::string whale = "\U0001F40B";  // four bytes, one character

}  // namespace

TEST_CASE("text of any language passes, with tabs and line ends") {
  for (const char* text : {"", "Jos\u00E9", "\u6771\u4EAC", "a\tb\r\nc", "\U0001F40B", "\U0010FFFF", "\u00A0",
                           "\uE000", "\uD7FF", "e\u0301"})
    CHECK_NOTHROW(check_text(text, 100));
}

TEST_CASE("text that is no UTF-8 is refused") {
  for (const char* text : {"\x80",
                           "abc\xC3",
                           "\xC3(",
                           "\xC0\x80",
                           "\xC1\xBF",
                           "\xE0\x80\x80",
                           "\xE0\x9F\xBF",
                           "\xED\xA0\x80",
                           "\xED\xBF\xBF",
                           "\xF0\x80\x80\x80",
                           "\xF0\x8F\xBF\xBF",
                           "\xF4\x90\x80\x80",
                           "\xF5\x80\x80\x80",
                           "\xFE",
                           "\xFF",
                           "Jos\xE9",
                           "\xE2\x82",
                           "\xF0\x9F\x90",
                           "12345678\xC3",
                           "1234567\xC3\xA9\xA9"})
    CHECK(refused_text(text));
}

TEST_CASE("control characters are refused but for tab and line ends") {
  for (int c = 0; c < 0x80; ++c) {
    const std::string text{'a', static_cast<char>(c), 'b'};
    const bool control = c < 0x20 || c == 0x7F;
    CHECK(refused_text(text) == (control && c != '\t' && c != '\n' && c != '\r'));
  }
  for (int c = 0x80; c < 0xA0; ++c) CHECK(refused_text({std::string{'\xC2', static_cast<char>(c)}}));
  CHECK_FALSE(refused_text("\u00C0"));
  CHECK_FALSE(refused_text("\u0880"));
}

TEST_CASE("the length of a text is counted in characters, not bytes") {
  CHECK_NOTHROW(check_text(std::string(50, 'a'), 50));
  CHECK(refused_text(std::string(51, 'a'), 50));
  CHECK_NOTHROW(check_text(repeated(whale, 50), 50));
  CHECK(refused_text(repeated(whale, 51), 50));
  CHECK(refused_text("a", 0));
  CHECK_NOTHROW(check_text("", 0));
  CHECK(refused_text(std::string(1 << 20, 'a'), 50));
  CHECK_NOTHROW(check_text(std::string(1 << 20, 'a'), 1 << 20));
  CHECK(refused_text(std::string(1 << 20, 'a') + "\xFF", 2 << 20));
}

TEST_CASE("e-mail addresses") {
  accepts(check_email, {"a@b.co", "john.doe@email.com", "x+tag_1@mail-1.example.co.uk", "o'brien@example.com",
                        "jos\u00E9@example.com", "a@xn--80ak6aa92e.com", "!#$%&'*+/=?^_`{|}~-@example.com"});
  refuses(check_email, {"",           "@",
                        "a",          "a@",
                        "@b.co",      "a@b",
                        "a@b@c.co",   "a b@c.co",
                        ".a@b.co",    "a.@b.co",
                        "a..b@c.co",  "a@.b.co",
                        "a@b.co.",    "a@b..co",
                        "a@-b.co",    "a@b-.co",
                        "a@b_c.co",   "a@[192.0.2.1]",
                        "\"a\"@b.co", "a,b@c.co",
                        "<a@b.co>",   "a@b.co ",
                        "a@b.co\n",   "a@b\u00E9.co",
                        "\xC3(@b.co", "\xC2\x85@b.co"});
  const std::string label(63, 'a');
  CHECK_NOTHROW(check_email(std::string(64, 'a') + "@example.com"));
  CHECK(refused([] { check_email(std::string(65, 'a') + "@example.com"); }));
  CHECK_NOTHROW(check_email(repeated("\u00E9", 32) + "@example.com"));
  CHECK(refused([] { check_email(repeated("\u00E9", 32) + "a@example.com"); }));  // 64 bytes, not characters
  CHECK_NOTHROW(check_email("a@" + label + ".com"));
  CHECK(refused([&] { check_email("a@" + label + "a.com"); }));
  const std::string longest = std::string(62, 'a') + "@" + label + "." + label + "." + label;
  CHECK(longest.size() == 254);
  CHECK_NOTHROW(check_email(longest));
  CHECK(refused([&] { check_email("a" + longest); }));
}

TEST_CASE("vehicle identification numbers") {
  accepts(check_vin, {"1HGCM82633A004352", "1HGCM82603A004352", "WVWZZZ1JZXW000001", "11111111111111111"});
  refuses(check_vin, {"", "1HGCM82633A00435", "1HGCM82633A0043522", "1hgcm82633a004352", "IHGCM82633A004352",
                      "OHGCM82633A004352", "QHGCM82633A004352", "1HGCM82633A00435 ", "1HGCM-2633A004352"});
}

TEST_CASE("countries") {
  accepts(check_country, {"AD", "US", "GB", "IN", "DE", "CW", "SS", "ZW"});
  refuses(check_country, {"", "U", "us", "USA", "UK", "EU", "XX", "ZZ", "AA", "D ", " D", "AN", "YU"});
  int known = 0;
  for (char a = 'A'; a <= 'Z'; ++a)
    for (char b = 'A'; b <= 'Z'; ++b) known += refused([&] { check_country(std::string{a, b}); }) ? 0 : 1;
  CHECK(known == 249);
}

TEST_CASE("languages") {
  accepts(check_language, {"en", "es", "haw", "es-MX", "es-419", "zh-Hant", "zh-Hant-TW", "sr-Latn-RS"});
  refuses(check_language, {"",       "e",        "engl",         "EN",         "En",
                           "en_US",  "en-us",    "en-",          "-US",        "en--US",
                           "en-USA", "en-4191",  "zh-hant",      "zh-TW-Hant", "zh-Hant-TW-x",
                           "en-US-", "zh-Hant-", "zh-Hant-Hant", "en US",      "e1"});
}

TEST_CASE("IP addresses") {
  accepts(check_ip_address, {"192.168.1.100", "0.0.0.0", "255.255.255.255", "::", "::1", "2001:db8::1",
                             "FE80::1", "::ffff:192.0.2.1", "2001:0db8:0000:0000:0000:0000:0000:0001",
                             "0000:0000:0000:0000:0000:ffff:255.255.255.255"});
  refuses(check_ip_address, {"",
                             "1",
                             "1.2.3",
                             "1.2.3.4.5",
                             "256.1.1.1",
                             "01.2.3.4",
                             "1.2.3.4 ",
                             " 1.2.3.4",
                             "1.2.3.4:80",
                             "1.2.3.0/24",
                             "0x1.2.3.4",
                             "localhost",
                             ":",
                             ":::",
                             "1::2::3",
                             "2001:db8::g",
                             "fe80::1%eth0",
                             "[::1]",
                             "1:2:3:4:5:6:7",
                             "1:2:3:4:5:6:7:8:9",
                             "12345::"});
  CHECK(refused([] { check_ip_address(std::string_view("1.2.3.4\0", 8)); }));
  CHECK(refused([] { check_ip_address(std::string_view("::1\0x", 5)); }));
}

TEST_CASE("social security numbers are nine digits of any kind") {
  accepts(check_ssn, {"123456789", "900700000", "000000000", "666123456"});
  refuses(check_ssn, {"", "12345678", "1234567890", "123-45-6789", "12345678a", " 23456789", "***-**-1234",
                      "\u0661\u0662\u0663\u06645"});
}

TEST_CASE("time zone names") {
  accepts(check_zone_syntax, {"UTC", "America/New_York", "America/Argentina/Buenos_Aires", "Etc/GMT+5",
                              "GMT0", "America/Port-au-Prince", "EST5EDT"});
  refuses(check_zone_syntax,
          {"", "/", "/etc/passwd", "America/", "America//New_York", "../UTC", "America/../UTC", "..", ".",
           ":UTC", "New York", "America\\New_York", "UTC\n", "Europe/Z\u00FCrich"});
  CHECK_NOTHROW(check_zone_syntax(std::string(64, 'a')));
  CHECK(refused([] { check_zone_syntax(std::string(65, 'a')); }));
}

TEST_CASE("no check accepts NUL, bytes that are no UTF-8, or a megabyte") {
  for (Check check : short_forms) refuses_garbage(check);
}

TEST_CASE("what is refused is never repeated in the message") {
  const auto message = [](Check check, const char* value) {
    try {
      check(value);
    } catch (const crm::Error& error) {
      return std::string(error.what());
    }
    return std::string(value);
  };
  for (Check check : short_forms) CHECK(message(check, "s3cr3t..value").find("s3cr3t") == std::string::npos);
}

TEST_CASE("every code point is valid UTF-8 in its one form and counts once") {
  std::string all;
  for (int lead = 0; lead < 256; ++lead)
    for (int next = 0; next < 256; ++next) {
      const std::string two{static_cast<char>(lead), static_cast<char>(next)};
      const bool ascii = lead < 0x80 && next < 0x80;
      const bool pair = lead >= 0xC2 && lead <= 0xDF && next >= 0x80 && next <= 0xBF;
      if (valid_utf8(two) != (ascii || pair)) FAIL(lead << " " << next);
      if (pair) all += two;
    }
  CHECK(valid_utf8(all));
  CHECK(code_points(all) == std::size_t{30} * 64);
  CHECK(code_points("") == 0);
  CHECK(code_points("a\u00E9" + whale) == 3);
}

TEST_CASE("UTF-8 is checked alike at every place of a text") {
  for (std::size_t before = 0; before < 20; ++before)
    for (std::size_t after = 0; after < 20; ++after) {
      CHECK(valid_utf8(std::string(before, 'a') + whale + std::string(after, 'a')));
      CHECK_FALSE(valid_utf8(std::string(before, 'a') + whale.substr(0, 3) + std::string(after, 'a')));
      CHECK_FALSE(valid_utf8(std::string(before, 'a') + "\xFF" + std::string(after, 'a')));
    }
}

TEST_CASE("a search key has small letters and single blanks") {
  CHECK(search_key("John DOE") == "john doe");
  CHECK(search_key("  John \t\r\n  Doe  ") == "john doe");
  CHECK(search_key("").empty());
  CHECK(search_key(" \u00A0\u3000 ").empty());
  CHECK(search_key("Jos\u00C9\u00A0\u202FMu\u00D1OZ") == "jos\u00E9 mu\u00F1oz");
  CHECK(search_key("\u0141\u00D3D\u0179") == "\u0142\u00F3d\u017A");  // LODZ
  CHECK(search_key("\u0178\u0130\u017D") == "\u00FFi\u017E");         // Y I Z
  CHECK(search_key("\u039D\u038A\u039A\u039F\u03A3") == search_key("\u03BD\u03AF\u03BA\u03BF\u03C2"));
  CHECK(search_key("\u0418\u0432\u0430\u043D \u0401\u0416") == "\u0438\u0432\u0430\u043D \u0451\u0436");
  CHECK(search_key("\u00D7\u00F7\u00DF\u6771" + whale) == "\u00D7\u00F7\u00DF\u6771" + whale);
  CHECK(search_key("NGUY\u1EC4N TH\u1ECA TH\u01AF\u01A0NG") == "nguy\u1EC5n th\u1ECB th\u01B0\u01A1ng");
  CHECK(search_key("A\xFFZ\xC3") == "a\xFFz\xC3");
  CHECK(search_key(std::string(1 << 20, 'A')) == std::string(1 << 20, 'a'));
}

TEST_CASE("a search key is its own search key") {
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  std::mt19937_64 random(Catch::rngSeed());
  constexpr std::string_view likely = "aAzZ \t\n\xC3\x81\xC4\xC5\xCE\xCF\xD0\xD1\xE2\x80\xA0\x98";
  for (int i = 0; i < 50'000; ++i) {
    std::string text(random() % 12, ' ');
    for (char& c : text)
      c = random() % 8 == 0 ? static_cast<char>(random()) : likely[random() % likely.size()];
    const std::string key = search_key(text);
    if (valid_utf8(text) && (search_key(key) != key || !valid_utf8(key))) FAIL(text);
    if (key.size() > text.size()) FAIL(text);
  }
}

TEST_CASE("a word is found among sorted words of its length and nowhere else") {
  CHECK(contains_word("AA BB CC", "AA"));
  CHECK(contains_word("AA BB CC", "BB"));
  CHECK(contains_word("AA BB CC", "CC"));
  CHECK_FALSE(contains_word("AA BB CC", "AB"));
  CHECK_FALSE(contains_word("AA BB CC", "ZZ"));
  CHECK_FALSE(contains_word("AA BB CC", "A "));
  CHECK_FALSE(contains_word("", "AA"));
}

TEST_CASE("every error code has a word of its own") {
  std::set<std::string_view> words;
  for (int code = 1; code <= 19; ++code) words.insert(crm::name(static_cast<Code>(code)));
  CHECK(words.size() == 19);
  CHECK(crm::name(Code::invalid_argument) == "invalid_argument");
  CHECK(crm::name(Code::buffer_too_small) == "buffer_too_small");
  CHECK(crm::name(static_cast<Code>(0)) == "internal");
}

TEST_CASE("four errors may pass when the call is made again") {
  const std::set<Code> passing = {Code::busy, Code::timeout, Code::unavailable, Code::unknown_outcome};
  for (int code = 1; code <= 19; ++code)
    CHECK(crm::Error(static_cast<Code>(code), "Try it.").retryable() ==
          passing.contains(static_cast<Code>(code)));
}

TEST_CASE("an error keeps what it was made of") {
  const crm::Error error(Code::conflict, "The record has changed.", "version", "40001");
  CHECK(error.code() == Code::conflict);
  CHECK(std::string_view(error.what()) == "The record has changed.");
  CHECK(error.field() == "version");
  CHECK(error.sqlstate() == "40001");
}
