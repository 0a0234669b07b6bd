// When a call must have its answer.
#pragma once

#include <chrono>

namespace crm::storage {

using Clock = std::chrono::steady_clock;
using Deadline = Clock::time_point;

inline bool passed(Deadline deadline) { return Clock::now() >= deadline; }

}  // namespace crm::storage
