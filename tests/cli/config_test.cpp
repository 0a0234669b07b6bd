// config: the settings in force, from the command line, the environment, the .env file and the platform.
#include <sys/stat.h>

#include <fstream>

#include "cli/terminal.hpp"

using namespace crm::test;
using Catch::Contains;

namespace {

constexpr const char* kSecretUrl = "postgres://crm:hunter2@db.example.com/crm";

void write_dot_env(const Terminal& terminal, const std::string& text) {
  std::ofstream(terminal.file(".env")) << text;
  REQUIRE(chmod(terminal.file(".env").c_str(), 0600) == 0);
}

}  // namespace

TEST_CASE("config shows every setting with where it came from") {
  Terminal terminal;
  write_dot_env(terminal, "CRM_ACTOR=Ada\nCRM_DEFAULT_COUNTRY=GB # home\n");
  terminal.environment = {"CRM_DEFAULT_COUNTRY=IN"};
  const Ended ended = terminal.crmctl({"config", "--database", "sqlite:///other.db"});
  CHECK(ended.exit_code == 0);
  CHECK(ended.err == "");
  CHECK(ended.out ==
        "SETTING          VALUE               SOURCE\n"
        "database         sqlite:///other.db  --database\n"
        "key_file         other.db.key        default\n"
        "actor            Ada                 CRM_ACTOR in .env\n"
        "default_country  IN                  CRM_DEFAULT_COUNTRY\n"
        "calling_hours    08:00-21:00         default\n"
        "platform         local               detected\n");
}

TEST_CASE("config answers as JSON and as CSV") {
  const Terminal terminal;
  CHECK_THAT(terminal.crmctl({"config", "--json"}).out,
             Contains(R"({"setting": "database", "value": "sqlite:///crm.db", "source": "default"})"));
  CHECK_THAT(terminal.crmctl({"--csv", "config"}).out,
             Catch::StartsWith("setting,value,source\ndatabase,sqlite:///crm.db,default\n"));
}

TEST_CASE("Without an actor the login name acts") {
  CHECK_THAT(Terminal().crmctl({"config", "--csv"}).out, Contains(",login name\n"));
}

TEST_CASE("No answer and no error shows the password of a URL") {
  Terminal terminal;
  write_dot_env(terminal, std::string("DATABASE_URL=") + kSecretUrl);
  for (const char* format : {"--json", "--csv"}) {
    const Ended ended = terminal.crmctl({"config", format});
    CHECK_THAT(ended.out, Contains("postgresql://crm:***@db.example.com/crm"));
    CHECK_THAT(ended.out + ended.err, !Contains("hunter2"));
  }
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{"init", "--database", "postgres://u:hunter2@127.0.0.1:1/d"},
                                             {"init", "postgres://u:hunter2@h/d"},
                                             {"postgres://u:hunter2@h/d"}}) {
    const Ended ended = terminal.crmctl(arguments);
    CHECK(ended.exit_code != 0);
    CHECK_THAT(ended.err, Catch::StartsWith("crmctl: ") && !Contains("hunter2"));
  }
}

TEST_CASE("Every command takes its database from the .env file") {
  const Terminal terminal;
  write_dot_env(terminal, "DATABASE_URL=sqlite:///from_file.db\nCRM_ACTOR=Ada\n");
  terminal.make_seeded_database();
  CHECK(std::filesystem::exists(terminal.file("from_file.db")));
  CHECK(terminal.open("from_file.db").session("test").audit({}).items.at(0).actor == "Ada");
}

TEST_CASE("A bad line in the .env file stops every command that would use it") {
  const Terminal terminal;
  write_dot_env(terminal, "CRM_ACTOR=Ada\nhunter2 and more\n");
  for (const char* command : {"init", "config"}) {
    const Ended ended = terminal.crmctl({command});
    check_refused(ended, 2, ".env: Line 2 ");
    CHECK_THAT(ended.err, !Contains("hunter2"));
  }
  CHECK(terminal.crmctl({"--version"}).exit_code == 0);
  CHECK(terminal.crmctl({"init", "--help"}).exit_code == 0);
}

