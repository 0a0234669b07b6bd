// Waiting for other threads, within a deadline and under the eyes of the caller.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <crm/error.hpp>
#include <mutex>

#include "storage/connection.hpp"
#include "storage/deadline.hpp"

namespace crm::storage {

// How long a caller who is watched may go unasked.
inline constexpr auto kLook = std::chrono::milliseconds(10);

// How long after its deadline a change that is under way is waited for: the call ends 100 ms after it.
inline constexpr auto kGrace = std::chrono::milliseconds(80);

inline bool goes_on(const Watch* watch) { return watch == nullptr || (*watch)(); }

[[noreturn]] inline void refuse_cancelled() {
  throw Error(Code::cancelled, "The call was cancelled; nothing was changed.");
}

// Waits until ready(); false when the deadline passes first. The watch, when there is one, is asked now and
// then without the lock: Error(cancelled), and the lock is held.
template <class Ready>
bool wait_watched(std::condition_variable& news, std::unique_lock<std::mutex>& lock, Deadline deadline,
                  const Watch* watch, Ready ready) {
  if (watch == nullptr) return news.wait_until(lock, deadline, ready);
  while (!news.wait_until(lock, std::min(deadline, Clock::now() + kLook), ready)) {
    lock.unlock();
    const bool go_on = goes_on(watch);
    lock.lock();
    if (!go_on) refuse_cancelled();
    if (passed(deadline)) return ready();
  }
  return true;
}

// Lets the caller's watch see what a connection does, for the life of a scope.
class Watching {
 public:
  Watching(Connection& connection, const Watch* watch)
      : connection_(watch == nullptr ? nullptr : &connection) {
    if (connection_ != nullptr) connection_->set_watch(*watch);
  }
  ~Watching() {
    if (connection_ != nullptr) connection_->set_watch({});
  }
  Watching(const Watching&) = delete;
  Watching& operator=(const Watching&) = delete;

 private:
  Connection* connection_;
};

}  // namespace crm::storage
