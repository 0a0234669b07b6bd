// Who waits for running calls waits for those alone that run already.
#include "storage/owner.hpp"

#include <atomic>
#include <catch2/catch.hpp>
#include <optional>
#include <thread>

using namespace crm;
using storage::OwnedScope;

namespace {

storage::Deadline in_a_while() { return storage::Clock::now() + std::chrono::seconds(20); }

}  // namespace

TEST_CASE("Running calls are waited for until the deadline") {
  storage::Owner owner;
  CHECK(owner.wait_for_calls(storage::Clock::now()));
  std::optional<OwnedScope> call(owner);
  CHECK_FALSE(owner.wait_for_calls(storage::Clock::now()));
  CHECK_FALSE(owner.wait_for_calls(storage::Clock::now()));  // whichever page it is on
  call.reset();
  CHECK(owner.wait_for_calls(storage::Clock::now()));
}

TEST_CASE("Calls that begin while running calls are waited for keep nobody waiting", "[threads]") {
  storage::Owner owner;
  std::atomic<bool> stop = false;
  std::optional<OwnedScope> calls[2];
  calls[1].emplace(owner);
  std::atomic<int> begun = 0;
  std::thread other([&] {  // one is always running
    for (int n = 0; !stop; n = 1 - n, ++begun) {
      calls[n].emplace(owner);
      calls[1 - n].reset();
    }
  });
  while (begun < 10) std::this_thread::yield();
  CHECK(owner.wait_for_calls(in_a_while()));
  stop = true;
  other.join();
}
