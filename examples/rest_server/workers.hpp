// Threads for what may wait: writes, and everything on a database that is not in this process.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace rest {

// Threads: any.
class Workers {
 public:
  using Job = std::function<void()>;

  // niceness: 0 to 19; the higher, the more the threads step back when others have work.
  Workers(std::size_t threads, std::size_t queue, int niceness = 0);
  // Finishes what was taken.
  ~Workers();

  // False: the queue is full.
  bool offer(Job job);
  std::size_t waiting() const;

 private:
  void work(int niceness);

  const std::size_t queue_;
  mutable std::mutex mutex_{};
  std::condition_variable changed_{};
  std::deque<Job> jobs_{};
  bool ending_ = false;
  std::vector<std::jthread> threads_{};
};

}  // namespace rest
