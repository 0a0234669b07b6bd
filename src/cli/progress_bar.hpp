// A progress bar for a person who watches: done, rate and time left, on stderr.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

namespace crm::cli {

// Shows nothing unless stderr is a terminal that can draw a line anew, and there at most ten times a second.
class ProgressBar {
 public:
  // unit: what is counted ("customers"); all: how many there will be, 0 when nobody knows.
  ProgressBar(std::string unit, std::int64_t all);
  // Ends the line.
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  void show(std::int64_t done);

  // Takes the bar that is shown, if any, off the screen, before something else is printed.
  static void clear() noexcept;

 private:
  using Clock = std::chrono::steady_clock;

  std::string line(std::int64_t done, Clock::duration passed) const;

  const std::string unit_;
  const std::int64_t all_;
  const bool watched_;
  const Clock::time_point begun_ = Clock::now();
  Clock::time_point shown_{};
};

// "1:02:03", or "02:03" below an hour.
std::string duration_text(std::chrono::seconds duration);

}  // namespace crm::cli
