// Waiting for a pool's connections: for one, and for all of them to come back.
#include "storage/pool.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <optional>
#include <thread>
#include <vector>

#include <crm/error.hpp>

#include "storage/driver.hpp"

using namespace crm;

namespace {

constexpr int kRounds = 300, kThreads = 4;

storage::Deadline in_a_while() { return storage::Clock::now() + std::chrono::seconds(20); }

}  // namespace

TEST_CASE("Who waits for a connection and who waits for all of them are all told when the last one is back",
          "[threads]") {
  const auto driver = storage::make_driver(Options{.url = "sqlite://"});
  storage::Pool pool(1, [&](storage::Deadline deadline, const storage::Watch*) {
    return driver->connect(storage::Access::read, deadline);
  });
  std::atomic<int> forgotten = 0;
  const auto counting = [&](auto action) {
    return std::thread([&forgotten, action] {
      try {
        action();
      } catch (const Error&) {
        ++forgotten;
      }
    });
  };
  for (int round = 0; round < kRounds && forgotten == 0; ++round) {
    std::optional<storage::Pool::Lease> lease(pool.acquire(in_a_while()));
    std::vector<std::thread> waiting;
    for (int i = 0; i < kThreads; ++i) {
      waiting.push_back(counting([&] { pool.close_all(in_a_while()); }));
      waiting.push_back(counting([&] { pool.acquire(in_a_while()); }));
    }
    lease.reset();
    for (std::thread& thread : waiting) thread.join();
  }
  CHECK(forgotten == 0);
}
