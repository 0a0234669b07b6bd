// The measurements on PostgreSQL: a server of their own, and the table of ratios against bare libpq.
#pragma once

#include <crm/database.hpp>
#include <string>

#include "cache.hpp"

namespace crm::bench {

// As open_library(), with as many connections as threads.
Database open_on_postgres(const std::string& url, int threads = 1);

// Starts a server on this machine's disk, fills it with the generated customers, measures everything `rounds`
// times, in turn, and prints a line for each requirement. False: one falls short.
bool print_postgres_ratios(const Cache& cache, std::int64_t customers, int rounds);

}  // namespace crm::bench
