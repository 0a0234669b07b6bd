// init and migrate.
#include <sys/stat.h>

#include <fstream>

#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm::test;
using Catch::Contains;

namespace {

void make_empty_database(const Terminal& terminal) {
  std::ofstream(terminal.file("crm.db"));
  REQUIRE(chmod(terminal.file("crm.db").c_str(), 0600) == 0);
}

}  // namespace

TEST_CASE("init makes a database, and leaves one that is there alone") {
  const Terminal terminal;
  const Ended first = terminal.crmctl({"init"});
  CHECK(first.exit_code == 0);
  CHECK_THAT(first.out, Contains("ready"));
  const Ended second = terminal.crmctl({"init"});
  CHECK(second.exit_code == 0);
  CHECK_THAT(second.out, Contains("nothing was changed"));
}

TEST_CASE("migrate finds nothing to do in a new database") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const Ended ended = terminal.crmctl({"migrate"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("nothing was changed"));
}

TEST_CASE("init and migrate answer programs with what they did") {
  const Terminal terminal;
  const Ended first = terminal.crmctl({"init", "--json"});
  CHECK_THAT(first.out, Catch::StartsWith("{\"migrations\": ") && !Contains(" 0}"));
  for (const char* command : {"init", "migrate"}) {
    CHECK(terminal.crmctl({command, "--json"}).out == "{\"migrations\": 0}\n");
    CHECK(terminal.crmctl({command, "--csv"}).out == "migrations\n0\n");
  }
}

TEST_CASE("migrate brings an empty file up to date") {
  const Terminal terminal;
  make_empty_database(terminal);
  CHECK(terminal.crmctl({"migrate"}).exit_code == 0);
  CHECK(terminal.crmctl({"seed"}).exit_code == 0);
}

TEST_CASE("migrate --dry-run lists what would run and changes nothing") {
  const Terminal terminal;
  make_empty_database(terminal);
  const Ended listed = terminal.crmctl({"migrate", "--dry-run"});
  CHECK(listed.exit_code == 0);
  CHECK_THAT(listed.out, Contains("NUMBER") && Contains("1  initial\n"));
  CHECK(std::filesystem::file_size(terminal.file("crm.db")) == 0);
  CHECK_THAT(terminal.crmctl({"migrate", "--dry-run", "--json"}).out,
             Contains("{\"number\": 1, \"migration\": \"initial\"}"));
  REQUIRE(terminal.crmctl({"migrate"}).exit_code == 0);
  CHECK_THAT(terminal.crmctl({"migrate", "--dry-run"}).out, Contains("nothing to do"));
  CHECK(terminal.crmctl({"migrate", "--dry-run", "--json"}).out == "[]\n");
}

TEST_CASE("init and migrate leave another program's database alone") {
  const Terminal terminal;
  make_empty_database(terminal);
  RawDatabase(terminal.file("crm.db")).execute("CREATE TABLE t (x)");
  for (const char* command : {"init", "migrate"})
    check_refused(terminal.crmctl({command}), 3, "another program's");
  CHECK(RawDatabase(terminal.file("crm.db")).number("SELECT count(*) FROM sqlite_schema") == 1);
}

TEST_CASE("a missing database says how to make one, and none is made") {
  const Terminal terminal;
  for (const char* command : {"migrate", "seed"})
    check_refused(terminal.crmctl({command}), 1, "`crmctl init`");
  check_refused(terminal.crmctl({"migrate", "--dry-run"}), 1, "`crmctl init`");
  check_refused(terminal.crmctl({"pre-call", "5551234567"}), 1, "`crmctl init`");
  check_refused(terminal.crmctl({"post-call", "--call-id", "1", "--customer", "1"}), 1, "`crmctl init`");
  CHECK_FALSE(std::filesystem::exists(terminal.file("crm.db")));
}

TEST_CASE("a file that is no database is told apart") {
  const Terminal terminal;
  std::ofstream(terminal.file("crm.db")) << std::string(8192, 'x');
  check_refused(terminal.crmctl({"init"}), 6, "not a SQLite database");
  check_refused(terminal.crmctl({"pre-call", "5551234567"}), 6, "not a SQLite database");
}

TEST_CASE("a folder that does not exist is not made") {
  check_refused(Terminal().crmctl({"init", "--database", "sqlite:///nowhere/crm.db"}), 1, "folder");
}
