#include "storage/pool.hpp"

#include <crm/error.hpp>

#include "storage/watched_wait.hpp"

namespace crm::storage {

void Pool::Lease::discard() {
  connection_.reset();
  pool_->forget_one();
}

// A child leaks what it inherited: SQLite would close it as if it were the parent's last connection, and
// delete the log.
Pool::~Pool() {
  if (owner_->is_forked_child()) {
    for (auto& connection : idle_) static_cast<void>(connection.release());
  } else {
    close_idle();
  }
}

Pool::Lease Pool::acquire(Deadline deadline, const Watch* watch) {
  std::unique_lock lock(mutex_);
  const bool available =
      wait_watched(returned_, lock, deadline, watch, [this] { return !idle_.empty() || open_ < size_; });
  if (!available) throw Error(Code::timeout, "No database connection became free within the deadline.");
  while (!idle_.empty()) {
    auto connection = std::move(idle_.back());
    idle_.pop_back();
    if (!connection->usable()) {
      connection.reset();
      owner_->remove();
      --open_;
      continue;
    }
    lock.unlock();
    connection->set_deadline(deadline);
    return Lease(*this, std::move(connection));
  }
  owner_->add();
  ++open_;
  lock.unlock();
  try {
    return Lease(*this, connect_(deadline, watch));
  } catch (...) {
    forget_one();
    throw;
  }
}

void Pool::give_back(std::unique_ptr<Connection> connection) {
  if (connection->in_transaction()) connection->rollback();
  if (!connection->usable()) {
    connection.reset();
    return forget_one();
  }
  std::lock_guard lock(mutex_);
  idle_.push_back(std::move(connection));
  tell_of_return();
}

void Pool::forget_one() {
  owner_->remove();
  std::lock_guard lock(mutex_);
  --open_;
  tell_of_return();
}

// One connection is enough for one call; who waits for all of them looks at the last.
void Pool::tell_of_return() {
  returned_.notify_one();
  if (idle_.size() == open_) all_back_.notify_all();
}

void Pool::close_all(Deadline deadline) {
  std::unique_lock lock(mutex_);
  if (!all_back_.wait_until(lock, deadline, [this] { return idle_.size() == open_; }))
    throw Error(Code::timeout, "Calls were still running at the deadline; the connections stay open.");
  close_idle();
  returned_.notify_all();  // there is room for new ones
}

void Pool::close_idle() {
  const std::size_t closed = idle_.size();
  idle_.clear();
  owner_->remove(closed);
  open_ -= closed;
}

}  // namespace crm::storage
