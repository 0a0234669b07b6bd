// Hosts that fork: what works, and what is refused because SQLite's locks do not survive a fork.
#include <signal.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <memory>

#include "support/child.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;
using Catch::Matchers::StartsWith;

namespace {

std::unique_ptr<Database> open(const std::string& file) {
  return std::make_unique<Database>(
      Options{.url = "sqlite:///" + file, .migrate = true, .deadline = std::chrono::seconds(60)});
}

void add(const Database& database, const std::string& account, int count = 1) {
  Session session = database.session("test");
  for (int i = 0; i < count; ++i) session.customers().create({.account_number = account + std::to_string(i)});
}

long long count_customers(const std::string& file) {
  const RawDatabase raw(file);
  CHECK(inconsistencies(raw) == "");
  return raw.number("SELECT count(*) FROM customer");
}

constexpr int kRows = 100;

}  // namespace

TEST_CASE("a database that is opened before a fork and used after it works in parent and child") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  const auto database = open(file);
  Child child([&] {
    add(*database, "child", kRows);
    return std::string("worked");
  });
  add(*database, "parent", kRows);
  CHECK(child.report() == "worked");
  CHECK(count_customers(file) == 2 * kRows);
}

TEST_CASE("after before_fork parent and child go on, and closing in the parent first loses no row") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  auto database = open(file);
  add(*database, "before");
  database->before_fork();
  Gate parent_has_closed;
  Child child([&] {
    add(*database, "child", kRows);
    parent_has_closed.pass();
    add(*database, "late", kRows);
    return std::string("worked");
  });
  add(*database, "parent", kRows);
  database.reset();
  parent_has_closed.open();
  CHECK(child.report() == "worked");
  CHECK(count_customers(file) == 1 + 3 * kRows);
}

TEST_CASE("generations of forks each work after before_fork") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  const auto database = open(file);
  const std::string report = in_child([&] {
    add(*database, "child");
    database->before_fork();
    const std::string grandchild = in_child([&] {
      add(*database, "grandchild");
      return std::string("worked");
    });
    add(*database, "child again ");
    return grandchild;
  });
  CHECK(report == "worked");
  CHECK(count_customers(file) == 3);
}

TEST_CASE("a child whose parent had the file open is told of its misuse, and nothing is damaged") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  const auto database = open(file);
  add(*database, "before");
  const std::string read = in_child([&] {
    database->session("test").dashboard();
    return std::string("worked");
  });
  CHECK_THAT(read, StartsWith("misuse: ") && Contains("before_fork()"));
  const std::string written = in_child([&] {
    add(*database, "child");
    return std::string("worked");
  });
  CHECK_THAT(written, StartsWith("misuse: ") && Contains("before_fork()"));
  add(*database, "after", kRows);
  CHECK(count_customers(file) == 1 + kRows);
}

// SQLite would take the child for the last one who has the file open, and delete a log that is not its own.
TEST_CASE("a child that closes what it inherited touches nothing that others have written since") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  auto database = open(file);
  add(*database, "before");
  Gate log_is_there;
  Child child([&] {
    log_is_there.pass();
    database.reset();
    return std::string("closed");
  });
  database.reset();
  Child crashed([&] {
    const auto own = open(file);
    add(*own, "acknowledged", kRows);
    ::kill(getpid(), SIGKILL);
    return std::string();
  });
  CHECK(crashed.trouble() == "was ended by signal 9");
  log_is_there.open();
  CHECK(child.report() == "closed");
  CHECK(count_customers(file) == 1 + kRows);
}
