// A host that forks with PostgreSQL connections open: parent and child go on, each with its own.
#include <atomic>
#include <catch2/catch.hpp>
#include <future>
#include <memory>
#include <thread>
#include <vector>

#include "support/child.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr int kRows = 100;

void add(const Database& database, const std::string& account) {
  Session session = database.session("test");
  for (int i = 0; i < kRows; ++i) {
    const std::string number = account + std::to_string(i);
    session.customers().create({.account_number = number});
    if (!session.customers().find_account(number)) throw std::runtime_error("another's answer");
  }
}

}  // namespace

TEST_CASE("parent and child of a fork with open PostgreSQL connections both go on, and no byte crosses") {
  const PostgresDatabase postgres;
  auto database = std::make_unique<Database>(
      Options{.url = postgres.url(), .migrate = true, .deadline = std::chrono::seconds(60)});
  add(*database, "before");
  Gate parent_has_closed;
  Child child([&] {
    add(*database, "child");
    parent_has_closed.pass();
    add(*database, "late");
    database.reset();
    return std::string("worked");
  });
  add(*database, "parent");
  database.reset();
  parent_has_closed.open();
  CHECK(child.report() == "worked");
  CHECK(RawPostgres(postgres.url()).number("SELECT count(*) FROM customer") == 4 * kRows);
}

TEST_CASE("a child that is forked while another thread makes the PostgreSQL database ready does so itself") {
  const PostgresDatabase postgres;
  std::promise<void> reached, go_on;
  const auto stop = [&](LogLevel, std::string_view what, std::string_view) {
    if (what != "migrate") return;
    reached.set_value();
    go_on.get_future().wait();
  };
  const Database database(
      Options{.url = postgres.url(), .migrate = true, .deadline = std::chrono::seconds(10), .log = stop});
  std::thread other([&] { add(database, "parent"); });
  reached.get_future().wait();
  CHECK(in_child([&] {
          add(database, "child");
          return std::string("worked");
        }) == "worked");
  go_on.set_value();
  other.join();
  CHECK(RawPostgres(postgres.url()).number("SELECT count(*) FROM customer") == 2 * kRows);
}

#if !defined(__SANITIZE_ADDRESS__)  // its allocator may be locked for ever in a child of a busy process
TEST_CASE("children of a process whose other threads are busy with PostgreSQL work and leave them alone") {
  const PostgresDatabase postgres;
  const Database database(
      Options{.url = postgres.url(), .migrate = true, .deadline = std::chrono::seconds(10)});
  add(database, "before");
  std::atomic<bool> stop = false, failed = false;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i)
    threads.emplace_back([&, i] {
      try {
        for (int n = 0; !stop; ++n) add(database, std::to_string(i) + "/" + std::to_string(n) + "/");
      } catch (...) {
        failed = true;
      }
    });
  for (int i = 0; i < 5; ++i)
    CHECK(in_child([&] {
            add(database, "child" + std::to_string(i) + "/");
            return std::string("worked");
          }) == "worked");
  stop = true;
  for (std::thread& thread : threads) thread.join();
  CHECK_FALSE(failed);
}
#endif

TEST_CASE("a child that ends without using the database leaves its parent's PostgreSQL connections alone") {
  const PostgresDatabase postgres;
  auto database = std::make_unique<Database>(
      Options{.url = postgres.url(), .migrate = true, .deadline = std::chrono::seconds(60)});
  add(*database, "before");
  CHECK(in_child([&] {
          database.reset();
          return std::string("ended");
        }) == "ended");
  add(*database, "after");
  CHECK(RawPostgres(postgres.url())
            .number("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'libcrm' "
                    "AND datname = current_database()") <= 2);
}

TEST_CASE("the test of forked connections finds a child that closes what is its parent's") {
  const PostgresDatabase postgres;
  auto raw = std::make_unique<RawPostgres>(postgres.url());
  CHECK(in_child([&] {
          raw.reset();
          return std::string("ended");
        }) == "ended");
  CHECK_THROWS(raw->execute("SELECT 1"));
}
