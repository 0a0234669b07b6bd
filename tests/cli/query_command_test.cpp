// query: answers in every form, and refusals.
#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm::test;
using Catch::Contains;

namespace {

const std::string kQuestion =
    "SELECT id, first_name, 1.5 AS half, NULL AS void, x'00ff' AS bytes FROM customer ORDER BY id LIMIT 2";

}  // namespace

TEST_CASE("query shows its answer as text, JSON and CSV") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK(terminal.crmctl({"query", kQuestion}).out ==
        "ID  FIRST NAME  HALF  VOID  BYTES\n"
        " 1  John         1.5        00ff\n"
        " 2  Sarah        1.5        00ff\n");
  CHECK(terminal.crmctl({"query", kQuestion, "--json"}).out ==
        "[\n {\"id\": 1, \"first_name\": \"John\", \"half\": 1.5, \"void\": null, \"bytes\": \"00ff\"},\n"
        " {\"id\": 2, \"first_name\": \"Sarah\", \"half\": 1.5, \"void\": null, \"bytes\": \"00ff\"}\n]\n");
  CHECK(terminal.crmctl({"query", kQuestion, "--csv"}).out ==
        "id,first_name,half,void,bytes\n1,John,1.5,,00ff\n2,Sarah,1.5,,00ff\n");
}

TEST_CASE("query gives fractions with the digits that they need, as JSON takes them") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  CHECK(terminal.crmctl({"query", "SELECT 0.1 AS a, 1e300 AS b, 1 / 3.0 AS c, 9e999 AS d", "--json"}).out ==
        "[\n {\"a\": 0.1, \"b\": 1e+300, \"c\": 0.3333333333333333, \"d\": \"inf\"}\n]\n");
}

TEST_CASE("query of nothing answers with the columns alone") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const std::string question = "SELECT id, last_name FROM customer";
  CHECK(terminal.crmctl({"query", question}).out == "ID  LAST NAME\n");
  CHECK(terminal.crmctl({"query", question, "--json"}).out == "[]\n");
  CHECK(terminal.crmctl({"query", question, "--csv"}).out == "id,last_name\n");
}

TEST_CASE("query reads the statement from the standard input") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK(terminal.crmctl({"query", "-", "--csv"}, "SELECT count(*) AS n\nFROM customer;\n").out == "n\n5\n");
  check_refused(terminal.crmctl({"query", "-"}), 2, "no statement");
}

TEST_CASE("query refuses what is no question with exit code 2 and changes nothing") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const RawDatabase raw(terminal.file("crm.db"));
  const auto before = raw.content();
  for (const char* sql : {"", "DELETE FROM customer", "SELECT 1; DROP TABLE customer",
                          "PRAGMA user_version = 3", "ATTACH 'x.db' AS x", "SELECT load_extension('x')",
                          "SELECT sealed FROM customer_ssn", "SELEC", "VACUUM"}) {
    CAPTURE(sql);
    check_refused(terminal.crmctl({"query", sql}), 2, "sql: ");
  }
  CHECK(raw.content() == before);
  CHECK_FALSE(std::filesystem::exists(terminal.file("x.db")));
}

TEST_CASE("query says which table or column there is not") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"query", "SELECT * FROM custmer"}), 2, "no such table: custmer");
  check_refused(terminal.crmctl({"query", "SELECT nmae FROM customer"}), 2, "no such column: nmae");
}

TEST_CASE("query ends at its limits") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT ";
  const Ended cut = terminal.crmctl({"query", endless + "i FROM n", "--limit", "2", "--csv"});
  CHECK(cut.exit_code == 0);
  CHECK(cut.out == "i\n1\n2\n");
  CHECK_THAT(cut.err, Contains("first 2 rows"));
  check_refused(terminal.crmctl({"query", endless + "count(*) FROM n", "--timeout", "1"}), 4,
                "--timeout SECONDS");
  check_refused(terminal.crmctl({"query", "SELECT 1", "--limit", "0"}), 2, "--limit");
}

TEST_CASE("query and backup leave who ran them in the audit trail and not what was asked") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"query", "SELECT 'Smith'", "--actor", "Ada"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"backup", "copy.db", "--actor", "Bob"}).exit_code == 0);
  check_refused(terminal.crmctl({"query", "DELETE FROM loan"}), 2, "SELECT");
  const auto trail = terminal.open().session("test").audit({}).items;
  REQUIRE(trail.size() == 3);
  CHECK((trail[0].action == "backup" && trail[0].actor == "Bob" && trail[0].record == "database"));
  CHECK((trail[1].action == "query" && trail[1].actor == "Ada" && trail[1].changes == "{}"));
  CHECK(trail[2].action == "load");
  CHECK(terminal.crmctl({"restore", "copy.db", "--yes"}).exit_code == 0);  // the database is none the newer
}

TEST_CASE("query and backup work where no audit row can be written") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const RawDatabase raw(terminal.file("crm.db"));
  raw.execute("BEGIN IMMEDIATE");
  CHECK(terminal.crmctl({"query", "SELECT count(*) AS n FROM customer", "--csv"}).out == "n\n5\n");
  CHECK(terminal.crmctl({"backup", "copy.db"}).exit_code == 0);
}

TEST_CASE("query never lets a terminal obey what stands in the database") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"query", "SELECT char(27) || '[2J' AS trick"});
  CHECK(ended.out.find('\x1b') == std::string::npos);
}