TEST_CASE("A platform's URL of no SQL database is refused by every command") {
  Terminal terminal;
  terminal.environment = {"REPL_SLUG=crm", "REPLIT_DB_URL=https://kv.replit.com/v0/secret"};
  check_refused(terminal.crmctl({"config"}), 2, "REPLIT_DB_URL: ");
  CHECK(terminal.crmctl({"config", "--database", "sqlite://"}).exit_code == 0);
}

TEST_CASE("Of a URL of no SQL database nothing is shown but what is wrong") {
  Terminal terminal;
  for (const char* url : {"https://kv.example/u:hunter2", "postgresql:/u:hunter2@h/db", "u:hunter2@h:5432/db",
                          "sqlite://u:hunter2@h/db", "sqlite:///x.db?key=hunter2", "postgresql://u:hunter2",
                          "postgresql://h/db?apikey=hunter2"}) {
    terminal.environment = {std::string("DATABASE_URL=") + url};
    for (const char* format : {"--json", "--csv"}) {
      const Ended ended = terminal.crmctl({"config", format});
      CHECK_THAT(ended.out, Contains("*** (wrong: ") && Contains("DATABASE_URL"));
      CHECK_THAT(ended.out + ended.err, !Contains("hunter2"));
    }
    CHECK_THAT(terminal.crmctl({"status"}).err, !Contains("hunter2"));
  }
  CHECK_THAT(terminal.crmctl({"status"}).err, !Contains("hunter2"));
  CHECK_THAT(terminal.crmctl({"https://kv.example/u:hunter2"}).err, !Contains("hunter2"));
}

TEST_CASE("Warnings go to the standard error and stop nothing") {
  Terminal terminal;
  terminal.environment = {"DYNO=web.1"};
  const Ended heroku = terminal.crmctl({"init"});
  CHECK(heroku.exit_code == 0);
  CHECK_THAT(heroku.err, Catch::StartsWith("crmctl: warning: ") && Contains("heroku"));
}

TEST_CASE("A .env with a password that others may read is refused") {
  const Terminal terminal;
  write_dot_env(terminal, "CRM_ACTOR=Ada\n");
  REQUIRE(chmod(terminal.file(".env").c_str(), 0644) == 0);
  CHECK(terminal.crmctl({"config"}).exit_code == 0);
  write_dot_env(terminal, "PGPASSWORD=hunter2\n");
  REQUIRE(chmod(terminal.file(".env").c_str(), 0640) == 0);
  const Ended ended = terminal.crmctl({"config"});
  check_refused(ended, 5, "chmod 600 .env");
  CHECK_THAT(ended.err, !Contains("hunter2"));
}

TEST_CASE("A database file that everybody may read is refused and one that a group shares is warned of") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK(terminal.crmctl({"pre-call", "5551234567"}).err == "");
  REQUIRE(chmod(terminal.file("crm.db").c_str(), 0660) == 0);
  const Ended shared = terminal.crmctl({"pre-call", "5551234567"});
  CHECK(shared.exit_code == 0);
  CHECK_THAT(shared.err, Contains("warning: ") && Contains("crm.db") && Contains("chmod 600"));
  REQUIRE(chmod(terminal.file("crm.db").c_str(), 0604) == 0);
  check_refused(terminal.crmctl({"pre-call", "5551234567"}), 5, "chmod 600");
  check_refused(terminal.crmctl({"export"}), 5, "chmod 600");
  CHECK(terminal.crmctl({"doctor"}).exit_code == 0);
}

TEST_CASE("What is no database is never said to need other rights") {
  const Terminal terminal;
  std::ofstream(terminal.file("text.txt")) << "Not a database at all.";
  REQUIRE(chmod(terminal.file("text.txt").c_str(), 0644) == 0);
  for (const char* url : {"sqlite:///text.txt", "sqlite:////usr"})
    CHECK_THAT(terminal.crmctl({"status", "--database", url}).err, !Contains("chmod"));
}
