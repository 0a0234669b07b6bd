// crmctl on PostgreSQL: the same commands, with another URL and nothing else changed.
#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/terminal.hpp"
#include "support/postgres.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

using Json = nlohmann::json;

// A terminal whose database is on a server.
class OnServer : public Terminal {
 public:
  OnServer() {
    environment = {"DATABASE_URL=" + server_.url(), "CRM_KEY_FILE=" + file("crm.key"), "TMPDIR=" + file("")};
    REQUIRE(crmctl({"init"}).exit_code == 0);
  }
  const std::string& url() const { return server_.url(); }
  RawPostgres raw() const { return RawPostgres(server_.url()); }
  Json json(std::vector<std::string> words) const {
    words.push_back("--json");
    const Ended ended = crmctl(words);
    INFO(ended.err);
    REQUIRE(ended.exit_code == 0);
    return Json::parse(ended.out);
  }

 private:
  PostgresDatabase server_{};
};

}  // namespace

TEST_CASE("on PostgreSQL init says twice that the database is ready and status and info say what it is") {
  const OnServer terminal;
  CHECK(terminal.crmctl({"init"}).exit_code == 0);
  CHECK(terminal.crmctl({"migrate"}).exit_code == 0);
  const Json status = terminal.json({"status"});
  CHECK_THAT(status["product"].get<std::string>(), Catch::StartsWith("PostgreSQL 1"));
  CHECK(status["schema_state"] == "current");
  CHECK(status["customer"] == 0);
  CHECK(status["size"] > 1'000'000);
  CHECK_THAT(terminal.crmctl({"info"}).out, Contains("customer_phone") && Contains("synchronous_commit"));
}

TEST_CASE(
    "on PostgreSQL a setting of the environment that is wrong is told as one, not as a server that is away") {
  OnServer terminal;
  terminal.environment.push_back({});
  for (const char* setting :
       {"PGSSLMODE=nonsense", "PGCHANNELBINDING=nonsense", "PGSSLMINPROTOCOLVERSION=nonsense"}) {
    INFO(setting);
    terminal.environment.back() = setting;
    check_refused(terminal.crmctl({"status"}), 2, "nonsense");
  }
}

