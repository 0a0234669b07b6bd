// Backups and restores that are killed, that find the disk full, and that meet other processes.
#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <crm/json.hpp>
#include <filesystem>

#include "support/child.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/listening_vfs.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr int kCustomers = 400;

Database open(const std::string& file) {
  return Database(Options{.url = "sqlite:///" + file, .migrate = true, .deadline = std::chrono::minutes(1)});
}

// Several steps of a backup.
void make_database(const std::string& file) {
  Session session = open(file).session("test");
  std::vector<CustomerFile> files;
  for (int i = 0; i < kCustomers; ++i) {
    CustomerFile next{.customer = john_doe(), .loans = {a_loan()}};
    next.customer.account_number = "A" + std::to_string(i);
    next.interactions.assign(4, an_interaction());
    for (auto& interaction : next.interactions) interaction.notes = std::string(2000, 'n');
    files.push_back(std::move(next));
  }
  session.load(std::move(files), "test");
}

std::string dashboard_of(const std::string& file) {
  return in_child([&] { return to_json(open(file).session("test").dashboard()); });
}

std::string inconsistencies_of(const std::string& file) {
  return in_child([&] { return inconsistencies(RawDatabase(file)); });
}

// Asked for the nth time how to go on, the process is killed.
Progress kill_at(int nth) {
  return [nth, asked = 0](std::int64_t, std::int64_t) mutable {
    if (++asked == nth) ::kill(::getpid(), SIGKILL);
    return true;
  };
}

struct TwoFiles {
  TwoFiles() {
    in_child([&] {
      make_database(file);
      return std::string();
    });
  }
  const TempFolder folder{};
  const std::string file = folder.file("crm.db"), copy = folder.file("copy.db");
};

}  // namespace

TEST_CASE("a backup that is killed leaves no file under its name, and the next one is made") {
  const TwoFiles files;
  const int nth = GENERATE(1, 2, 3, 50);
  CAPTURE(nth);
  Child child([&] {
    open(files.file).maintenance("test").backup(files.copy, IfThere::refuse, kill_at(nth));
    return std::string("it was not killed");
  });
  CHECK(child.trouble() != "");
  CHECK_FALSE(std::filesystem::exists(files.copy));
  CHECK(std::filesystem::exists(files.copy + ".partial"));
  in_child([&] {
    open(files.file).maintenance("test").backup(files.copy);
    return std::string();
  });
  CHECK_FALSE(std::filesystem::exists(files.copy + ".partial"));
  CHECK(inconsistencies_of(files.copy) == "");
  CHECK(dashboard_of(files.copy) == dashboard_of(files.file));
}

TEST_CASE("a restore that is killed leaves the database as it was") {
  const TwoFiles files;
  in_child([&] {
    Database database = open(files.file);
    database.maintenance("test").backup(files.copy);
    database.maintenance("test").reset();
    database.session("test").customers().create(john_doe());
    return std::string();
  });
  const std::string before = dashboard_of(files.file);
  const auto [done, all] = GENERATE(table<int, int>({{0, 1}, {1, 2}}));
  Child child([&, done = done, all = all] {
    open(files.file)
        .maintenance("test")
        .restore(files.copy, IfNewer::overwrite, [&](std::int64_t pages, std::int64_t pages_in_all) {
          if (pages_in_all > 0 && pages * all >= pages_in_all * done && pages < pages_in_all)
            ::kill(::getpid(), SIGKILL);
          return true;
        });
    return std::string("it was not killed");
  });
  CHECK(child.trouble() != "");
  CHECK(dashboard_of(files.file) == before);
  CHECK(inconsistencies_of(files.file) == "");
}

TEST_CASE("another process that has the database open reads and writes on after a restore") {
  const TwoFiles files;
  in_child([&] {
    open(files.file).maintenance("test").backup(files.copy);
    return std::string();
  });
  Gate gate;
  Child other([&] {
    Session session = open(files.file).session("other");
    session.customers().create(john_doe());
    const std::int64_t before = session.dashboard().total_customers;
    gate.pass();
    const std::int64_t restored = session.dashboard().total_customers;
    session.customers().create(john_doe());
    return std::to_string(before) + " " + std::to_string(restored) + " " +
           std::to_string(session.dashboard().total_customers);
  });
  in_child([&] {
    Session session = open(files.file).session("test");
    while (session.dashboard().total_customers == kCustomers) {
    }
    open(files.file).maintenance("test").restore(files.copy, IfNewer::overwrite);
    return std::string();
  });
  gate.open();
  CHECK(other.report() == std::to_string(kCustomers + 1) + " " + std::to_string(kCustomers) + " " +
                              std::to_string(kCustomers + 1));
  CHECK(inconsistencies_of(files.file) == "");
}

TEST_CASE("whichever write of a restore finds the disk full, the database stays as it was") {
  const TwoFiles files;
  in_child([&] {
    Database database = open(files.file);
    database.maintenance("test").backup(files.copy);
    database.maintenance("test").reset();
    return std::string();
  });
  const int nth = GENERATE(1, 2, 100, 600);
  CAPTURE(nth);
  const std::string report = in_child([&] {
    int writes = 0;
    listen_to_files(
        [&](FileStep step) { return step == FileStep::write && ++writes >= nth ? SQLITE_FULL : SQLITE_OK; });
    open(files.file).maintenance("test").restore(files.copy);
    return std::string("restored");
  });
  CHECK(report.substr(0, 5) == "full:");
  CHECK(dashboard_of(files.file).find("\"total_customers\":0,") != std::string::npos);
  CHECK(inconsistencies_of(files.file) == "");
}

TEST_CASE("a backup that finds the disk full says so and leaves nothing behind") {
  const TwoFiles files;
  const int nth = GENERATE(1, 300);
  const std::string report = in_child([&] {
    int writes = 0;
    listen_to_files(
        [&](FileStep step) { return step == FileStep::write && ++writes >= nth ? SQLITE_FULL : SQLITE_OK; });
    open(files.file).maintenance("test").backup(files.copy);
    return std::string("backed up");
  });
  CHECK(report.substr(0, 5) == "full:");
  CHECK_FALSE(std::filesystem::exists(files.copy));
  CHECK_FALSE(std::filesystem::exists(files.copy + ".partial"));
}
