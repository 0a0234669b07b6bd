// A bounded pool of connections, opened on first use.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/connection.hpp"
#include "storage/owner.hpp"

namespace crm::storage {

// Threads: any. The most recently used connection is given out first. A connection comes back outside of a
// transaction, or is closed. In a forked child the connections of the parent are left alone.
class Pool {
 public:
  using Connect = std::function<std::unique_ptr<Connection>(Deadline, const Watch*)>;

  // owner: shared with the database's other pools.
  Pool(std::size_t size, Connect connect, std::shared_ptr<Owner> owner = std::make_shared<Owner>())
      : size_(size), connect_(std::move(connect)), owner_(std::move(owner)) {
    idle_.reserve(size_);  // a connection that comes back needs no memory
  }
  ~Pool();
  Pool(const Pool&) = delete;
  Pool& operator=(const Pool&) = delete;

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

  // Waits for a free connection, or a new one, until the deadline: Error(timeout); or until the watch, which
  // is asked now and then, says no: Error(cancelled). In a call of the owner's, which a forked child does not
  // get.
  Lease acquire(Deadline deadline, const Watch* watch = nullptr);

  // Waits until all are back and closes them. Error(timeout) when a lease is out at the deadline.
  void close_all(Deadline deadline);

 private:
  void give_back(std::unique_ptr<Connection> connection);
  void forget_one();
  void tell_of_return();
  void close_idle();

  const std::size_t size_;
  const Connect connect_;
  const std::shared_ptr<Owner> owner_;
  std::mutex mutex_;
  std::condition_variable returned_, all_back_;
  std::vector<std::unique_ptr<Connection>> idle_;
  std::size_t open_ = 0;  // idle or leased
};

}  // namespace crm::storage
