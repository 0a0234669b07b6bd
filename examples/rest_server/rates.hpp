// How often somebody may ask: a bucket of tokens for each, filled evenly.
#pragma once

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>
#include <unordered_map>

namespace rest {

// Threads: any. At most 100,000 are remembered.
class Rates {
 public:
  // per_second 0: no limit. burst: how many may come at once, one at least.
  Rates(double per_second, double burst) : per_second_(per_second), burst_(std::max(burst, 1.0)) {}

  // Refusal 429 with Retry-After when the bucket is empty.
  void take(const std::string& who);

 private:
  using Clock = std::chrono::steady_clock;
  struct Bucket {
    double tokens;
    Clock::time_point at;
  };

  void forget_full(Clock::time_point now);

  const double per_second_, burst_;
  std::mutex mutex_{};
  std::unordered_map<std::string, Bucket> buckets_{};
};

}  // namespace rest
