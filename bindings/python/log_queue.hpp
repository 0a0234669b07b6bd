// Log lines on their way to Python's logging: taken in the middle of a call, delivered when it has returned.
#pragma once

#include <atomic>
#include <crm/log.hpp>
#include <mutex>
#include <string>
#include <vector>

namespace crm::python {

class LogQueue {
 public:
  // From any thread, without the GIL. Beyond 1000 lines the rest is only counted.
  void add(LogLevel level, std::string_view what, std::string_view message);
  // With the GIL. What a handler raises is logging's own affair, and never a call's.
  void deliver();

 private:
  struct Line {
    LogLevel level;
    std::string text;
  };
  std::vector<Line> take();

  std::atomic<bool> waiting_ = false;
  std::mutex mutex_;
  std::vector<Line> lines_;
  std::size_t lost_ = 0;
};

}  // namespace crm::python
