// Outcomes, and records with a key, on PostgreSQL while the server restarts and answers get lost: each that
// was acknowledged is there, and none twice.
#include <algorithm>
#include <iostream>

#include "faults/postgres_dialers.hpp"
#include "support/postgres_proxy.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// A hasty caller is left in doubt only when there is no answer at all for a while.
Tally lose_answers(const std::string& url, int losses, OnDoubt on_doubt) {
  PostgresProxy proxy(url);
  return record_while(proxy.url(), url, on_doubt, [&](const auto&) {
    proxy.lose_commit_answers(on_doubt == OnDoubt::new_call_id ? 1 : 20);
    wait_until([&] { return proxy.lost_answers() >= losses; });
    proxy.lose_commit_answers(0);
  });
}

using std::chrono::milliseconds;

constexpr milliseconds kSoon{2000};

// From the moment at which the server takes connections again; not much longer than kSoon.
milliseconds time_to_go_on(const std::atomic<int>& acknowledged) {
  const auto begin = std::chrono::steady_clock::now();
  const auto passed = [&] {
    return std::chrono::ceil<milliseconds>(std::chrono::steady_clock::now() - begin);
  };
  const int before = acknowledged;
  while (acknowledged == before && passed() <= kSoon) std::this_thread::yield();
  return passed();
}

// Each time work has begun again.
void restart(PostgresServer& server, int times, const std::atomic<int>& acknowledged) {
  milliseconds longest{};
  for (int i = 0; i < times; ++i) {
    wait_until([&, before = acknowledged.load()] { return acknowledged >= before + 100; });
    server.restart(i % 2 == 0 ? "immediate" : "fast");
    longest = std::max(longest, time_to_go_on(acknowledged));
  }
  std::cout << "work went on within " << longest.count() << " ms after each restart" << std::endl;
  CHECK(longest < kSoon);
}

// Wrong: a connection that has ended stays so.
void write_on_one_connection(const std::string& url, const std::atomic<bool>& enough,
                             std::atomic<int>& acknowledged) {
  const RawPostgres raw(url);
  while (!enough) {
    try {
      raw.execute("INSERT INTO note VALUES (1)");
      ++acknowledged;
    } catch (const std::runtime_error&) {
    }
  }
}

}  // namespace

TEST_CASE("on PostgreSQL no outcome is lost or doubled when the answers to commits get lost", "[threads]") {
  const PostgresDatabase postgres;
  const Tally tally = lose_answers(postgres.url(), 50, OnDoubt::same_call_id);
  CHECK(tally.acknowledged > 500);
  check_each_is_there_once(tally);
}

TEST_CASE(
    "on PostgreSQL no customer is doubled that is created under a key while the answers to commits get lost",
    "[threads]") {
  const PostgresDatabase postgres;
  PostgresProxy proxy(postgres.url());
  const Database database(options_for(proxy.url()));
  Session session = database.session("tester");
  session.dashboard();
  proxy.lose_commit_answers(3);
  for (int i = 0; i < 60; ++i) session.customers().create({.first_name = "Ada"}, "K" + std::to_string(i));
  proxy.lose_commit_answers(0);
  CHECK(proxy.lost_answers() >= 10);
  CHECK(session.dashboard().total_customers == 60);
}

TEST_CASE("five hundred lost answers to commits lose and double nothing on PostgreSQL", "[threads][slow]") {
  const PostgresDatabase postgres;
  const Tally tally = lose_answers(postgres.url(), 500, OnDoubt::same_call_id);
  CHECK(tally.acknowledged > 5000);
  check_each_is_there_once(tally);
}

TEST_CASE("the test of lost answers finds a caller who tries again under a new call id", "[threads]") {
  const PostgresDatabase postgres;
  CHECK(lose_answers(postgres.url(), 200, OnDoubt::new_call_id).doubled > 0);
}

TEST_CASE("on PostgreSQL no outcome is lost or doubled when the server restarts, and work goes on by itself",
          "[threads]") {
  PostgresServer server;
  const Tally tally = record_while(server.url(), server.url(), OnDoubt::same_call_id,
                                   [&](const auto& acknowledged) { restart(server, 4, acknowledged); });
  check_each_is_there_once(tally);
}

TEST_CASE("twenty restarts of PostgreSQL lose and double nothing", "[threads][slow]") {
  PostgresServer server;
  const Tally tally = record_while(server.url(), server.url(), OnDoubt::same_call_id,
                                   [&](const auto& acknowledged) { restart(server, 20, acknowledged); });
  check_each_is_there_once(tally);
}

TEST_CASE("the test of restarts finds a writer who does not connect again", "[threads]") {
  PostgresServer server;
  RawPostgres(server.url()).execute("CREATE TABLE note (number INTEGER)");
  std::atomic<bool> enough = false;
  std::atomic<int> acknowledged = 0;
  std::thread writer([&] { write_on_one_connection(server.url(), enough, acknowledged); });
  wait_until([&] { return acknowledged > 0; });
  server.restart("fast");
  CHECK(time_to_go_on(acknowledged) > kSoon);
  enough = true;
  writer.join();
}

TEST_CASE("on PostgreSQL dialers who are more than the server has connections record each outcome once",
          "[threads]") {
  PostgresServer server({"max_connections=10", "superuser_reserved_connections=0"});
  std::vector<std::unique_ptr<RawPostgres>> others;
  for (int i = 0; i < 7; ++i) others.push_back(std::make_unique<RawPostgres>(server.url()));
  const Tally tally =
      record_while(server.url(), server.url(), OnDoubt::same_call_id, [&](const auto& acknowledged) {
        wait_until([&] { return acknowledged >= 500; });
        CHECK_THROWS_WITH(RawPostgres(server.url()), Catch::Contains("too many clients"));
        others.clear();
      });
  check_each_is_there_once(tally);
}

TEST_CASE("a PostgreSQL server that has few connections left has one for the ids of what is recorded",
          "[threads]") {
  PostgresServer server({"max_connections=10", "superuser_reserved_connections=0"});
  const auto customers = make_customers(server.url(), 8);
  std::vector<std::unique_ptr<RawPostgres>> others;
  for (int i = 0; i < 7; ++i) others.push_back(std::make_unique<RawPostgres>(server.url()));
  const Database database({.url = server.url(), .deadline = std::chrono::seconds(10)});
  std::atomic<int> recorded = 0;
  std::vector<std::thread> threads;
  for (const CustomerId id : customers)
    threads.emplace_back([&, id] {
      try {
        database.session("dialer").post_call({.call_id = "c1", .customer_id = id});
        ++recorded;
      } catch (const Error&) {
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(recorded == 8);
}
