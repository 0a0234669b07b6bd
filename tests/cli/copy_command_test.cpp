// copy: from a file to a server and back, what it says, and Ctrl-C.
#include <fstream>

#include "cli/terminal.hpp"
#include "support/child.hpp"
#include "support/postgres.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

std::string dashboard_of(const std::string& url) {
  return to_json(Database({.url = url, .deadline = std::chrono::minutes(1)}).session("test").dashboard());
}

}  // namespace

TEST_CASE("copy moves a database from a file to a server and back, and says where the key belongs") {
  const Terminal terminal;
  const PostgresDatabase server;
  terminal.make_seeded_database();
  const Ended there = terminal.crmctl({"copy", "--to", server.url()});
  CHECK(there.exit_code == 0);
  CHECK_THAT(there.out, Contains("customer  5") && Contains("compared  yes") && Contains("outdated  no"));
  CHECK_THAT(there.err, Contains("do not open in the copy"));
  CHECK(dashboard_of(server.url()) == dashboard_of("sqlite:///" + terminal.file("crm.db")));
  const Ended back = terminal.crmctl({"copy", "--from", server.url(), "--to", "sqlite:///back.db", "--json"});
  CHECK(back.exit_code == 0);
  CHECK_THAT(back.out, Contains("\"customer\": 5"));
  CHECK_THAT(back.err, Contains("It belongs at " + terminal.file("back.db.key")));
  std::filesystem::copy_file(terminal.file("crm.db.key"), terminal.file("back.db.key"));
  CHECK(terminal.open("back.db").session("test").customers().reveal_ssn(CustomerId{1}, "test") ==
        "123456789");
}

TEST_CASE("copy with the key at hand has nothing to say about it") {
  Terminal terminal;
  const PostgresDatabase server;
  terminal.make_seeded_database();
  terminal.environment = {"CRM_KEY_FILE=" + terminal.file("crm.db.key")};
  const Ended ended = terminal.crmctl({"copy", "--to", server.url()});
  CHECK(ended.exit_code == 0);
  CHECK(ended.err == "");
}

TEST_CASE(
    "a copy that was not finished is said to be so and refused until the same command has gone on with it") {
  Terminal terminal;
  const PostgresDatabase server;
  terminal.make_seeded_database();
  terminal.environment = {"CRM_KEY_FILE=" + terminal.file("crm.db.key")};
  const std::vector<std::string> copy_again = {"copy", "--from", "sqlite:///crm.db", "--to", server.url()};
  REQUIRE(terminal.crmctl(copy_again).exit_code == 0);
  for (const char* last : {"id_counter", "vin_directory", "audit WHERE action = 'copy' AND record_id = 0"})
    RawPostgres(server.url()).execute(std::string("DELETE FROM ") + last);  // what an interruption leaves
  terminal.environment.push_back("DATABASE_URL=" + server.url());
  const Ended status = terminal.crmctl({"status"});
  CHECK_THAT(status.out, Contains("unfinished"));
  CHECK_THAT(status.err, Contains("A copy into this database is not finished."));
  const Ended doctor = terminal.crmctl({"doctor"});
  CHECK(doctor.exit_code == 6);
  CHECK_THAT(doctor.out, Contains("is not finished") && !Contains("restore"));
  const std::vector<std::vector<std::string>> uses = {
      {"init"}, {"seed"}, {"pre-call", "5551234567"}, {"export"}, {"query", "SELECT 1"}, {"backup", "x.db"}};
  for (const auto& use : uses) {
    CAPTURE(use[0]);
    check_refused(terminal.crmctl(use), 3, "A copy into this database is not finished.");
  }
  const Ended again = terminal.crmctl(copy_again);
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.out, Contains("resumed   yes"));
  CHECK_THAT(terminal.crmctl({"pre-call", "5551234567"}).out, Contains("John"));
  CHECK(terminal.crmctl({"doctor"}).exit_code == 0);
}

