// A call into the library: without the GIL, within its time, and under the eyes of whoever may end it.
//
// Every function that may wait or take a lock of the library goes through here. So no thread waits for such a
// lock while it holds the GIL, and a running call may ask for the GIL to look at signals.
#pragma once

#include <atomic>
#include <chrono>
#include <crm/database.hpp>
#include <exception>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "call_gate.hpp"
#include "log_queue.hpp"
#include "records.hpp"

namespace crm::python {

using Timeout = std::optional<double>;  // seconds; none: the database's own deadline

// An open database, or one that was closed. Threads: with the GIL.
class DatabaseHandle {
 public:
  explicit DatabaseHandle(Options options);
  ~DatabaseHandle();
  DatabaseHandle(const DatabaseHandle&) = delete;
  DatabaseHandle& operator=(const DatabaseHandle&) = delete;

  // A copy, which keeps it open for the length of a call. Error(misuse) when it is closed.
  Database get() const;
  bool is_open() const noexcept { return database_.has_value(); }
  // The last of the running calls closes it. Again is fine.
  void close();
  // In memory there is nothing that a forked child could go on with.
  bool in_memory() const noexcept { return in_memory_; }
  // Those of this process.
  static const std::set<DatabaseHandle*>& all() noexcept;

  // How long a call may take: what is named, else the database's own. Error(invalid_argument).
  std::chrono::milliseconds limit(const Timeout& timeout) const;
  std::chrono::milliseconds pre_call_limit(const Timeout& timeout) const;

  const std::string& country() const noexcept { return country_; }
  const std::string& shown_url() const noexcept { return shown_url_; }
  LogQueue& log() const noexcept { return *log_; }

 private:
  std::shared_ptr<LogQueue> log_ = std::make_shared<LogQueue>();
  std::string country_, shown_url_;
  bool in_memory_;
  std::chrono::milliseconds deadline_, pre_call_deadline_;
  std::optional<Database> database_;
};

// Whoever acts on a database. Cheap to copy; from any thread.
struct SessionHandle {
  std::shared_ptr<DatabaseHandle> database;
  std::string actor;
  std::shared_ptr<std::atomic<bool>> cancelled = std::make_shared<std::atomic<bool>>(false);

  std::string_view country() const { return database->country(); }
};

// Says whether a running call shall go on: not when its session is cancelled, a signal handler has raised
// (KeyboardInterrupt), or the process ends.
class Watchman {
 public:
  explicit Watchman(const std::atomic<bool>& cancelled) : cancelled_(cancelled) {}

  // On the thread of the call, without the GIL.
  bool go_on();
  // What the signal handler raised takes the place of the library's Error(cancelled).
  void rethrow_raised() const {
    if (raised_) std::rethrow_exception(raised_);
  }

 private:
  static constexpr auto kLook = std::chrono::milliseconds(50);

  const std::atomic<bool>& cancelled_;
  Clock::time_point next_look_ = Clock::now() + kLook;
  std::exception_ptr raised_;
};

// The same as a whole number of milliseconds, never less than what was asked for.
std::chrono::milliseconds milliseconds_of(double seconds, const char* field);

// What is left until then, for the library's deadlines.
std::chrono::milliseconds left_until(Clock::time_point until);

// Runs work() without the GIL, and then delivers the log lines, also when it throws. until: as of CallPass.
template <class Work>
auto without_gil(LogQueue& log, Clock::time_point until, Work work) {
  struct Delivery {
    LogQueue& log;
    ~Delivery() { log.deliver(); }
  };
  const Delivery delivery{log};
  const CallPass pass(until);
  const WithoutGil released;
  return work();
}

inline Session session_of(const SessionHandle& handle) {
  return handle.database->get().session(handle.actor);
}

// Runs work(asked) within the limit; asked: a crm::Session or a crm::Database. With the GIL, which it gives
// up meanwhile.
template <class Asked, class Work>
auto call_within(std::chrono::milliseconds limit, const SessionHandle& handle, Asked asked, Work work) {
  const Clock::time_point until = Clock::now() + limit;
  Watchman watchman(*handle.cancelled);
  asked.set_watch([&watchman] { return watchman.go_on(); });
  try {
    return without_gil(handle.database->log(), until, [&, old = take_leftovers()]() mutable {
      old.clear();
      Asked used = std::move(asked);  // it may be the last user of a database that is closed meanwhile
      if (*handle.cancelled) throw Error(Code::cancelled, "The session was cancelled: make a new one.");
      used.set_deadline(left_until(until));
      return work(used);
    });
  } catch (const Error&) {
    watchman.rethrow_raised();
    throw;
  }
}

// Runs work(crm::Session&).
template <class Work>
auto call(const SessionHandle& handle, const Timeout& timeout, Work work) {
  return call_within(handle.database->limit(timeout), handle, session_of(handle), std::move(work));
}

// The same for the answer that a caller on the line waits for.
template <class Work>
auto before_call(const SessionHandle& handle, const Timeout& timeout, Work work) {
  return call_within(handle.database->pre_call_limit(timeout), handle, session_of(handle), std::move(work));
}

}  // namespace crm::python
