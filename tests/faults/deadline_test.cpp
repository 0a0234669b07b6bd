// Calls that cannot keep their deadline: they end soon after it, have done nothing, and the next ones work.
#include <catch2/catch.hpp>
#include <chrono>
#include <fstream>
#include <future>

#include "support/child.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;

namespace {

// The promise is 100 ms past the deadline. A busy machine or a sanitizer may take the processor away for
// longer than that: what must not happen is that a call waits for something else than its deadline.
constexpr auto kGrace = 100ms, kMachine = 2000ms;

using Clock = std::chrono::steady_clock;

template <class Call>
std::chrono::milliseconds time_of(Call call) {
  const auto begin = Clock::now();
  call();
  return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - begin);
}

// Another program in the middle of a write.
class OtherWriter {
 public:
  explicit OtherWriter(const std::string& file) : raw_(file) { raw_.execute("BEGIN IMMEDIATE"); }

 private:
  RawDatabase raw_;
};

void load_customers(Session session, int count) {
  std::vector<CustomerFile> files;
  for (int i = 0; i < count; ++i) {
    files.push_back({.customer = john_doe(), .loans = {a_loan()}});
    files.back().customer.account_number = "A" + std::to_string(i);
  }
  session.load(std::move(files), "test");
}

Outcome outcome(const std::string& call_id) { return {.call_id = call_id, .customer_id = CustomerId{1}}; }

}  // namespace

TEST_CASE("a write that another process keeps out ends at its deadline and has written nothing") {
  TestDatabase database;
  load_customers(database.session(), 1);
  Session session = database.session();
  session.set_deadline(150ms);
  {
    const OtherWriter other(database.file());
    const auto took = time_of([&] { CHECK_REFUSED(timeout, "", session.post_call(outcome("1"))); });
    CHECK(took >= 150ms);
    CHECK(took < 150ms + kGrace + kMachine);
    CHECK(session.pre_call("2125551234").candidates.size() == 1);  // who only reads is not kept out
  }
  session.set_deadline(60s);
  CHECK(session.dashboard().total_interactions == 0);
  CHECK_FALSE(session.post_call(outcome("1")).replayed);
  CHECK(inconsistencies(RawDatabase(database.file())) == "");
}

TEST_CASE("a write that is kept out for a while is done when the way is free, within its deadline") {
  TestDatabase database;
  load_customers(database.session(), 1);
  auto other = std::make_unique<OtherWriter>(database.file());
  auto recorded = std::async(std::launch::async, [&] { return database.session().post_call(outcome("1")); });
  CHECK(recorded.wait_for(50ms) == std::future_status::timeout);
  other.reset();
  CHECK_FALSE(recorded.get().replayed);
}

TEST_CASE("a long read is interrupted at its deadline") {
  TestDatabase database(every_database());
  load_customers(database.session(), 10'000);
  Session session = database.session();
  // Reads every customer, and keeps none.
  const CustomerFilter nobody{.account_prefix = "A", .name_prefix = "Zzz"};
  CHECK(session.customers().list(nobody).items.empty());
  session.set_deadline(1ms);
  const auto took = time_of([&] { CHECK_REFUSED(timeout, "", session.customers().list(nobody)); });
  CHECK(took < 1ms + kGrace + kMachine);
  session.set_deadline(60s);
  CHECK(session.customers().list(nobody).items.empty());
}

TEST_CASE("a call that finds no free connection ends at its deadline") {
  std::promise<void> inside, leave;
  std::atomic<bool> hold = false;
  // The clock is asked while the call holds its connection.
  TestDatabase database(Where::in_a_file, [&](Options& options) {
    options.pool_size = 1;
    options.clock = [&] {
      if (hold.exchange(false)) {
        inside.set_value();
        leave.get_future().wait();
      }
      return parse_instant("2024-02-01T17:00:00Z");
    };
  });
  load_customers(database.session(), 1);
  hold = true;
  auto holder = std::async(std::launch::async, [&] { return database.session().pre_call("2125551234"); });
  inside.get_future().wait();
  Session session = database.session();
  session.set_deadline(50ms);
  const auto took = time_of([&] { CHECK_REFUSED(timeout, "", session.dashboard()); });
  CHECK(took < 50ms + kGrace + kMachine);
  leave.set_value();
  CHECK(holder.get().candidates.size() == 1);
  session.set_deadline(60s);
  CHECK(session.dashboard().total_customers == 1);
}

TEST_CASE("making a database that another process keeps locked ends at the deadline, and works later") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  std::ofstream(file).close();
  RawDatabase(file).execute("PRAGMA journal_mode=WAL");
  Database database(Options{.url = "sqlite:///" + file, .migrate = true, .deadline = 150ms});
  {
    const OtherWriter other(file);
    const auto took = time_of([&] { CHECK_REFUSED(timeout, "", database.warm_up()); });
    CHECK(took < 150ms + kGrace + kMachine);
  }
  Session session = database.session("test");
  session.set_deadline(60s);
  CHECK(session.dashboard().total_customers == 0);
}
