// What both sides of a measurement share: settings, the clock, the data's seed.
#pragma once

#include <crm/date.hpp>
#include <cstddef>
#include <cstdint>

namespace crm::bench {

inline constexpr std::int64_t kMapBytes = std::int64_t{4} << 30;  // SQLite itself stops at 2 GiB
inline constexpr int kCheckpointPages = 1000;                     // as the library does
inline constexpr std::size_t kInteractions = 5;                   // in a pre-call answer
inline constexpr std::int64_t kPageRows = 100;                    // of a list

inline constexpr std::uint64_t kSeed = 1;
inline constexpr std::size_t kBatch = 1000;  // customers in one transaction of a load

inline constexpr const char* kActor = "crm_bench";

// A working hour in most of the United States, and always the same, so that two runs do the same work.
inline constexpr Instant kNow =
    std::chrono::sys_days(std::chrono::year(2026) / 3 / 4) + std::chrono::hours(17);

}  // namespace crm::bench
