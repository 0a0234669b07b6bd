// backup and restore: what they say, and what is then on the disk.
#include <fstream>

#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"

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

TEST_CASE("restore brings back what the backup holds, after it was told to") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"backup", "copy.db"}).exit_code == 0);
  terminal.open().session("test").customers().erase(CustomerId{1});
  check_refused(terminal.crmctl({"restore", "copy.db"}), 9, "--yes");
  check_refused(terminal.crmctl({"restore", "copy.db", "--yes"}), 3, "--force");
  CHECK(terminal.open().session("test").dashboard().total_customers == 4);
  const Ended ended = terminal.crmctl({"restore", "copy.db", "--yes", "--force", "--actor", "Ada"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("customer         5") && Contains("verified         yes"));
  Session session = terminal.open().session("test");
  CHECK(session.dashboard().total_customers == 5);
  CHECK(session.audit(CustomerId{}).items.at(0).actor == "Ada");
  CHECK(session.customers().reveal_ssn(CustomerId{1}, "test") == "123456789");
}

TEST_CASE("restore does not replace a database by another one's backup unless it is told to") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"backup", "copy.db"}).exit_code == 0);
  const std::vector<std::string> other{"--database", "sqlite:///other.db"};
  const auto in_other = [&](std::vector<std::string> words) {
    words.insert(words.end(), other.begin(), other.end());
    return terminal.crmctl(words);
  };
  REQUIRE(in_other({"init"}).exit_code == 0);
  REQUIRE(in_other({"customer", "add", "city=Boston"}).exit_code == 0);
  check_refused(in_other({"restore", "copy.db", "--yes"}), 3, "of another database");
  CHECK_THAT(in_other({"status", "--json"}).out, Contains("\"customer\": 1,"));
  CHECK(in_other({"restore", "copy.db", "--yes", "--force"}).exit_code == 0);
  CHECK_THAT(in_other({"status", "--json"}).out, Contains("\"customer\": 5,"));
}

TEST_CASE("verify-backup tells whether a backup could be restored wherever it lies") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"backup", "copy.db"}).exit_code == 0);
  const Ended whole = terminal.crmctl({"verify-backup", "copy.db", "--database", "sqlite:///none.db"});
  CHECK(whole.exit_code == 0);
  CHECK_THAT(whole.out, Contains("customer         5") && Contains("verified         yes"));
  CHECK_FALSE(std::filesystem::exists(terminal.file("none.db")));
  RawDatabase(terminal.file("copy.db")).execute("DELETE FROM customer");
  check_refused(terminal.crmctl({"verify-backup", "copy.db"}), 6, "damaged");
  check_refused(terminal.crmctl({"verify-backup", "none.db"}), 1, "no such backup");
}

TEST_CASE("restore where no database is asks nothing and makes one") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"backup", "copy.db"}).exit_code == 0);
  const Ended ended = terminal.crmctl({"restore", "copy.db", "--database", "sqlite:///new.db"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.err, Contains("key file does not exist") && Contains(terminal.file("new.db.key")));
  CHECK(terminal.open("new.db").session("test").dashboard().total_customers == 5);
}

TEST_CASE("restore refuses what is no backup") {
  const Terminal terminal;
  terminal.make_seeded_database();
  std::ofstream(terminal.file("text.db")) << std::string(8192, 'x');
  check_refused(terminal.crmctl({"restore", "nowhere.db", "--yes"}), 1, "no such backup");
  check_refused(terminal.crmctl({"restore", "text.db", "--yes"}), 6, "no backup");
  check_refused(terminal.crmctl({"restore", "crm.db", "--yes", "--force"}), 2, "the database itself");
  CHECK(terminal.open().session("test").dashboard().total_customers == 5);
}
