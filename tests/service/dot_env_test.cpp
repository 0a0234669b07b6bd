// The .env file's grammar, and that an error says where but never what.
#include "service/dot_env.hpp"

#include <catch2/catch.hpp>

#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using service::parse_dot_env;

namespace {

// "NAME=value|NAME=value", so that a line of a test is a line.
std::string read(std::string_view text) {
  std::string all;
  for (const auto& [name, value] : parse_dot_env(text)) all += (all.empty() ? "" : "|") + name + "=" + value;
  return all;
}

}  // namespace

TEST_CASE("A .env file holds names and values with comments and blanks around them") {
  CHECK(read("") == "");
  CHECK(read("\n \t\n# nothing\n  # more\r\n") == "");
  CHECK(read("A=1\nB = two words \nC=\n\tD=4") == "A=1|B=two words|C=|D=4");
  CHECK(read("A=1\r\nB=2\r\n") == "A=1|B=2");
  CHECK(read("\xEF\xBB\xBF"
             "A=1") == "A=1");
  CHECK(read("export A=1\nexport\tB=2\nexport=3\nexports=4") == "A=1|B=2|export=3|exports=4");
  CHECK(read("A=1 # a comment\nB=a#b\nC=#\nD='x' # y\nE=\"x\"#y") == "A=1|B=a#b|C=|D=x|E=x");
  CHECK(read("A=1\nA=2") == "A=1|A=2");
  CHECK(read("app.key-1=x") == "app.key-1=x");
  CHECK(read("A==b=c") == "A==b=c");
}

TEST_CASE("A .env file takes values in quotes as a shell does") {
  CHECK(read(R"(A='a "b" $C \n # d')") == R"(A=a "b" $C \n # d)");
  CHECK(read(R"(A="a 'b' \"c\" \\ \$D \x # d")") == R"(A=a 'b' "c" \ $D \x # d)");
  CHECK(read(R"(A="1\n2\r3\t4")") == "A=1\n2\r3\t4");
  CHECK(read("A=\"-----BEGIN\nKEY\"\nB='x\ny'\nC=3") == "A=-----BEGIN\nKEY|B=x\ny|C=3");
  CHECK(read("A=$HOME/${B}") == "A=$HOME/${B}");
  CHECK(read(R"(A=a\nb"c')") == R"(A=a\nb"c')");
  CHECK(read("A=''\nB=\"\"") == "A=|B=");
}

TEST_CASE("A bad line of a .env file is named by its number and never quoted") {
  const std::pair<const char*, const char*> cases[] = {{"hunter2", "Line 1 "},
                                                       {"A=1\n\n# x\nhunter2 B=2", "Line 4 "},
                                                       {"=hunter2", "Line 1 "},
                                                       {"2A=hunter2", "Line 1 "},
                                                       {"A=1\r\nB='hunter2", "Line 2 "},
                                                       {"A=\"hunter2\nB=2\n", "Line 1 "},
                                                       {"A=\"x\ny\" hunter2", "Line 2 "},
                                                       {"A='x'hunter2", "Line 1 "},
                                                       {"export hunter2", "Line 1 "}};
  for (const auto& [text, line] : cases) {
    INFO(text);
    CHECK_REFUSED(invalid_argument, ".env", parse_dot_env(text));
    const std::string message = message_of([text = text] { parse_dot_env(text); });
    CHECK_THAT(message, Catch::StartsWith(line) && !Catch::Contains("hunter2"));
  }
  CHECK_REFUSED(invalid_argument, ".env", parse_dot_env(std::string_view("A=x\0y", 5)));
  CHECK_REFUSED(invalid_argument, ".env", parse_dot_env(std::string_view("A\0=y", 4)));
}

TEST_CASE("A .env file of up to 64 KiB is read") {
  const std::string most = "A=" + std::string((64 << 10) - 2, 'x');
  CHECK(parse_dot_env(most).at(0).value.size() == most.size() - 2);
  CHECK_REFUSED(invalid_argument, ".env", parse_dot_env(most + "x"));
}
