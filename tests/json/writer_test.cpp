// JSON out: commas, escapes, and that what is written reads back.
#include <crm/json_writer.hpp>

#include <catch2/catch.hpp>
#include <cstdint>
#include <limits>
#include <string>

#include "json/value.hpp"

using crm::json::parse;
using crm::json::Writer;

namespace {

std::string quoted(std::string_view text) {
  std::string out;
  Writer(out).value(text);
  return out;
}

}  // namespace

TEST_CASE("the writer puts commas between values and nowhere else") {
  std::string out;
  Writer writer(out);
  writer.begin_object();
  writer.key("a").value("x").key("b").begin_array().end_array().key("c").begin_object().end_object();
  writer.key("d").begin_array().value(std::int64_t{1}).value(true).null().begin_object().end_object();
  writer.begin_array().value("y").end_array().raw("425.50").end_array().key("e").value(false);
  writer.end_object();
  CHECK(out == R"({"a":"x","b":[],"c":{},"d":[1,true,null,{},["y"],425.50],"e":false})");
}

TEST_CASE("text that looks like structure does not mislead the commas") {
  std::string out;
  Writer(out)
      .begin_array()
      .value("{")
      .value("[")
      .value(":")
      .value(",")
      .value("")
      .value("\\")
      .value("\"")
      .end_array();
  CHECK(out == R"(["{","[",":",",","","\\","\""])");
}

TEST_CASE("writing starts behind what the string holds already") {
  std::string out = "x";
  Writer(out).begin_array().value(std::int64_t{1}).end_array();
  out += '\n';
  Writer(out).value("second");
  CHECK(out == "x[1]\n\"second\"");
}

TEST_CASE("what must be escaped is, and nothing else") {
  CHECK(quoted("") == "\"\"");
  CHECK(quoted("plain text, with {all} [kinds]: of 'it' / <b>") ==
        "\"plain text, with {all} [kinds]: of 'it' / <b>\"");
  CHECK(quoted("\"\\\b\f\n\r\t") == R"("\"\\\b\f\n\r\t")");
  CHECK(quoted(std::string_view("\0\x01\x1f", 3)) == R"("\u0000\u0001\u001f")");
  CHECK(quoted("\x7f\u00e9\u2028\u2029\U0001F600") == "\"\x7f\u00e9\u2028\u2029\U0001F600\"");
  CHECK(quoted("ab\ncd\nef") == R"("ab\ncd\nef")");
}

TEST_CASE("every character reads back as it was written") {
  for (int byte = 1; byte < 128; ++byte) {
    const std::string text(3, static_cast<char>(byte));
    CHECK(parse(quoted(text)).string() == text);
    CHECK(parse(quoted("<" + text + ">")).string() == "<" + text + ">");
  }
}

TEST_CASE("an escape is found at every place of a long text") {
  for (const std::string escaped : {"\"", "\\", "\x01", "\x1f", "\n"})
    for (const char* filling : {"x", "\x7f", " ", "!", "#", "[", "]", "\xc3\xa9"})
      for (std::size_t place = 0; place <= 20; ++place) {
        std::string text;
        for (std::size_t i = 0; i <= 20; ++i) text += i == place ? escaped : filling;
        const auto out = quoted(text);
        CHECK(out.find_first_of(std::string("\x01\x1f\n")) == std::string::npos);
        CHECK(parse(out).string() == text);
      }
}

TEST_CASE("a literal is written as text and not as a boolean") {
  std::string out;
  const char* const text = "yes";
  Writer(out).begin_array().value(text).value("no").end_array();
  CHECK(out == R"(["yes","no"])");
}

TEST_CASE("integers of all sizes are written whole") {
  std::string out;
  Writer(out)
      .begin_array()
      .value(std::numeric_limits<std::int64_t>::min())
      .value(0)
      .value(std::numeric_limits<std::int64_t>::max())
      .end_array();
  CHECK(out == "[-9223372036854775808,0,9223372036854775807]");
}

TEST_CASE("what is written equals what is read from the same content") {
  std::string out;
  Writer writer(out);
  writer.begin_object().key("name").value("O\"Brien \u00e9\n").key("amount").raw("12345678901234567890.10");
  writer.key("list").begin_array();
  for (std::int64_t i = 0; i < 1000; ++i) writer.begin_object().key("i").value(i).end_object();
  writer.end_array().key("none").null().end_object();
  const auto value = parse(out);
  CHECK(value.find("name")->string() == "O\"Brien \u00e9\n");
  CHECK(value.find("amount")->number_text() == "12345678901234567890.10");
  CHECK(value.find("list")->items().at(999).find("i")->integer() == 999);
  std::string again;
  crm::json::append(again, value);
  CHECK(again == out);
  CHECK(parse(again) == value);
}
