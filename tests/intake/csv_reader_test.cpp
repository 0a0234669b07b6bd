// Reading CSV: what RFC 4180 says, what spreadsheets write, and what is broken.
#include "intake/csv_reader.hpp"

#include <catch2/catch.hpp>
#include <crm/error.hpp>

#include "intake/csv_writer.hpp"
#include "intake/text_file.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using intake::CsvReader;
using intake::CsvRecord;

namespace {

struct Read {
  std::int64_t line;
  std::vector<std::string> cells;
  std::string problem;
};

std::vector<Read> read(std::string_view text, char separator = ',') {
  const TextFile file(text);
  intake::Input input(file.path());
  CsvReader reader(input, separator);
  std::vector<Read> all;
  for (CsvRecord record; reader.next(record);)
    all.push_back({record.line, {record.cells.begin(), record.cells.end()}, record.problem});
  CHECK(reader.consumed() == static_cast<std::int64_t>(text.size()));
  return all;
}

using Cells = std::vector<std::vector<std::string>>;

// Of a text in which everything is well.
Cells cells(std::string_view text, char separator = ',') {
  Cells all;
  for (const Read& record : read(text, separator)) {
    CHECK(record.problem == "");
    all.push_back(record.cells);
  }
  return all;
}

}  // namespace

TEST_CASE("Cells are separated and quoted as RFC 4180 has it") {
  CHECK(cells("a,b\nc,d\n") == Cells{{"a", "b"}, {"c", "d"}});
  CHECK(cells("a,b") == Cells{{"a", "b"}});
  CHECK(cells("\"a,b\",\"say \"\"yes\"\"\",\"\"\n") == Cells{{"a,b", "say \"yes\"", ""}});
  CHECK(cells("a,,\n") == Cells{{"a", "", ""}});
  CHECK(cells("").empty());
  CHECK(cells("\n\n\r\n").empty());
  CHECK(cells("a;\"b;c\"\n", ';') == Cells{{"a", "b;c"}});
  CHECK(cells("a\tb c\t\n", '\t') == Cells{{"a", "b c", ""}});
}

TEST_CASE("Line ends of every system are understood and kept inside quotes") {
  CHECK(cells("a,b\r\nc,\"d\"\r\n") == Cells{{"a", "b"}, {"c", "d"}});
  CHECK(cells("a,b\rc,d\r") == Cells{{"a", "b"}, {"c", "d"}});
  CHECK(cells("\"one\ntwo\r\nthree\",x\n") == Cells{{"one\ntwo\r\nthree", "x"}});
}

TEST_CASE("A byte order mark and blanks around cells are no text") {
  CHECK(cells("\xEF\xBB\xBF"
              "a,b\n") == Cells{{"a", "b"}});
  CHECK(cells(" a , \"b\" ,\" c \"\n") == Cells{{"a", "b", " c "}});
}

TEST_CASE("A record tells the line in which it begins") {
  const auto all = read("a\n\n\"one\ntwo\",x\nb\r\nc");
  REQUIRE(all.size() == 4);
  CHECK(all[0].line == 1);
  CHECK(all[1].line == 3);
  CHECK(all[2].line == 5);
  CHECK(all[3].line == 6);
}

TEST_CASE("What CsvWriter writes is read again as it was") {
  const std::vector<std::string> texts{"plain",  "=1+1", "'=1+1", "''=1", "-12.50",     "+15551234567", "@x",
                                       "\ttab",  " a ",  "a\"b",  "a,b",  "one\ntwo\r", "'quoted'",     "'",
                                       "\u00e4", "-",    "+a",    "",     "\u4f60"};
  std::string text;
  intake::CsvWriter writer(text);
  for (const std::string& cell : texts) writer.cell(cell);
  writer.end_line();
  CHECK(cells(text) == Cells{texts});
  CHECK(text.find(",=") == text.npos);
}

TEST_CASE("A quote that is never closed spoils its line alone") {
  const auto all = read("a,b\nc,\"d\ne,f\ng,h\n");
  REQUIRE(all.size() == 4);
  CHECK(all[1].line == 2);
  CHECK_THAT(all[1].problem, Catch::Contains("quote"));
  CHECK(all[1].cells == std::vector<std::string>{"c,\"d"});
  CHECK(all[2].line == 3);
  CHECK(all[2].cells == std::vector<std::string>{"e", "f"});
  CHECK(all[3].problem == "");
}

