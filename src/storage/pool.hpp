// A bounded pool of connections, opened on first use.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/connection.hpp"

namespace crm::storage {

// Threads: any. The most recently used connection is given out first. A connection comes back outside of a
// transaction, or is closed.
class Pool {
 public:
  using Connect = std::function<std::unique_ptr<Connection>(Deadline)>;

  Pool(std::size_t size, Connect connect) : size_(size), connect_(std::move(connect)) {}

  // One connection for the life of the lease.
  class Lease {
   public:
    Lease(Pool& pool, std::unique_ptr<Connection> connection)
        : pool_(&pool), connection_(std::move(connection)) {}
    Lease(Lease&&) = default;
    ~Lease() {
      if (connection_) pool_->give_back(std::move(connection_));
    }
    Connection& operator*() const { return *connection_; }
    Connection* operator->() const { return connection_.get(); }
    // Closes the connection instead of keeping it: after an error that leaves it doubtful.
    void discard();

   private:
    Pool* pool_;
    std::unique_ptr<Connection> connection_;
  };

  // Waits for a free connection until the deadline: Error(timeout). Error(misuse) in a forked child.
  Lease acquire(Deadline deadline);

  // Waits until all are back and closes them. Error(timeout) when a lease is out at the deadline.
  void close_all(Deadline deadline);

 private:
  void give_back(std::unique_ptr<Connection> connection);
  void forget_one();
  void refuse_in_forked_child();

  const std::size_t size_;
  const Connect connect_;
  std::mutex mutex_;
  std::condition_variable returned_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t open_ = 0;  // idle or leased
  pid_t owner_ = 0;       // the process whose connections these are
};

}  // namespace crm::storage
