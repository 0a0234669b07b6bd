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

// The promise is 2 s; a busy machine or a sanitizer may take the processor away for longer.
constexpr milliseconds kSoon{2000 + 2000};

// From the moment at which the server takes connections again.
milliseconds time_to_go_on(const std::atomic<int>& acknowledged) {
  const auto begin = std::chrono::steady_clock::now();
  wait_until([&, before = acknowledged.load()] { return acknowledged > before; });
  return std::chrono::ceil<milliseconds>(std::chrono::steady_clock::now() - begin);
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
