// How writing work gets its transaction.
#pragma once

#include <functional>

#include "storage/write_transaction.hpp"

namespace crm::storage {

// Threads: any.
class Writer {
 public:
  virtual ~Writer() = default;

  // May run more than once, each time in a fresh transaction, and after its caller has given up: it owns what
  // it uses. What it throws rolls its own changes back and reaches its caller.
  using Work = std::function<void(WriteTransaction&)>;

  // Returns when the work is durable. Error(timeout): not done and never will be; cancelled: the same,
  // because the watch said no. Error(unknown_outcome): the deadline passed, or the connection broke, while
  // the work was being committed.
  virtual void run(Work work, Deadline deadline, const Watch* watch = nullptr) = 0;

  // The same for work that finds out by itself that it was done before, as what has an idempotency key: when
  // nobody knows whether it was committed, it runs again.
  virtual void run_repeatable(Work work, Deadline deadline, const Watch* watch = nullptr) = 0;
};

}  // namespace crm::storage
