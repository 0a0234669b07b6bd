// The table of ratios: the library against the raw sqlite3 API, each measurement in a process of its own.
#pragma once

#include <cstdint>

#include "cache.hpp"

namespace crm::bench {

// Measures everything `rounds` times, in turn, and prints a line for each requirement. False: one falls
// short.
bool print_ratios(const Cache& cache, std::int64_t customers, int rounds);

}  // namespace crm::bench
