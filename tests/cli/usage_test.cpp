// The command line itself: help, version, exit codes, and what is refused before any command runs.
#include "cli/terminal.hpp"

using namespace crm::test;
using Catch::Contains;

TEST_CASE("crmctl alone says what it is and what to do first") {
  const Ended ended = Terminal().crmctl({});
  CHECK(ended.exit_code == 0);
  CHECK(ended.err == "");
  CHECK_THAT(ended.out, Contains("loan-collection call centre") && Contains("crmctl init") &&
                            Contains("crmctl seed") && Contains("crmctl pre-call 5551234567"));
}

TEST_CASE("crmctl --help lists every command and every exit code") {
  const Ended ended = Terminal().crmctl({"--help"});
  CHECK(ended.exit_code == 0);
  for (const char* command : {"init", "migrate", "seed", "pre-call", "post-call"})
    CHECK_THAT(ended.out, Contains("\n  " + std::string(command) + " "));
  for (const char* code : {"   0", "   1", "   2", "   3", "   4", "   5", "   6", "   7", "   8", "  70"})
    CHECK_THAT(ended.out, Contains("\n" + std::string(code) + "  "));
}

TEST_CASE("every command has its own help") {
  for (const char* command : {"init", "migrate", "seed", "pre-call", "post-call"}) {
    const Ended ended = Terminal().crmctl({command, "--help"});
    CHECK(ended.exit_code == 0);
    CHECK_THAT(ended.out, Contains("Usage: crmctl " + std::string(command)));
  }
}

TEST_CASE("crmctl --version prints the library's version") {
  CHECK(Terminal().crmctl({"--version"}).out == "crmctl " + std::string(crm::version()) + "\n");
}

TEST_CASE("what the command line does not know is refused with a hint") {
  const Terminal terminal;
  check_refused(terminal.crmctl({"seed", "--nonsense"}), 2, "--nonsense");
  check_refused(terminal.crmctl({"dance"}), 2, "dance");
  check_refused(terminal.crmctl({"pre-call"}), 2, "NUMBER");
  CHECK_THAT(terminal.crmctl({"dance"}).err, Contains("crmctl --help"));
}

TEST_CASE("the database is named by the option, else by the environment, else it is crm.db here") {
  Terminal terminal;
  terminal.environment = {"DATABASE_URL=sqlite:///from_environment.db"};
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"init", "--database", "sqlite:///from_option.db"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"--database", "sqlite:///before_command.db", "init"}).exit_code == 0);
  terminal.environment.clear();
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  for (const char* name : {"from_environment.db", "from_option.db", "before_command.db", "crm.db"})
    CHECK(std::filesystem::exists(terminal.file(name)));
}

TEST_CASE("a database URL of another kind is refused") {
  check_refused(Terminal().crmctl({"init", "--database", "mysql://host/crm"}), 2, "sqlite://");
}