TEST_CASE("on PostgreSQL an empty database says how to make the tables and stays empty") {
  Terminal terminal;
  const PostgresDatabase server;
  terminal.environment = {"DATABASE_URL=" + server.url(), "CRM_KEY_FILE=" + terminal.file("crm.key")};
  const std::vector<std::vector<std::string>> uses = {{"pre-call", "5551234567"},
                                                      {"post-call", "--call-id", "1", "--customer", "1"},
                                                      {"customer", "list"},
                                                      {"dashboard"},
                                                      {"audit"},
                                                      {"export"},
                                                      {"seed"},
                                                      {"user", "list"},
                                                      {"key", "show"},
                                                      {"key", "rotate", "--yes"},
                                                      {"distribute"},
                                                      {"copy", "--to", "sqlite:///new.db"}};
  for (const auto& use : uses) {
    CAPTURE(use[0]);
    check_refused(terminal.crmctl(use), 6, "There is no libcrm database here yet. Run `crmctl init`.");
  }
  for (const char* command : {"status", "doctor"}) {
    const Ended ended = terminal.crmctl({command});
    CHECK_THAT(ended.out + ended.err, Contains("`crmctl init`"));
  }
  CHECK(RawPostgres(server.url()).number("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0);
}

TEST_CASE("on PostgreSQL records are added, changed, found and called as in a file") {
  const OnServer terminal;
  REQUIRE(terminal.crmctl({"seed"}).exit_code == 0);
  CHECK(terminal.json({"status"})["customer"] == 5);
  CHECK_THAT(terminal.crmctl({"pre-call", "5551234567"}).out, Contains("John"));
  CHECK(terminal
            .crmctl({"post-call", "--call-id", "C1", "--account", "1234567890", "--disposition",
                     "Promise_to_Pay", "--amount", "500"})
            .exit_code == 0);
  CHECK(terminal.crmctl({"customer", "set", "1", "city=Boston"}).exit_code == 0);
  CHECK_THAT(terminal.crmctl({"customer", "show", "1"}).out, Contains("Boston"));
  CHECK_THAT(terminal.crmctl({"dashboard"}).out, Contains("5"));
  CHECK_THAT(terminal.crmctl({"reveal-ssn", "1", "--reason", "test"}).out, Contains("123456789"));
  CHECK_THAT(terminal.crmctl({"audit", "1"}).out, Contains("post call"));
  CHECK(terminal.crmctl({"key", "rotate", "--yes"}).exit_code == 0);
  CHECK_THAT(terminal.crmctl({"reveal-ssn", "1", "--reason", "test"}).out, Contains("123456789"));
  const Ended doctor = terminal.crmctl({"doctor"});
  INFO(doctor.out);
  CHECK(doctor.exit_code == 0);
}

TEST_CASE("on PostgreSQL an export comes back by import into another database") {
  const OnServer terminal;
  REQUIRE(terminal.crmctl({"seed"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"export", "all", "--record", "all"}).exit_code == 0);
  const OnServer other;
  const std::string folder = terminal.file("all");
  CHECK(other.crmctl({"import", folder, "--dry-run"}).exit_code == 0);
  CHECK(other.json({"status"})["customer"] == 0);
  CHECK(other.crmctl({"import", folder}).exit_code == 0);
  for (const char* table : {"customer", "loan", "interaction", "customer_phone", "payment"}) {
    const std::string count = std::string("SELECT count(*) FROM ") + table;
    CHECK(other.raw().number(count) == terminal.raw().number(count));
  }
  CHECK(other.crmctl({"import", folder}).exit_code == 0);
  CHECK(other.json({"status"})["customer"] == 5);
}

TEST_CASE("on PostgreSQL a dry run of many lines works on a copy and leaves nothing of it") {
  const OnServer terminal;
  REQUIRE(terminal.crmctl({"seed"}).exit_code == 0);
  std::string lines = "account_number,first_name\n1234567890,Johnny\n";
  for (int i = 0; i < 4000; ++i) lines += "N" + std::to_string(i) + ",New\n";
  write_file(terminal.file("many.csv"), lines);
  const Json rehearsed = terminal.json({"import", "many.csv", "--dry-run"});
  CHECK(terminal.json({"status"})["customer"] == 5);
  for (const auto& entry : std::filesystem::directory_iterator(terminal.file(".")))
    CHECK_THAT(entry.path().string(), !Contains("dry-run"));
  const Json done = terminal.json({"import", "many.csv"});
  for (const char* count : {"created", "updated", "unchanged", "rejected"}) {
    CAPTURE(count);
    CHECK(rehearsed.value(count, -1) == done.value(count, -2));
  }
  CHECK(terminal.json({"status"})["customer"] == 4005);
}

TEST_CASE("on PostgreSQL vacuum and reset do their work and a question is answered") {
  const OnServer terminal;
  REQUIRE(terminal.crmctl({"seed"}).exit_code == 0);
  CHECK(terminal.crmctl({"query", "SELECT count(*) AS n FROM customer", "--csv"}).out == "n\n5\n");
  check_refused(terminal.crmctl({"query", "SELECT pg_read_file('x')"}), 2, "function that is not allowed");
  CHECK(terminal.crmctl({"vacuum"}).exit_code == 0);
  check_refused(terminal.crmctl({"reset"}), 9, "--yes");
  CHECK(terminal.crmctl({"reset", "--yes"}).exit_code == 0);
  CHECK(terminal.json({"status"})["customer"] == 0);
  CHECK(terminal.crmctl({"seed"}).exit_code == 0);
}

TEST_CASE("on PostgreSQL backup and restore name the commands that do it") {
  OnServer terminal;
  REQUIRE(terminal.crmctl({"seed"}).exit_code == 0);
  const std::string url = terminal.url();
  terminal.environment = {"DATABASE_URL=sqlite:///another.db"};
  const auto advice = [](const Ended& ended) {
    CHECK(ended.exit_code == 2);
    const std::size_t begin = ended.err.find('`') + 1;
    return ended.err.substr(begin, ended.err.find('`', begin) - begin);
  };
  CHECK(terminal.shell(advice(terminal.crmctl({"backup", "crm.db", "--database", url}))).exit_code == 0);
  const OnServer other;
  std::string command = advice(other.crmctl({"restore", "crm.dump", "--yes"}));
  CHECK_THAT(command, Catch::StartsWith("pg_restore --clean"));
  CHECK(terminal.shell(command).exit_code == 0);
  CHECK(other.json({"status"})["customer"] == 5);
  CHECK_THAT(other.crmctl({"pre-call", "5551234567"}).out, Contains("John"));
}

TEST_CASE(
    "on PostgreSQL to verify a backup is never answered with the command that overwrites the database") {
  const OnServer terminal;
  const Ended ended = terminal.crmctl({"verify-backup", "crm.dump"});
  check_refused(ended, 2, "`pg_restore --list`");
  CHECK_THAT(ended.err, !Contains("--clean"));
}

TEST_CASE("on PostgreSQL vacuum by a role that owns nothing says that nothing was done") {
  OnServer terminal;
  const std::string role = "vacuum_" + std::to_string(::getpid());
  terminal.raw().rows("CREATE ROLE " + role + " LOGIN");
  terminal.raw().rows("GRANT ALL ON ALL TABLES IN SCHEMA public TO " + role);
  std::string url = terminal.url();
  url.replace(url.find("//") + 2, url.find('@') - url.find("//") - 2, role);
  check_refused(terminal.crmctl({"vacuum", "--database", url}), 5, "Only the owner");
  terminal.raw().rows("DROP OWNED BY " + role);
  terminal.raw().rows("DROP ROLE " + role);
}

TEST_CASE("distribute says what is missing on a server without Citus and for a file") {
  const OnServer terminal;
  check_refused(terminal.crmctl({"distribute"}), 2, "CREATE EXTENSION citus");
  const Terminal plain;
  REQUIRE(plain.crmctl({"init"}).exit_code == 0);
  check_refused(plain.crmctl({"distribute"}), 2, "crmctl copy");
}

TEST_CASE("without a libpq that can be used a file works as ever and a server's URL says what to install") {
  Terminal terminal;
  terminal.environment = {"LD_LIBRARY_PATH=" + terminal.file("")};
  const std::vector<std::string> on_server = {"status", "--database", "postgresql:///crm"};
  write_file(terminal.file("libpq.so.5"), "no library");
  CHECK(terminal.crmctl({"init"}).exit_code == 0);
  check_refused(terminal.crmctl(on_server), 2, "Install it: on Debian, the package libpq5.");
  std::filesystem::remove(terminal.file("libpq.so.5"));
  std::filesystem::create_symlink(CRM_BIN_DIR "/crm_phonenumber.so", terminal.file("libpq.so.5"));
  check_refused(terminal.crmctl(on_server), 2, "older than version 14");
}
