// Ctrl-C in the middle of backup, restore and vacuum, and of work at a server that stands still; of import in
// import_test.cpp. A signal that comes
// before the work has begun or when it is all but done ends the program or changes nothing, as everywhere: so
// each is tried until one was in time.
#include <filesystem>
#include <fstream>
#include <functional>

#include "cli/files.hpp"
#include "cli/terminal.hpp"
#include "support/child.hpp"
#include "support/postgres.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr int kCustomers = 5'000, kMostTries = 50;

class Interrupted : public Terminal {
 public:
  Interrupted() {
    REQUIRE(crmctl({"init"}).exit_code == 0);
    REQUIRE(crmctl({"seed", "--customers", std::to_string(kCustomers)}).exit_code == 0);
  }

  // Runs the command, and sends it the signal when has_begun() says so. Whether that stopped its work.
  bool stops(const std::vector<std::string>& words, const std::function<bool()>& has_begun) const {
    std::vector<std::string> command{std::string(CRM_BIN_DIR) + "/crmctl", "--database",
                                     "sqlite:///" + file("crm.db"), "--yes"};
    command.insert(command.end(), words.begin(), words.end());
    Child child(command);
    while (!has_begun() && !child.has_ended()) {
    }
    for (int i = 0; i < signals; ++i) child.interrupt();
    const std::string trouble = child.trouble();
    CHECK_THAT(trouble, Catch::Equals("") || Catch::Equals("ended with exit code 130") ||
                            Catch::Equals("was ended by signal 2"));
    return trouble == "ended with exit code 130";
  }

  int signals = 1;  // sent one right after the other

  // Nobody else can write.
  bool is_locked() const {
    const RawDatabase raw(file("crm.db"));
    raw.execute("PRAGMA busy_timeout = 0");
    try {
      raw.execute("BEGIN IMMEDIATE");
      return false;
    } catch (const std::runtime_error&) {
      return true;
    }
  }

  int64_t customers() const { return open().session("test").dashboard().total_customers; }

  void check_whole() const { CHECK(crmctl({"doctor"}).exit_code == 0); }
};

// Whether the process has taken Ctrl-C for itself, and holds a connection.
bool is_at_work(pid_t process) {
  const std::filesystem::path folder = "/proc/" + std::to_string(process);
  std::ifstream status(folder / "status");
  bool catches = false;
  for (std::string line; std::getline(status, line);)
    if (line.starts_with("SigCgt:")) catches = (std::stoull(line.substr(7), nullptr, 16) & 2) != 0;
  if (!catches) return false;
  std::error_code gone;
  for (const auto& entry : std::filesystem::directory_iterator(folder / "fd", gone))
    if (std::filesystem::read_symlink(entry, gone).string().starts_with("socket:")) return true;
  return false;
}

}  // namespace

TEST_CASE("Ctrl-C ends long work at a server that stands still") {
  const Terminal terminal;
  PostgresServer server;
  REQUIRE(terminal.crmctl({"init", "--database", server.url()}).exit_code == 0);
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  std::ofstream(terminal.file("customers.csv")) << "account_number,first_name\n1,Ann\n";
  const std::string new_file = "sqlite:///" + terminal.file("new.db"),
                    old_file = "sqlite:///" + terminal.file("crm.db");
  const std::vector<std::vector<std::string>> all{
      {"seed", "--customers", "5", "--database", server.url()},
      {"import", terminal.file("customers.csv"), "--database", server.url()},
      {"export", terminal.file("out.csv"), "--database", server.url()},
      {"copy", "--from", server.url(), "--to", new_file},
      {"copy", "--from", old_file, "--to", server.url()},
      {"doctor", "--database", server.url()},
      {"info", "--database", server.url()},
      {"init", "--database", server.url()},
      {"migrate", "--database", server.url()},
      {"key", "check", "--database", server.url()},
      {"key", "rotate", "--database", server.url()},
      {"distribute", "--database", server.url()},
      {"vacuum", "--database", server.url()}};
  server.pause();
  for (std::vector<std::string> command : all) {
    INFO(command[0] << " " << command[1]);
    command.insert(command.begin(), std::string(CRM_BIN_DIR) + "/crmctl");
    Child child(command);
    while (!is_at_work(child.pid()) && !child.has_ended()) {
    }
    const auto begin = std::chrono::steady_clock::now();
    child.interrupt();
    CHECK(child.trouble() == "ended with exit code 130");
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(2));
  }
  server.resume();
  CHECK(terminal.crmctl({"doctor", "--database", server.url()}).exit_code == 0);
}

TEST_CASE("Ctrl-C ends a backup and leaves no file", "[slow]") {
  Interrupted terminal;
  terminal.signals = GENERATE(1, 2);
  bool stopped = false;
  for (int i = 0; i < kMostTries && !stopped; ++i) {
    std::filesystem::remove(terminal.file("copy.db"));
    stopped = terminal.stops({"backup", terminal.file("copy.db")},
                             [&] { return exists(terminal.file("copy.db.partial")); });
  }
  CHECK(stopped);
  CHECK_FALSE(exists(terminal.file("copy.db")));
  CHECK_FALSE(exists(terminal.file("copy.db.partial")));
  CHECK(terminal.customers() == kCustomers);
  terminal.check_whole();
}

TEST_CASE("Ctrl-C ends a restore and leaves the database as it was", "[slow]") {
  const Interrupted terminal;
  REQUIRE(terminal.crmctl({"backup", "copy.db"}).exit_code == 0);
  bool stopped = false;
  for (int i = 0; i < kMostTries && !stopped; ++i) {
    REQUIRE(terminal.crmctl({"customer", "add", "city=Boston"}).exit_code == 0);
    const int64_t before = terminal.customers();
    stopped = terminal.stops({"restore", terminal.file("copy.db"), "--force"},
                             [&] { return terminal.is_locked(); });
    terminal.check_whole();
    if (stopped)
      CHECK(terminal.customers() == before);
    else
      CHECK((terminal.customers() == before || terminal.customers() == kCustomers));
  }
  CHECK(stopped);
}

TEST_CASE("Ctrl-C ends a vacuum and leaves the database as it was", "[slow]") {
  const Interrupted terminal;
  bool stopped = false;
  for (int i = 0; i < kMostTries && !stopped; ++i)
    stopped = terminal.stops({"vacuum"}, [&] { return terminal.is_locked(); });
  CHECK(stopped);
  CHECK(terminal.customers() == kCustomers);
  terminal.check_whole();
}

// The signal is sent again and again from when it is caught, because the program may not be waiting yet.
TEST_CASE("Ctrl-C ends an import that waits for more lines") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const std::string format = GENERATE(as<std::string>(), "csv", "jsonl");
  const Ended ended =
      terminal.shell("mkfifo feed; crmctl import feed --format " + format +
                     " & import=$!; exec 3> feed; echo account_number >&3; "
                     "until grep -q '^SigCgt:.*[2367abef]$' /proc/$import/status; do :; done; "
                     "while kill -INT $import 2> nothing; do :; done; wait $import");
  CHECK(ended.exit_code == 130);
  CHECK_THAT(ended.err, Catch::Contains("Interrupted"));
}
