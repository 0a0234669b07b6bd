// What the server has done since it was started, as Prometheus reads it.
#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "route.hpp"

namespace rest {

// Threads: any.
class Metrics {
 public:
  Metrics();

  // route: none for what no route answers.
  void count(const Route* route, int status, std::chrono::microseconds took);
  // The lines about requests.
  std::string text() const;

 private:
  static constexpr std::size_t kBuckets = 20;  // up to 2^i times 100 µs
  struct Row {
    std::array<std::atomic<std::int64_t>, 6> by_class{};  // of statuses: 1xx … 5xx
    std::array<std::atomic<std::int64_t>, kBuckets + 1> took{};
    std::atomic<std::int64_t> total_us{0};
  };

  std::size_t row_of(const Route* route) const;

  std::unique_ptr<Row[]> rows_;  // one for each route, and one for no route
};

}  // namespace rest
