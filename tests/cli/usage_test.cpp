// The command line itself: help, version, exit codes, and what is refused before any command runs.
#include <sstream>

#include <nlohmann/json.hpp>

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
  for (const char* command :
       {"init",   "migrate", "status",  "info",        "doctor",    "backup",     "restore",  "reset",
        "vacuum", "query",   "seed",    "pre-call",    "post-call", "dashboard",  "customer", "phone",
        "loan",   "vehicle", "payment", "interaction", "note",      "reveal-ssn", "audit",    "import",
        "export", "config",  "key",     "completion",  "man"})
    CHECK_THAT(ended.out, Contains("\n  " + std::string(command) + " "));
  for (const char* code : {"   0", "   1", "   2", "   3", "   4", "   5", "   6", "   7", "   8", "  70"})
    CHECK_THAT(ended.out, Contains("\n" + std::string(code) + "  "));
}

TEST_CASE("crmctl --version prints the library's version") {
  CHECK(Terminal().crmctl({"--version"}).out == "crmctl " + std::string(crm::version()) + "\n");
}

TEST_CASE("a mistyped command or option is answered with the nearest one") {
  const Terminal terminal;
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"ini"}, "There is no command `ini`. Did you mean `init`?"},
      {{"precall", "5551234567"}, "Did you mean `pre-call`?"},
      {{"mirgate"}, "Did you mean `migrate`?"},
      {{"seed", "--custmers", "5"}, "There is no option `--custmers` here. Did you mean `--customers`?"},
      {{"seed", "--datbase=x"}, "Did you mean `--database`?"},
      {{"--jsn", "config"}, "Did you mean `--json`?"}};
  for (const auto& [arguments, sentence] : cases) check_refused(terminal.crmctl(arguments), 2, sentence);
  for (const std::vector<std::string>& arguments : std::vector<std::vector<std::string>>{
           {"dance"}, {"seed", "--nonsense"}, {std::string(5000, 'x')}, {"init", "more"}})
    CHECK_THAT(terminal.crmctl(arguments).err, !Contains("Did you mean"));
}

namespace {

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

// Every command and every group of commands, as "customer list"; the first is crmctl itself, "". The
// completion script has a line for each.
std::vector<std::string> every_command(const Terminal& terminal) {
  std::istringstream script(terminal.crmctl({"completion", "bash"}).out);
  std::vector<std::string> commands;
  for (std::string line; std::getline(script, line);)
    if (line.starts_with("    '") && line.find(") commands=") != std::string::npos)
      commands.push_back(line.substr(5, line.find('\'', 5) - 5));
  return commands;
}

}  // namespace

TEST_CASE("a terminal does not obey what was typed") {
  CHECK_THAT(Terminal().crmctl({"x\033[31m"}).err, !Contains("\033"));
}

TEST_CASE("no help text is wider than 80 columns") {
  const Terminal terminal;
  const auto commands = every_command(terminal);
  CHECK(commands.size() > 8);
  for (const std::string& command : commands) {
    std::vector<std::string> arguments = words_of(command);
    arguments.emplace_back("--help");
    const Ended ended = terminal.crmctl(arguments);
    CHECK(ended.exit_code == 0);
    CHECK_THAT(ended.out, Contains("Usage: crmctl"));
    std::istringstream help(ended.out);
    for (std::string line; std::getline(help, line);) {
      INFO(command << ": " << line);
      CHECK(line.size() <= 80);
    }
  }
}

TEST_CASE("the commands are listed in groups") {
  const std::string help = Terminal().crmctl({}).out;
  for (const char* group : {"\nDatabase:\n", "\nCalls:\n", "\nSetup:\n"}) CHECK_THAT(help, Contains(group));
  CHECK_THAT(help, !Contains("Subcommands"));
}

TEST_CASE("an answer that nobody can read is an error") {
  const Terminal terminal;
  const std::pair<const char*, int> commands[] = {{"crmctl config >&-", 4},
                                                  {"crmctl --help >&-", 4},
                                                  {"crmctl >/dev/full", 7},
                                                  {"crmctl --version >/dev/full", 7},
                                                  {"crmctl config --json >/dev/full", 7}};
  for (const auto& [command, exit_code] : commands) {
    const Ended ended = terminal.shell(command);
    CHECK(ended.exit_code == exit_code);
    CHECK_THAT(ended.err, Contains("standard output"));
  }
}

TEST_CASE("a reader that goes away ends crmctl without a word") {
  const Terminal terminal;
  // Both ways in which the one that starts crmctl may treat a broken pipe.
  for (const char* before : {"", "trap '' PIPE; "}) {
    const Ended ended =
        terminal.shell(std::string(before) + "{ crmctl --help; echo $? >code; } | true; cat code");
    CHECK(ended.err == "");
  }
}

