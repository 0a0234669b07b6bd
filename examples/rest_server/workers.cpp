// A queue with a limit, and threads that empty it.
#include "workers.hpp"

#include <sys/resource.h>

namespace rest {

Workers::Workers(std::size_t threads, std::size_t queue, int niceness) : queue_(queue) {
  for (std::size_t i = 0; i < threads; ++i) threads_.emplace_back([this, niceness] { work(niceness); });
}

Workers::~Workers() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
}

bool Workers::offer(Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (jobs_.size() >= queue_) return false;
    jobs_.push_back(std::move(job));
  }
  changed_.notify_one();
  return true;
}

std::size_t Workers::waiting() const {
  const std::lock_guard lock(mutex_);
  return jobs_.size();
}

void Workers::work(int niceness) {
  // On Linux 0 is the calling thread, not its process. Nothing is lost if it fails.
  ::setpriority(PRIO_PROCESS, 0, niceness);
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    const Job job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace rest
