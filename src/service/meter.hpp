// Counts calls, measures them, and writes the log lines about those that fail or take long.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <crm/error.hpp>
#include <crm/options.hpp>
#include <crm/statistics.hpp>
#include <string>
#include <string_view>

namespace crm::service {

enum class CallKind { pre_call, read, write };

// Threads: any. Nothing here waits.
class Meter {
 public:
  explicit Meter(const Options& options) : log_(options.log), slow_(options.slow_call) {}

  // Runs the work of a call; it returns and throws what the work does.
  template <class Work>
  auto measure(CallKind kind, Work work) {
    const auto start = Clock::now();
    try {
      auto result = work();
      finished(kind, Clock::now() - start);
      return result;
    } catch (const Error& error) {
      failed(kind, Clock::now() - start, error);
      throw;
    }
  }

  Statistics statistics() const;

  void say(LogLevel level, std::string_view what, std::string_view message) const noexcept;

 private:
  using Clock = std::chrono::steady_clock;
  static constexpr std::size_t kKinds = 3, kCodes = 20;
  struct Counts {
    std::array<std::atomic<std::int64_t>, CallStatistics::kBuckets> took{};
    std::array<std::atomic<std::int64_t>, kCodes> failures{};
    std::atomic<std::int64_t> total_us = 0;
  };
  // At most one line a second.
  struct Throttle {
    std::atomic<std::int64_t> second = -1, unsaid = 0;
  };

  void finished(CallKind kind, Clock::duration took);
  void failed(CallKind kind, Clock::duration took, const Error& error);
  void count(CallKind kind, std::chrono::microseconds took);
  void say_seldom(Throttle& throttle, LogLevel level, CallKind kind, std::string_view message) noexcept;

  const Log log_;
  const std::chrono::milliseconds slow_;
  std::array<Counts, kKinds> counts_;
  std::array<Throttle, kCodes> failures_;
  Throttle slow_calls_;
};

}  // namespace crm::service
