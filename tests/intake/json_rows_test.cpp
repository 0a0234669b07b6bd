// JSON Lines as rows.
#include "intake/json_rows.hpp"

#include <catch2/catch.hpp>
#include <map>

#include "intake/text_file.hpp"

using namespace crm::test;
using namespace crm::intake;

namespace {

struct Read {
  std::int64_t line;
  std::map<std::string, std::string> cells;
  std::string problem;
};

std::vector<Read> read(std::string_view text) {
  const TextFile file(text);
  Input input(file.path());
  JsonRows rows(input);
  std::vector<Read> all;
  for (Row row; rows.next(row);) {
    Read& read = all.emplace_back(Read{row.line, {}, row.problem});
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      if (row.cells[i]) read.cells[rows.columns()[i]] = *row.cells[i];
  }
  return all;
}

}  // namespace

TEST_CASE("Each line is a row and each member a cell") {
  const auto rows = read("{\"a\": \"x\", \"b\": 12.50, \"c\": true, \"d\": null}\n\n{\"b\": 1, \"e\": \"\"}");
  REQUIRE(rows.size() == 2);
  CHECK(rows[0].cells ==
        std::map<std::string, std::string>{{"a", "x"}, {"b", "12.50"}, {"c", "true"}, {"d", ""}});
  CHECK(rows[1].line == 3);
  CHECK(rows[1].cells == std::map<std::string, std::string>{{"b", "1"}, {"e", ""}});
}

TEST_CASE("Objects inside give their members and lists stay JSON") {
  const auto rows = read(
      "{\"loan\": {\"status\": \"active\", \"due\": 5}, \"attributes\": {\"x\": 1}, \"trace\": [\"a\", "
      "\"b\"]}\n");
  REQUIRE(rows.size() == 1);
  CHECK(rows[0].cells == std::map<std::string, std::string>{{"loan.status", "active"},
                                                            {"loan.due", "5"},
                                                            {"attributes", "{\"x\":1}"},
                                                            {"trace", "[\"a\",\"b\"]"}});
}

TEST_CASE("A line that is no object is a problem of its own") {
  const auto rows = read("{\"a\": 1}\n[1]\n{\"a\": \n{\"a\": 1, \"a\": 2}\n\xFF\n" +
                         std::string(5'000'000, 'x') + "\n{\"a\": 2}\n");
  REQUIRE(rows.size() == 7);
  for (std::size_t i = 1; i < 6; ++i) {
    INFO("line " << i + 1);
    CHECK(rows[i].line == static_cast<std::int64_t>(i) + 1);
    CHECK(rows[i].problem != "");
  }
  CHECK(rows[0].problem == "");
  CHECK(rows[6].cells.at("a") == "2");
}