// 9 MB of lines that look like records.
std::string many_lines() {
  std::string text;
  for (int i = 0; i < 1'300'000; ++i) text += "cell,x\n";
  return text;
}

TEST_CASE("Lines inside a huge cell never become records") {
  const std::string inside = many_lines() + "said \"\"yes\"\"\n" + many_lines();
  const auto all = read("a,b\n1,\"" + inside + "\",\"more\nof it\"\ne,f\n");
  REQUIRE(all.size() == 3);
  CHECK(all[1].line == 2);
  CHECK_THAT(all[1].problem, Catch::Contains("goes on to line 2600004."));
  CHECK(all[2].line == 2'600'005);
  CHECK(all[2].cells == std::vector<std::string>{"e", "f"});
}

TEST_CASE("A quote that is never closed in a large file spoils its line alone") {
  const auto all = read("a,b\n\"open,x\n" + many_lines() + "Ann\"e,x\n");
  REQUIRE(all.size() == 1'300'003);
  CHECK(all[1].line == 2);
  CHECK_THAT(all[1].problem, Catch::Contains("never closed"));
  CHECK(all[1].cells == std::vector<std::string>{"\"open,x"});
  CHECK(all[2].line == 3);
  CHECK(all.back().cells == std::vector<std::string>{"Ann\"e", "x"});
}

TEST_CASE("A file with a quote that is never closed in many lines is read in a time that grows with it") {
  std::string text;
  for (int i = 0; i < 400'000; ++i) text += "\"never closed,x\n";
  CHECK_THAT(read(text).back().problem, Catch::Contains("to line 400000, the end of the file"));
}

TEST_CASE("Lines and cells that are too long are skipped and the next one is read") {
  const std::string long_cell(CsvReader::kMostCell + 1, 'x'), long_line(10'000'000, 'x');
  const auto all =
      read("a,b\n" + long_cell + ",c\n" + long_line + ",d\ne,f\n" + std::string(20'000, ',') + "\n");
  REQUIRE(all.size() == 5);
  CHECK_THAT(all[1].problem, Catch::Contains("1 MB"));
  CHECK_THAT(all[2].problem, Catch::Contains("4 MB"));
  CHECK(all[2].line == 3);
  CHECK(all[3].cells == std::vector<std::string>{"e", "f"});
  CHECK(all[3].line == 4);
  CHECK_THAT(all[4].problem, Catch::Contains("10,000 cells"));
}

TEST_CASE("A long line inside quotes is a part of the record that it stands in") {
  const auto all = read("a,\"b\n" + std::string(10'000'000, 'x') + "\nmore\"\nc,d\n");
  REQUIRE(all.size() == 2);
  CHECK(all[0].line == 1);
  CHECK_THAT(all[0].problem, Catch::Contains("to line 3."));
  CHECK(all[1].line == 4);
  CHECK(all[1].cells == std::vector<std::string>{"c", "d"});
}

TEST_CASE("Bytes that are no text make a problem of their record alone") {
  using namespace std::string_view_literals;
  const auto all = read("a\0b,c\nd,\xFF\ne,f\n"sv);
  REQUIRE(all.size() == 3);
  CHECK_THAT(all[0].problem, Catch::Contains("NUL"));
  CHECK_THAT(all[1].problem, Catch::Contains("UTF-8"));
  CHECK(all[2].problem == "");
}

TEST_CASE("UTF-16 is refused with a word on what to do") {
  using namespace std::string_view_literals;
  for (const std::string_view text : {"\xFF\xFE"
                                      "a\0"sv,
                                      "\xFE\xFF\0a"sv}) {
    const TextFile file(text);
    intake::Input input(file.path());
    CHECK_REFUSED(invalid_argument, "FILE", CsvReader(input, ','));
  }
}

TEST_CASE("Files that cannot be read are refused each with its reason") {
  const TempFolder folder;
  CHECK_REFUSED(not_found, "FILE", intake::Input(folder.file("none")));
  CHECK_REFUSED(not_found, "FILE", intake::Input(folder.file("none/none")));
}
