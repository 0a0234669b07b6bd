// Pauses between attempts at what others hold just now, within a deadline.
#pragma once

#include "storage/pool.hpp"

namespace crm::storage {

// Each pause is up to twice the one before, and never twice the same, so that those who met once do not meet
// again.
class Patience {
 public:
  explicit Patience(Deadline deadline) : deadline_(deadline) {}

  // False, and at once: the deadline is too near.
  bool rest();

 private:
  const Deadline deadline_;
  Clock::duration pause_ = std::chrono::milliseconds(1);
};

// As Pool::acquire, and waits too while the server has no connection left: Error(busy) at the deadline. For
// callers who hold no other connection, because those could wait for each other.
Pool::Lease acquire_patiently(Pool& pool, Deadline deadline, const Watch* watch);

}  // namespace crm::storage
