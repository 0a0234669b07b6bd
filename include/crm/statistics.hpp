// What a Database has done in this process since it was opened: counts, and how long calls took.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <crm/error.hpp>

namespace crm {

struct FailureCount {
  Code code = Code::internal;
  std::int64_t calls = 0;
};

// Calls of one kind, finished or failed. A call that is refused before it comes to the database is not
// counted.
struct CallStatistics {
  // took[i] counts the calls of less than 2^i microseconds that are in no earlier one; the last counts all
  // the rest: from 4.2 seconds on.
  static constexpr std::size_t kBuckets = 24;

  std::int64_t calls = 0;
  std::vector<FailureCount> failures{};  // of these; in order of the code, without those that did not occur
  std::int64_t total_us = 0;             // of all calls
  std::array<std::int64_t, kBuckets> took{};
};

struct Statistics {
  CallStatistics pre_call, read, write;  // pre_call: not counted with the other reads
};

}  // namespace crm
