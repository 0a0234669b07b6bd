// Whether a database answers: for load balancers and monitors.
#pragma once

#include <chrono>
#include <cstdint>

namespace crm {

// A database that does not answer within the deadline is an Error instead.
struct Health {
  int schema = 0;  // the number of its last migration, which is the one this program needs
  std::int64_t customers = 0, loans = 0, interactions = 0;
  std::chrono::microseconds took{};  // the question that was asked to find out
};

}  // namespace crm
