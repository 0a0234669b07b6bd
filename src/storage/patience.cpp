#include "storage/patience.hpp"

#include <algorithm>
#include <crm/error.hpp>
#include <ctime>

namespace crm::storage {

namespace {
constexpr Clock::duration kLongestPause = std::chrono::milliseconds(50);
}

bool Patience::rest() {
  const auto now = Clock::now();
  const auto share = now.time_since_epoch().count() % 512 + 512;  // of 1024
  const auto pause = pause_ * share / 1024;
  if (now + pause >= deadline_) return false;
  const timespec time{0, static_cast<long>(std::chrono::nanoseconds(pause).count())};
  nanosleep(&time, nullptr);
  pause_ = std::min(pause_ * 2, kLongestPause);
  return true;
}

Pool::Lease acquire_patiently(Pool& pool, Deadline deadline, const Watch* watch) {
  Patience patience(deadline);
  for (;;) {
    try {
      return pool.acquire(deadline, watch);
    } catch (const Error& error) {
      if (error.code() != Code::busy || !patience.rest()) throw;
    }
  }
}

}  // namespace crm::storage