TEST_CASE("copy between two servers takes their password from the file that PGPASSFILE names") {
  Terminal terminal;
  PostgresServer server;
  const RawPostgres raw(server.url());
  raw.execute("CREATE ROLE ann LOGIN PASSWORD 'hunter2'");
  const std::string place = "127.0.0.1:" + raw.text("SHOW port");
  std::vector<std::string> urls;
  for (const char* name : {"one", "two"}) {
    raw.execute(std::string("CREATE DATABASE ") + name + " OWNER ann");
    urls.push_back("postgresql://ann@" + place + "/" + name);
  }
  const std::vector<std::string> copy = {"copy", "--from", urls[0], "--to", urls[1]};
  terminal.environment = {"CRM_KEY_FILE=" + terminal.file("crm.key"), "PGPASSFILE=" + terminal.file("none")};
  check_refused(terminal.crmctl(copy), 5, "--from: The database server refuses this user or password");
  terminal.environment.back() = "PGPASSFILE=" + terminal.file("passwords");
  std::ofstream(terminal.file("passwords")) << place << ":*:ann:hunter2\n";
  std::filesystem::permissions(terminal.file("passwords"), std::filesystem::perms(0600));
  REQUIRE(terminal.crmctl({"init", "--database", urls[0]}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--database", urls[0]}).exit_code == 0);
  CHECK_THAT(terminal.crmctl(copy).out, Contains("customer  5") && Contains("compared  yes"));
}

TEST_CASE("copy refuses a target that holds data, one that is itself, and a source that is none") {
  const Terminal terminal;
  const PostgresDatabase server;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"init", "--database", server.url()}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--customers", "3", "--database", server.url()}).exit_code == 0);
  check_refused(terminal.crmctl({"copy", "--to", server.url()}), 3, "holds data already");
  check_refused(terminal.crmctl({"copy", "--to", "sqlite:///crm.db"}), 2, "is the source itself");
  check_refused(terminal.crmctl({"copy", "--to", "sqlite:///" + terminal.file("crm.db")}), 2,
                "is the source itself");
  check_refused(terminal.crmctl({"copy", "--from", server.url(), "--to", server.url()}), 2,
                "is the source itself");
  check_refused(terminal.crmctl({"copy", "--from", "sqlite:///none.db", "--to", server.url()}), 1,
                "`crmctl init`");
  check_refused(terminal.crmctl({"copy", "--to", "sqlite://"}), 2, "in memory");
  CHECK(terminal.crmctl({"copy"}).exit_code == 2);
}

TEST_CASE("copy says which of the two databases cannot be reached") {
  Terminal terminal;
  terminal.make_seeded_database();
  const std::string nobody = "postgresql:///crm?host=" + terminal.file("no-server");
  check_refused(terminal.crmctl({"copy", "--to", nobody}), 4, "--to: The database server cannot be reached");
  check_refused(terminal.crmctl({"copy", "--from", nobody, "--to", "sqlite:///new.db"}), 4,
                "--from: The database server cannot be reached");
}

TEST_CASE("Ctrl-C ends a copy, and the same command goes on with it", "[slow]") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--customers", "2000"}).exit_code == 0);
  const std::string source = "sqlite:///" + terminal.file("crm.db");
  bool resumed = false;
  for (int i = 0; i < 20 && !resumed; ++i) {
    const PostgresDatabase server;
    REQUIRE(terminal.crmctl({"init", "--database", server.url()}).exit_code == 0);
    const RawPostgres raw(server.url());
    Child child({std::string(CRM_BIN_DIR) + "/crmctl", "copy", "--from", source, "--to", server.url()});
    while (raw.number("SELECT count(*) FROM customer") == 0 && !child.has_ended()) {
    }
    child.interrupt();
    if (child.trouble() != "ended with exit code 130") continue;  // it was quicker
    const Ended again = terminal.crmctl({"copy", "--from", source, "--to", server.url()});
    CHECK(again.exit_code == 0);
    resumed = again.out.find("resumed   yes") != again.out.npos;
    CHECK(dashboard_of(server.url()) == dashboard_of(source));
  }
  CHECK(resumed);
}

TEST_CASE("copy wants one database to be named and refuses a password on the command line") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"copy"}), 2, "--from");
  const Ended said = terminal.crmctl({"copy", "--to", "postgresql://u:hunter2@127.0.0.1:1/d"});
  check_refused(said, 2, "--to: everybody on this machine can read a password on the command line");
  CHECK_THAT(said.err, !Catch::Contains("hunter2"));
}
