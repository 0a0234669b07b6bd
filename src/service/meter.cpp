#include "service/meter.hpp"

#include <algorithm>
#include <bit>
#include <optional>

namespace crm::service {

namespace {

constexpr std::string_view kNames[] = {"pre_call", "read", "write"};

std::size_t bucket_of(std::chrono::microseconds took) {
  const auto bucket = static_cast<std::size_t>(std::bit_width(static_cast<std::uint64_t>(took.count())));
  return std::min(bucket, CallStatistics::kBuckets - 1);
}

// What the caller did wrong, or decided, is the caller's to tell.
std::optional<LogLevel> level_of(Code code) {
  switch (code) {
    case Code::invalid_argument:
    case Code::not_found:
    case Code::conflict:
    case Code::cancelled:
    case Code::buffer_too_small:
      return std::nullopt;
    case Code::busy:
    case Code::timeout:
    case Code::unavailable:
    case Code::unknown_outcome:
      return LogLevel::warning;
    default:
      return LogLevel::error;
  }
}

std::size_t place_of(Code code) { return static_cast<std::size_t>(code); }

}  // namespace

void Meter::finished(CallKind kind, Clock::duration took) {
  const auto us = std::chrono::duration_cast<std::chrono::microseconds>(took);
  count(kind, us);
  if (slow_.count() > 0 && us >= slow_)
    say_seldom(slow_calls_, LogLevel::warning, kind,
               "The call took " + std::to_string(us.count() / 1000) + " ms.");
}

void Meter::failed(CallKind kind, Clock::duration took, const Error& error) {
  count(kind, std::chrono::duration_cast<std::chrono::microseconds>(took));
  const std::size_t place = place_of(error.code());
  counts_[static_cast<std::size_t>(kind)].failures[place].fetch_add(1, std::memory_order_relaxed);
  if (const auto level = level_of(error.code())) say_seldom(failures_[place], *level, kind, error.what());
}

void Meter::count(CallKind kind, std::chrono::microseconds took) {
  Counts& counts = counts_[static_cast<std::size_t>(kind)];
  counts.took[bucket_of(took)].fetch_add(1, std::memory_order_relaxed);
  counts.total_us.fetch_add(took.count(), std::memory_order_relaxed);
}

Statistics Meter::statistics() const {
  const auto of = [this](CallKind kind) {
    const Counts& counts = counts_[static_cast<std::size_t>(kind)];
    CallStatistics all;
    for (std::size_t i = 0; i < all.took.size(); ++i) all.calls += all.took[i] = counts.took[i].load();
    all.total_us = counts.total_us.load();
    for (std::size_t code = 1; code < kCodes; ++code)
      if (const std::int64_t calls = counts.failures[code].load(); calls > 0)
        all.failures.push_back({static_cast<Code>(code), calls});
    return all;
  };
  return {of(CallKind::pre_call), of(CallKind::read), of(CallKind::write)};
}

void Meter::say(LogLevel level, std::string_view what, std::string_view message) const noexcept {
  if (!log_) return;
  try {
    log_(level, what, message);
  } catch (...) {  // the program's own trouble must not become the caller's
  }
}

void Meter::say_seldom(Throttle& throttle, LogLevel level, CallKind kind, std::string_view message) noexcept {
  if (!log_) return;
  const auto now = std::chrono::duration_cast<std::chrono::seconds>(Clock::now().time_since_epoch()).count();
  if (throttle.second.exchange(now) == now) {
    ++throttle.unsaid;
    return;
  }
  const std::string_view what = kNames[static_cast<std::size_t>(kind)];
  const std::int64_t unsaid = throttle.unsaid.exchange(0);
  if (unsaid == 0) return say(level, what, message);
  try {
    say(level, what, std::string(message) + " (" + std::to_string(unsaid) + " more like this before.)");
  } catch (...) {  // no memory for the longer text
    say(level, what, message);
  }
}

}  // namespace crm::service
