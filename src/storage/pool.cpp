#include "storage/pool.hpp"

#include <unistd.h>

#include <crm/error.hpp>

namespace crm::storage {

void Pool::Lease::discard() {
  connection_.reset();
  pool_->forget_one();
}

// SQLite's table of locks belongs to the process that opened the file: a child that inherits it takes no lock
// at all and would destroy the database.
void Pool::refuse_in_forked_child() {
  const pid_t self = getpid();
  if (open_ == 0) owner_ = self;
  if (owner_ != self)
    throw Error(
        Code::misuse,
        "This process was forked from one that had the database open. Call before_fork() in the parent "
        "before it forks, or open the database in the child.");
}

Pool::Lease Pool::acquire(Deadline deadline) {
  std::unique_lock lock(mutex_);
  refuse_in_forked_child();
  const bool available =
      returned_.wait_until(lock, deadline, [this] { return !idle_.empty() || open_ < size_; });
  if (!available) throw Error(Code::timeout, "No database connection became free within the deadline.");
  if (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    lock.unlock();
    connection->set_deadline(deadline);
    return Lease(*this, std::move(connection));
  }
  ++open_;
  lock.unlock();
  try {
    return Lease(*this, connect_(deadline));
  } catch (...) {
    forget_one();
    throw;
  }
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  if (connection->in_transaction()) connection->rollback();
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  returned_.notify_one();
}

void Pool::forget_one() {
  std::lock_guard lock(mutex_);
  --open_;
  returned_.notify_one();
}

void Pool::close_all(Deadline deadline) {
  std::unique_lock lock(mutex_);
  if (!returned_.wait_until(lock, deadline, [this] { return idle_.size() == open_; }))
    throw Error(Code::timeout, "Calls were still running at the deadline; the connections stay open.");
  idle_.clear();
  open_ = 0;
}

}  // namespace crm::storage
