// backup: what it says, and what is then on the disk.
#include "cli/terminal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

TEST_CASE("backup makes a database that answers as the first one does, and says to keep the key apart") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"backup", "copy.db"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("copy.db") && Contains("verified   yes"));
  CHECK_THAT(ended.err, Contains("key file") && Contains("not in the backup"));
  CHECK(to_json(terminal.open("copy.db").session("test").dashboard()) ==
        to_json(terminal.open().session("test").dashboard()));
}

TEST_CASE("backup over a file needs --force, and never takes another file's place") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"backup", "copy.db"}).exit_code == 0);
  check_refused(terminal.crmctl({"backup", "copy.db"}), 3, "exists already");
  CHECK(terminal.crmctl({"backup", "copy.db", "--force", "--json"}).exit_code == 0);
  check_refused(terminal.crmctl({"backup", "crm.db.key", "--force"}), 3, "no database");
  check_refused(terminal.crmctl({"backup", "crm.db", "--force"}), 2, "the database itself");
}

TEST_CASE("backup of a missing database or into a missing folder is refused") {
  const Terminal terminal;
  check_refused(terminal.crmctl({"backup", "copy.db"}), 1, "`crmctl init`");
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  check_refused(terminal.crmctl({"backup", "nowhere/copy.db"}), 1, "folder");
  CHECK_FALSE(std::filesystem::exists(terminal.file("copy.db")));
}
