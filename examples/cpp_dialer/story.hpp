// What the dialer tells its supervisor: plain, aligned lines.
#pragma once

#include <string>

#include <crm/dashboard.hpp>
#include <crm/post_call.hpp>
#include <crm/pre_call.hpp>

namespace dialer {

std::string describe(const crm::Candidate& who);
std::string describe(const crm::Outcome& outcome);
std::string describe(const crm::Dashboard& dashboard);
// The number beside the first line of its story, the other lines below.
std::string in_columns(const std::string& number, const std::string& story);
// Every reason against, and when calling hours allow it.
std::string why_not(const crm::Decision& decision);
// The loan before and after the call.
std::string describe_change(const crm::Candidate& before, const crm::Candidate& after);

}  // namespace dialer
