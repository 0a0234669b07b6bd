// Session::set_watch and Database::set_watch: a call that waits or reads is ended from outside, soon and
// without a trace.
#include <atomic>
#include <catch2/catch.hpp>
#include <crm/database.hpp>
#include <fstream>
#include <latch>
#include <thread>

#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/temp_folder.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;

namespace {

struct World {
  TempFolder folder;
  Database database;

  explicit World(std::size_t pool_size = 8)
      : database({.url = "sqlite:///" + folder.file("crm.db"),
                  .migrate = true,
                  .deadline = 60s,
                  .pool_size = pool_size}) {
    std::vector<CustomerFile> files(500);
    database.session("test").load(files, "test");
  }

  Session session(std::function<bool()> watch) const {
    Session made = database.session("test");
    made.set_watch(std::move(watch)).set_deadline(60s);
    return made;
  }
};

// How often it lets a call go on.
std::function<bool()> lets_go_on(int times) {
  return [left = std::make_shared<std::atomic<int>>(times)] { return (*left)-- > 0; };
}

Code code_of(const std::function<void()>& call) {
  const auto start = std::chrono::steady_clock::now();
  try {
    call();
  } catch (const Error& error) {
    CHECK(std::chrono::steady_clock::now() - start < 30s);  // half the deadline
    return error.code();
  }
  FAIL("the call was not ended");
  return {};
}

}  // namespace

TEST_CASE("a read under way is cancelled and the next call works", "[threads]") {
  const World world;
  std::size_t seen = 0;
  Session session = world.session(lets_go_on(3));
  const auto read_all = [&] { session.each<Customer>([&](const Customer&, std::string_view) { ++seen; }); };
  CHECK(code_of(read_all) == Code::cancelled);
  CHECK(seen < 500);
  session.set_watch({});
  seen = 0;
  read_all();
  CHECK(seen == 500);
}

TEST_CASE("a call that waits for another program's lock is cancelled and writes nothing", "[threads]") {
  const World world;
  RawDatabase other(world.folder.file("crm.db"));
  other.execute("BEGIN IMMEDIATE");
  Session session = world.session(lets_go_on(3));
  CHECK(code_of([&] { session.customers().create({}); }) == Code::cancelled);
  other.execute("ROLLBACK");
  session.set_watch({});
  CHECK(session.dashboard().total_customers == 500);
  session.customers().create({});
  CHECK(session.dashboard().total_customers == 501);
}

TEST_CASE("a call that waits for its turn to write is cancelled and the others are not", "[threads]") {
  const World world;
  RawDatabase other(world.folder.file("crm.db"));
  other.execute("BEGIN IMMEDIATE");
  std::latch leading(1);
  std::thread leader([&] {
    bool first = true;
    Session session = world.session([&] {
      if (first) leading.count_down();
      first = false;
      return true;
    });
    session.customers().create({});
  });
  leading.wait();
  Session waiting = world.session(lets_go_on(3));
  CHECK(code_of([&] { waiting.customers().create({}); }) == Code::cancelled);
  other.execute("ROLLBACK");
  leader.join();
  CHECK(world.session({}).dashboard().total_customers == 501);
}

TEST_CASE("a call that waits for a connection is cancelled", "[threads]") {
  const World world(1);
  std::latch reading(1), cancelled(1);
  std::thread reader([&] {
    bool first = true;
    world.session({}).each<Customer>([&](const Customer&, std::string_view) {
      if (first) {
        reading.count_down();
        cancelled.wait();
      }
      first = false;
    });
  });
  reading.wait();
  Session waiting = world.session(lets_go_on(3));
  const Code code = code_of([&] { waiting.dashboard(); });
  cancelled.count_down();
  reader.join();
  CHECK(code == Code::cancelled);
}

TEST_CASE("what is asked of the database as a whole is cancelled by its watch and ends at its deadline",
          "[threads]") {
  const World world;
  std::ofstream(world.folder.file("new.db")).flush();
  Database fresh({.url = "sqlite:///" + world.folder.file("new.db"), .migrate = true, .deadline = 60s});
  RawDatabase other(world.folder.file("new.db"));
  other.execute("BEGIN IMMEDIATE");
  for (const auto& work : {+[](Database& used) { used.migrate(); }, +[](Database& used) { used.warm_up(); },
                           +[](Database& used) { used.health(); }}) {
    Database used = fresh;
    CHECK(code_of([&] { work(used.set_watch(lets_go_on(3))); }) == Code::cancelled);
    used.set_watch({}).set_deadline(50ms);
    CHECK(code_of([&] { work(used); }) == Code::timeout);
  }
  other.execute("ROLLBACK");
  CHECK(fresh.migrate() > 0);
  CHECK(fresh.health().customers == 0);
}
