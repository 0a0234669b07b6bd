// The simulated part: whom to call, and what will come of each call.
#pragma once

#include <string>
#include <vector>

#include <crm/post_call.hpp>

namespace dialer {

// A line of the call list, with the outcome that the simulated telephony will report.
struct Call {
  std::string number;
  crm::Outcome outcome;
};

// The five sample customers of `crmctl seed`, a number that nobody has, and one that is no number.
std::vector<Call> call_list();

}  // namespace dialer
