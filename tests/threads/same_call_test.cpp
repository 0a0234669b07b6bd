// Threads that record the same call at the same moment.
#include <array>
#include <atomic>
#include <barrier>
#include <catch2/catch.hpp>
#include <numeric>
#include <set>
#include <thread>

#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr int kThreads = 8, kCalls = 50;

// Runs act(thread, call) for every thread and call, all threads beginning each call together. Says what went
// wrong.
std::string in_threads(const std::function<void(int, int)>& act) {
  std::barrier together(kThreads);
  std::array<std::string, kThreads> troubles;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int call = 0; call < kCalls; ++call) {
        together.arrive_and_wait();
        try {
          act(t, call);
        } catch (const std::exception& error) {
          troubles[static_cast<std::size_t>(t)] = error.what();
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  return std::accumulate(troubles.begin(), troubles.end(), std::string());
}

Outcome outcome(int call, const std::string& note) {
  return {.call_id = "call " + std::to_string(call),
          .customer_id = CustomerId{1},
          .disposition = "promise_to_pay",
          .agreed_amount = usd(500 + call),
          .note = note};
}

// The database as one object or as two, as two libraries in one process would have it.
std::vector<Database> databases(const TestDatabase& first, int count) {
  std::vector<Database> all;
  for (int i = 0; i < count; ++i)
    all.emplace_back(Options{.url = "sqlite:///" + first.file(), .deadline = std::chrono::seconds(60)});
  return all;
}

}  // namespace

TEST_CASE("of threads that record the same call one records it, the others get its answer", "[threads]") {
  TestDatabase test;
  test.session().load({{.customer = john_doe(), .loans = {a_loan()}}}, "test");
  const auto all = databases(test, GENERATE(1, 2));
  std::vector<std::atomic<int>> recorded(kCalls);
  std::vector<std::array<std::int64_t, kThreads>> answers(kCalls);
  const std::string trouble = in_threads([&](int thread, int call) {
    Session session = all[static_cast<std::size_t>(thread) % all.size()].session("test");
    const OutcomeResult result = session.post_call(outcome(call, "same"));
    recorded[static_cast<std::size_t>(call)] += !result.replayed;
    answers[static_cast<std::size_t>(call)][static_cast<std::size_t>(thread)] = result.interaction_id.value;
  });
  CHECK(trouble == "");
  for (int call = 0; call < kCalls; ++call) {
    CHECK(recorded[static_cast<std::size_t>(call)] == 1);
    const auto& given = answers[static_cast<std::size_t>(call)];
    CHECK(std::set<std::int64_t>(given.begin(), given.end()).size() == 1);
  }
  const RawDatabase raw(test.file());
  CHECK(raw.number("SELECT count(*) FROM interaction") == kCalls);
  CHECK(inconsistencies(raw) == "");
}

TEST_CASE("of threads that record other things under the same call id one wins, the others conflict",
          "[threads]") {
  TestDatabase test;
  test.session().load({{.customer = john_doe(), .loans = {a_loan()}}}, "test");
  const auto all = databases(test, GENERATE(1, 2));
  std::atomic<int> won = 0, conflicts = 0, other = 0;
  const std::string trouble = in_threads([&](int thread, int call) {
    try {
      Session session = all[static_cast<std::size_t>(thread) % all.size()].session("test");
      won += !session.post_call(outcome(call, "from thread " + std::to_string(thread))).replayed;
    } catch (const Error& error) {
      if (error.code() != Code::conflict) throw;
      ++(error.code() == Code::conflict && error.field() == "call_id" ? conflicts : other);
    }
  });
  CHECK(trouble == "");
  CHECK(won == kCalls);
  CHECK(conflicts == kCalls * (kThreads - 1));
  CHECK(other == 0);
  const RawDatabase raw(test.file());
  CHECK(raw.number("SELECT count(*) FROM call_outcome") == kCalls);
  CHECK(inconsistencies(raw) == "");
}