TEST_CASE("closed standard files stay closed to the database") {
  const Terminal terminal;
  CHECK(terminal.shell("crmctl init <&- 2>&-").exit_code == 0);
  CHECK(terminal.shell("crmctl seed >&- 2>&- <&-").exit_code == 4);
  CHECK(terminal.open().session("test").dashboard().total_customers == 5);
}

TEST_CASE("what crmctl makes is its owner's alone") {
  const Terminal terminal;
  REQUIRE(terminal.shell("umask 0; crmctl init && crmctl seed").exit_code == 0);
  using std::filesystem::perms;
  for (const char* name : {"crm.db", "crm.db.key"})
    CHECK(std::filesystem::status(terminal.file(name)).permissions() ==
          (perms::owner_read | perms::owner_write));
}

TEST_CASE("options for every command may stand before and behind it") {
  const Terminal terminal;
  for (const auto& arguments : std::vector<std::vector<std::string>>{
           {"config", "--json", "--yes", "--actor", "Ada", "--database", "sqlite:///x.db"},
           {"--json", "-y", "--actor", "Ada", "--database", "sqlite:///x.db", "config"},
           {"--actor=Ada", "config", "--database=sqlite:///x.db", "--json"}})
    CHECK_THAT(terminal.crmctl(arguments).out,
               Catch::StartsWith("[") && Contains("\"Ada\"") && Contains("sqlite:///x.db"));
  check_refused(terminal.crmctl({"config", "--json", "--csv"}), 2, "--csv");
}

TEST_CASE("a group of commands says alone what they are") {
  for (const char* group : {"customer", "phone", "loan", "vehicle", "payment", "interaction", "note"}) {
    const Ended ended = Terminal().crmctl({group});
    CHECK(ended.exit_code == 0);
    CHECK_THAT(ended.out, Contains("Usage: crmctl " + std::string(group)) && Contains("\n  list ") &&
                              Contains("\n  show ") && Contains("\n  add "));
    CHECK_THAT(Terminal().crmctl({group, "add", "--help"}).out,
               Contains("Usage: crmctl " + std::string(group) + " add") && Contains("Fields:\n"));
  }
}

TEST_CASE("what the command line does not know is refused with a hint") {
  const Terminal terminal;
  check_refused(terminal.crmctl({"seed", "--nonsense"}), 2, "--nonsense");
  check_refused(terminal.crmctl({"dance"}), 2, "dance");
  check_refused(terminal.crmctl({"pre-call"}), 2, "NUMBER");
  check_refused(terminal.crmctl({"loan", "dance"}), 2, "dance");
  CHECK_THAT(terminal.crmctl({"dance"}).err, Contains("crmctl --help"));
}

TEST_CASE("what is wrong with an option is said in everyday words") {
  const Terminal terminal;
  const std::pair<std::vector<std::string>, const char*> cases[] = {
      {{"status", "--database"}, "A value is missing: --database URL."},
      {{"query", "SELECT 1", "--limit", "x"}, "--limit: it is a whole number from 1 to 1000000."},
      {{"query", "SELECT 1", "--limit"}, "A value is missing: --limit ROWS."},
      {{"loan", "show", "x"}, "ID: it is a whole number."},
      {{"loan", "list", "--customer", "1", "--account", "2"},
       "Say either --customer or --account, not both."},
      {{"restore"}, "FILE is missing: The backup."},
      {{"reveal-ssn", "1"}, "--reason TEXT is missing: Why, for the audit trail."},
      {{"export", "--format", "jsnol"}, "--format: it is one of csv, jsonl. Did you mean `jsonl`?"},
      {{"export", "--record", "nope"}, "loan_note, all."},
      {{"config", "--yes=maybe"}, "--yes: it stands alone"}};
  for (const auto& [arguments, sentence] : cases) {
    const Ended ended = terminal.crmctl(arguments);
    check_refused(ended, 2, sentence);
    for (const char* foreign : {"required", "Could not convert", "not in {", "excludes"})
      CHECK_THAT(ended.err, !Contains(foreign));
  }
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

TEST_CASE("with --json an error is one JSON object on stderr") {
  const Terminal terminal;
  const auto error_of = [&](const std::vector<std::string>& words) {
    const Ended ended = terminal.crmctl(words);
    CHECK(ended.out == "");
    return nlohmann::json::parse(ended.err)["error"];
  };
  const auto missing = error_of({"status", "--json"});
  CHECK(missing["code"] == "not_found");
  CHECK_THAT(missing["message"].get<std::string>(), Contains("crmctl init"));
  CHECK(missing["retryable"] == false);
  CHECK(error_of({"--json", "statsu"})["code"] == "invalid_argument");
  CHECK(error_of({"pre-call", "--json", "12"})["field"] == "NUMBER");
}
