// Which process a database's connections belong to.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>

namespace crm::storage {

// SQLite's table of locks belongs to the process that opened the file: a child that inherits it takes no lock
// at all and would destroy the database. Shared by all pools of a database.
// Threads: any; nothing here waits, so it also answers in a child that was forked in the middle of a call.
class Owner {
 public:
  // Error(misuse) in a child of the process that has connections open.
  void refuse_in_forked_child() const;
  bool is_forked_child() const noexcept;

  // A connection is about to be opened; Error(misuse) as above.
  void add();
  void remove(std::size_t connections = 1) noexcept;

 private:
  std::atomic<std::uint64_t> state_ = 0;  // the process's id, and below it how many connections it has open
};

// Connections outside of the pools, for the life of a scope. Error(misuse) in a forked child.
class OwnedScope {
 public:
  explicit OwnedScope(Owner& owner) : owner_(owner) { owner_.add(); }
  ~OwnedScope() { owner_.remove(); }
  OwnedScope(const OwnedScope&) = delete;
  OwnedScope& operator=(const OwnedScope&) = delete;

 private:
  Owner& owner_;
};

}  // namespace crm::storage
