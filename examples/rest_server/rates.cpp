// Token buckets.
#include "rates.hpp"

#include <cmath>

#include "refusal.hpp"

namespace rest {

namespace {
constexpr std::size_t kMost = 100'000;
}

void Rates::take(const std::string& who) {
  if (per_second_ <= 0) return;
  const Clock::time_point now = Clock::now();
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= kMost) forget_full(now);
  Bucket& bucket = buckets_.try_emplace(who, Bucket{burst_, now}).first->second;
  const double passed = std::chrono::duration<double>(now - bucket.at).count();
  bucket = {std::min(burst_, bucket.tokens + passed * per_second_), now};
  if (bucket.tokens < 1) {
    const auto wait = static_cast<int>(std::ceil((1 - bucket.tokens) / per_second_));
    throw Refusal{429, "busy", "Too many requests. Try again later.",
                  "",  "",     {{"Retry-After", std::to_string(wait)}}};
  }
  bucket.tokens -= 1;
}

// Whoever has not asked for a while is as good as new.
void Rates::forget_full(Clock::time_point now) {
  const auto full = std::chrono::duration<double>(burst_ / per_second_);
  std::erase_if(buckets_, [&](const auto& entry) { return now - entry.second.at > full; });
  if (buckets_.size() >= kMost) buckets_.clear();
}

}  // namespace rest
