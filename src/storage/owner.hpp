// Which process a database is in use by.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>

#include "storage/deadline.hpp"

namespace crm::storage {

// SQLite's table of locks belongs to the process that opened the file: a child that inherits it takes no lock
// at all and would destroy the database. And whatever a call of another thread held at the fork, nobody in
// the child gives back. So open connections and running calls are counted here, each before it touches
// anything else. Shared by all pools of a database.
// Threads: any; only wait_for_calls waits, so the rest also answers in a child that was forked in the middle
// of a call.
class Owner {
 public:
  // Error(misuse) in a child of the process that has connections open or calls running.
  void refuse_in_forked_child() const;
  bool is_forked_child() const noexcept;

  // A connection is about to be opened; Error(misuse) as above.
  void add();
  void remove(std::size_t connections = 1) noexcept;

  // A call begins, Error(misuse) as above, and ends; what the one gives, the other takes.
  std::size_t begin_call();
  void end_call(std::size_t turn) noexcept;
  // Until the calls that are running now have ended, however many begin meanwhile. False: the deadline
  // passed.
  bool wait_for_calls(Deadline deadline) noexcept;

 private:
  // The process's id, and below it how many connections are open and calls running in it.
  std::atomic<std::uint64_t> state_ = 0;
  // The calls among them. Who waits for them turns the page, and those that begin are counted on the other
  // one.
  std::atomic<std::size_t> turn_ = 0;
  std::array<std::atomic<std::size_t>, 2> running_{};
};

// A call, for the life of a scope; it may hold others. Error(misuse) in a forked child.
class OwnedScope {
 public:
  explicit OwnedScope(Owner& owner) : owner_(owner), turn_(owner.begin_call()) {}
  ~OwnedScope() { owner_.end_call(turn_); }
  OwnedScope(const OwnedScope&) = delete;
  OwnedScope& operator=(const OwnedScope&) = delete;

 private:
  Owner& owner_;
  const std::size_t turn_;
};

}  // namespace crm::storage
