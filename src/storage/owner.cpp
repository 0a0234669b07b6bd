#include "storage/owner.hpp"

#include <unistd.h>

#include <crm/error.hpp>
#include <thread>

namespace crm::storage {

namespace {

constexpr std::uint64_t kProcess = std::uint64_t{1} << 32;
constexpr auto kPause = std::chrono::milliseconds(1);

std::uint64_t this_process() { return static_cast<std::uint64_t>(getpid()) * kProcess; }
bool any_open(std::uint64_t state) { return state % kProcess != 0; }
bool is_foreign(std::uint64_t state) {
  return any_open(state) && state / kProcess * kProcess != this_process();
}

[[noreturn]] void refuse() {
  throw Error(
      Code::misuse,
      "This process was forked from one that had the database open. Call before_fork() in the parent "
      "before it forks, and keep its other threads away from the database until it has forked; or use "
      "the database for the first time in the children. A database in memory stays with the process that "
      "made it.");
}

}  // namespace

bool Owner::is_forked_child() const noexcept { return is_foreign(state_.load()); }

void Owner::refuse_in_forked_child() const {
  if (is_forked_child()) refuse();
}

void Owner::add() {
  std::uint64_t state = state_.load();
  do {
    if (is_foreign(state)) refuse();
  } while (!state_.compare_exchange_weak(state, (any_open(state) ? state : this_process()) + 1));
}

void Owner::remove(std::size_t connections) noexcept { state_.fetch_sub(connections); }

std::size_t Owner::begin_call() {
  add();
  const std::size_t turn = turn_.load();
  ++running_[turn];
  return turn;
}

void Owner::end_call(std::size_t turn) noexcept {
  --running_[turn];
  remove();
}

// Both pages: somebody may have waited before and turned away from the other one.
bool Owner::wait_for_calls(Deadline deadline) noexcept {
  for (int page = 0; page < 2; ++page)
    for (const std::size_t turn = turn_.fetch_xor(1); running_[turn] != 0;
         std::this_thread::sleep_for(kPause))
      if (passed(deadline)) return false;
  return true;
}

}  // namespace crm::storage
