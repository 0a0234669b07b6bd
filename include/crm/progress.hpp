// How long work tells how far it is, and is stopped.
#pragma once

#include <cstdint>
#include <functional>

namespace crm {

// Called now and then, on the caller's thread: how much is done, and of how much in all (0: that is not
// known). False stops the work; what is then left, the function that does it says. Empty: nobody watches.
using Progress = std::function<bool(std::int64_t done, std::int64_t all)>;

}  // namespace crm
