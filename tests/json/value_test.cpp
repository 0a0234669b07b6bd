// JSON in: what is accepted, what is refused and how, and that nothing of it is lost.
#include "json/value.hpp"

#include <catch2/catch.hpp>
#include <clocale>
#include <crm/error.hpp>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

using namespace std::string_literals;
using crm::json::canonical;
using crm::json::Kind;
using crm::json::parse;
using crm::json::Value;

namespace {

std::string refusal(std::string_view text) {
  try {
    parse(text);
  } catch (const crm::Error& error) {
    CHECK(error.code() == crm::Code::invalid_argument);
    return error.what();
  }
  return "accepted";
}

std::string at_byte(std::size_t byte) {
  return "The JSON text is not valid JSON at byte " + std::to_string(byte) + ".";
}

std::string text_of(const Value& value) {
  std::string out;
  crm::json::append(out, value);
  return out;
}

std::string nested(std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string number(std::string_view text) { return parse(text).number_text(); }

}  // namespace

TEST_CASE("a JSON text gives values of each kind") {
  const auto value =
      parse(R"( {"a": null, "b": true, "c": -1.50, "d": "x", "e": [1, "two", {}], "f": {"g": false}} )");
  REQUIRE(value.kind() == Kind::object);
  CHECK(value.find("a")->is_null());
  CHECK(value.find("b")->boolean());
  CHECK(value.find("c")->number_text() == "-1.50");
  CHECK(value.find("d")->string() == "x");
  REQUIRE(value.find("e")->items().size() == 3);
  CHECK(value.find("e")->items()[1].string() == "two");
  CHECK(value.find("e")->items()[2].members().empty());
  CHECK_FALSE(value.find("f")->find("g")->boolean());
}

TEST_CASE("members keep the order of the source") {
  const auto value = parse(R"({"z":1,"a":2,"m":3})");
  std::string names;
  for (const auto& member : value.members()) names += member.first;
  CHECK(names == "zam");
}

TEST_CASE("find gives nothing for a missing name and for what is no object") {
  CHECK(parse(R"({"a":1})").find("b") == nullptr);
  CHECK(parse(R"(["a"])").find("a") == nullptr);
  CHECK(Value().find("") == nullptr);
  CHECK(parse(R"({"":1})").find("") != nullptr);
}

TEST_CASE("reading a value as another kind is refused by the name of the kind") {
  const auto value = parse("[]");
  CHECK_THROWS_WITH(value.boolean(), "The value must be a JSON boolean.");
  CHECK_THROWS_WITH(value.number_text(), "The value must be a JSON number.");
  CHECK_THROWS_WITH(value.string(), "The value must be a JSON string.");
  CHECK_THROWS_WITH(value.members(), "The value must be a JSON object.");
  CHECK_THROWS_WITH(parse("{}").items(), "The value must be a JSON array.");
  CHECK_THROWS_WITH(parse("1").string(), "The value must be a JSON string.");
  CHECK_THROWS_WITH(parse("\"1\"").number_text(), "The value must be a JSON number.");
}

TEST_CASE("a number keeps its exact text wherever it stands") {
  for (const std::string text : {"0", "-0", "425.50", "12345678901234567890", "-9223372036854775809",
                                 "123456789012345678901234567890.10", "0.1000000000000000055511151231257827",
                                 "1e2", "1E+02", "-1.0e-7", "1e308", "1e-400"}) {
    CHECK(number(text) == text);
    CHECK(number(" " + text + "\n") == text);
    CHECK(parse("[" + text + "]").items().at(0).number_text() == text);
    CHECK(parse("[7,\"5\"," + text + ",8]").items().at(2).number_text() == text);
    CHECK(parse("{\"9\":" + text + "}").find("9")->number_text() == text);
    CHECK(parse("{\"e\":" + text + " ,\"b\":1}").find("e")->number_text() == text);
  }
}

TEST_CASE("a number's text does not depend on the locale's decimal point") {
  const std::string before = std::setlocale(LC_NUMERIC, nullptr);
  for (const char* locale : {"C", "de_DE.UTF-8", "fr_FR.UTF-8", "fa_IR.UTF-8"}) {
    std::setlocale(LC_NUMERIC, locale);  // where it is not installed, the one before stays
    CHECK(number("425.50") == "425.50");
  }
  std::setlocale(LC_NUMERIC, before.c_str());
}

TEST_CASE("a number of many digits stays exact and one beyond a double is refused") {
  const std::string digits(300, '7');
  CHECK(number(digits) == digits);
  const std::string fraction = "0." + std::string(100'000, '3');
  CHECK(number(fraction) == fraction);
  CHECK(refusal("[1e400]") == "The JSON text has a number out of range at byte 6.");
  CHECK(refusal(std::string(400, '9')) == "The JSON text has a number out of range at byte 400.");
}

TEST_CASE("a malformed number is refused") {
  for (const char* text :
       {"01", "+1", ".5", "5.", "1e", "1e+", "-", "--1", "0x10", "1,5", "NaN", "Infinity", "1_000"})
    CHECK(refusal(text) != "accepted");
}

TEST_CASE("integer gives whole numbers within 64 bits only") {
  const auto integer = [](std::string_view text) { return parse(text).integer(); };
  CHECK(integer("5") == 5);
  CHECK(integer("-5") == -5);
  CHECK(integer("5.0") == 5);
  CHECK(integer("5e3") == 5000);
  CHECK(integer("5000e-3") == 5);
  CHECK(integer("-0.0") == 0);
  CHECK(integer("0e99999999999999999999") == 0);
  CHECK(integer("9223372036854775807") == std::numeric_limits<std::int64_t>::max());
  CHECK(integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK(integer("9223372036854775808") == std::nullopt);
  CHECK(integer("-9223372036854775809") == std::nullopt);
  CHECK(integer("5.5") == std::nullopt);
  CHECK(integer("1e-400") == std::nullopt);
  CHECK(integer("1e100") == std::nullopt);
  CHECK(integer("\"5\"") == std::nullopt);
  CHECK(integer("null") == std::nullopt);
  CHECK(integer("true") == std::nullopt);
}

TEST_CASE("strings hold every escape and every plane of Unicode") {
  CHECK(parse(R"("\"\\\/\b\f\n\r\t")").string() == "\"\\/\b\f\n\r\t");
  CHECK(parse(R"("\u0041\u00e9\u20ac\u2028")").string() == "A\u00e9\u20ac\u2028");
  CHECK(parse(R"("\ud83d\ude00")").string() == "\U0001F600");
  CHECK(parse("\"\u00e9 \u4e2d \U0001F600 \u2029\"").string() == "\u00e9 \u4e2d \U0001F600 \u2029");
  CHECK(parse(R"({"\u0041":1})").find("A") != nullptr);
}

TEST_CASE("half a surrogate pair is refused") {
  for (const char* text :
       {R"("\ud83d")", R"("\ude00")", R"("\ud83dx")", R"("\ud83d\u0041")", R"("\ude00\ud83d")"})
    CHECK(refusal(text).starts_with("The JSON text is not valid JSON at byte "));
}

TEST_CASE("invalid UTF-8 is refused in strings, names and between") {
  for (const std::string bytes :
       {"\x80", "\xc0\xaf", "\xc3", "\xe2\x82", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff"}) {
    CHECK(refusal("\"" + bytes + "\"").starts_with("The JSON text is not valid JSON at byte "));
    CHECK(refusal("{\"" + bytes + "\":1}").starts_with("The JSON text is not valid JSON at byte "));
    CHECK(refusal(bytes + "1") != "accepted");
  }
}

TEST_CASE("a NUL is refused wherever it stands") {
  CHECK(refusal("\"a\0b\""s) == "The JSON text has a NUL character at byte 3.");
  CHECK(refusal("1\0"s) == "The JSON text has a NUL character at byte 2.");
  CHECK(refusal("1\0garbage"s) == "The JSON text has a NUL character at byte 2.");
  CHECK(refusal("\0"s) == "The JSON text has a NUL character at byte 1.");
  CHECK(refusal(R"(["a\u0000b"])") ==
        "The JSON text has a NUL character in the string that ends at byte 11.");
  CHECK(refusal(R"({"\u0000":1})") == "The JSON text has a NUL character in the string that ends at byte 9.");
}

TEST_CASE("a text that stops early is told from one that is wrong") {
  for (const char* text : {"", " ", "[", "[1", "[1,", "{", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,",
                           "\"ab", "\"\\u12", "tru", "-", "1e", "\xef\xbb\xbf"})
    CHECK(refusal(text) == "The JSON text ends too early.");
  CHECK(refusal(std::string_view()) == "The JSON text ends too early.");
}

TEST_CASE("a wrong text is refused at its first wrong byte") {
  CHECK(refusal("[1,]") == at_byte(4));
  CHECK(refusal("{,}") == at_byte(2));
  CHECK(refusal("{\"a\" 1}") == at_byte(6));
  CHECK(refusal("{a:1}") == at_byte(2));
  CHECK(refusal("[1 2]") == at_byte(4));
  CHECK(refusal("1 2") == at_byte(3));
  CHECK(refusal("{} x") == at_byte(4));
  CHECK(refusal("]") == at_byte(1));
  CHECK(refusal("[}") == at_byte(2));
  CHECK(refusal("True") == at_byte(1));
  CHECK(refusal("'a'") == at_byte(1));
  CHECK(refusal("\"a\nb\"") == at_byte(3));
  CHECK(refusal("\"\\x\"") == at_byte(3));
  CHECK(refusal("// note\n1") == at_byte(1));
}

TEST_CASE("an error never quotes the text") {
  for (const char* text :
       {"{\"secretname\":1,\"secretname\":2}", "[\"secretword\" \"b\"]", "secretword", "{\"secretword\""})
    CHECK(refusal(text).find("secret") == std::string::npos);
}

TEST_CASE("a name that stands twice in one object is refused") {
  CHECK(refusal(R"({"a":1,"b":2,"a":3})") ==
        "The JSON text has a member name twice in the object that ends at byte 19.");
  CHECK(refusal(R"({"a":1,"\u0061":2})") != "accepted");
  CHECK(refusal(R"([{"x":{"a":1,"a":1}}])") != "accepted");
  CHECK(refusal(R"({"a":{"a":1},"b":[{"a":1},{"a":2}],"A":2})") == "accepted");
}

TEST_CASE("names that stand twice are found quickly among very many") {
  std::string text = "{";
  for (int i = 0; i < 60'000; ++i) text += "\"k" + std::to_string(i) + "\":0,";
  CHECK(parse(text + "\"last\":0}").members().size() == 60'001);
  CHECK(refusal(text + "\"k0\":0}").starts_with("The JSON text has a member name twice"));
}

TEST_CASE("depth 16 is accepted and depth 17 is refused, whatever is nested") {
  CHECK(refusal(nested(16)) == "accepted");
  CHECK(refusal(nested(17)) == "The JSON text is nested too deeply (16 levels are allowed) at byte 17.");
  std::string objects;
  for (int i = 0; i < 16; ++i) objects += "{\"a\":";
  CHECK(refusal(objects + "1" + std::string(16, '}')) == "accepted");
  CHECK(refusal(objects + "[]" + std::string(16, '}')).find("too deeply") != std::string::npos);
  CHECK(refusal(objects + "{}" + std::string(16, '}')).find("too deeply") != std::string::npos);
  CHECK(refusal("[" + nested(15) + "," + nested(15) + "]") == "accepted");
}

TEST_CASE("a hundred thousand open brackets are refused at the seventeenth") {
  CHECK(refusal(std::string(100'000, '[')).ends_with("at byte 17."));
}

TEST_CASE("a text of 1 MiB is read and one byte more is refused") {
  const std::size_t limit = crm::json::kMaxTextBytes;
  const auto text = "\"" + std::string(limit - 2, 'x') + "\"";
  CHECK(parse(text).string().size() == limit - 2);
  CHECK(refusal(text + " ") == "The JSON text is longer than 1 MiB; send less at once.");
  std::string zeros = "[0";
  while (zeros.size() + 3 <= limit) zeros += ",0";
  CHECK(parse(zeros + "]").items().size() == limit / 2 - 1);
}

TEST_CASE("as many values as are allowed are read and one more is refused") {
  CHECK(parse("[1,{\"a\":[]},\"x\"]", 5).items().size() == 3);
  CHECK_THROWS_WITH(parse("[1,{\"a\":[]},\"x\"]", 4),
                    "The JSON text has too many values; send less at once.");
  CHECK_THROWS_WITH(parse("[" + nested(10) + "]", 10),
                    "The JSON text has too many values; send less at once.");
}

TEST_CASE("a byte order mark at the start is skipped") { CHECK(number("\xef\xbb\xbf 12") == "12"); }

TEST_CASE("append gives the source back without its white space") {
  for (const std::string text :
       {"null", "true", "false", "425.50", "1E+2", "\"\"", "\"a\\\"b\\\\c\\n\\u0001\"", "[]", "{}",
        "[1,[2,[]],{}]", "{\"b\":1,\"a\":{\"c\":[null,true,\"x\"]}}", "\"\u00e9\u2028\U0001F600\"",
        "{\"quote\\\"\":1}"})
    CHECK(text_of(parse(text)) == text);
  CHECK(text_of(parse(" { \"a\" : [ 1 , 2 ] } ")) == "{\"a\":[1,2]}");
  CHECK(text_of(parse(nested(16))) == nested(16));
}

TEST_CASE("append adds to what is there") {
  std::string out = "data: ";
  crm::json::append(out, parse("[1]"));
  CHECK(out == "data: [1]");
}

TEST_CASE("values are equal when their kinds, texts and order are") {
  CHECK(parse("{\"a\":[1,\"\\u0041\"]}") == parse(" {\"a\":[1, \"A\"]}"));
  CHECK_FALSE(parse("1") == parse("1.0"));
  CHECK_FALSE(parse("1") == parse("\"1\""));
  CHECK_FALSE(parse("[]") == parse("{}"));
  CHECK_FALSE(parse("true") == parse("false"));
  CHECK_FALSE(parse("{\"a\":1,\"b\":2}") == parse("{\"b\":2,\"a\":1}"));
}

TEST_CASE("canonical text is the same for equal content") {
  CHECK(canonical(parse(R"({"b": 1.0, "a": [1e2, 1.50, -0, "\u0041\/"], "B": null})")) ==
        R"({"B":null,"a":[100,1.5,0,"A/"],"b":1})");
  CHECK(canonical(parse(R"({"x":{"b":1,"a":2}})")) == R"({"x":{"a":2,"b":1}})");
  CHECK(canonical(parse("\"\\u2028\\u000a\\u001f\\u007f\"")) == "\"\u2028\\n\\u001f\x7f\"");
  CHECK(canonical(parse("{\"\u00e9\":1,\"z\":2,\"\":3}")) == "{\"\":3,\"z\":2,\"\u00e9\":1}");
}

TEST_CASE("canonical numbers are plain decimals") {
  const auto check = [](std::string_view source, std::string_view expected) {
    CHECK(canonical(parse(source)) == expected);
  };
  check("0", "0");
  check("-0", "0");
  check("0.000", "0");
  check("0e5", "0");
  check("10", "10");
  check("-10.010", "-10.01");
  check("0.10", "0.1");
  check("1e-3", "0.001");
  check("12.5E+1", "125");
  check("12.5e-1", "1.25");
  check("1200e-2", "12");
  check("0.0012e3", "1.2");
  check("12345678901234567890.0", "12345678901234567890");
  check("1e63", "1" + std::string(63, '0'));
  check("1e64", "1e64");
  check("1e-65", "0." + std::string(64, '0') + "1");
  check("1e-66", "1e-66");
  check("1e-99999999999999999999", "1e-99999999999999999999");
}
