// The texts that a recorded call leaves in the database, as the raw sides write them.
#pragma once

#include <string>
#include <string_view>

#include "call.hpp"
#include "raw_profile.hpp"

namespace crm::bench::raw {

inline constexpr std::string_view kArranged = "arranged";
inline constexpr std::string_view kTraceJson = R"(["Connected","Verified","Promise_to_Pay"])";
// As long as the library's digest; the sum itself is the library's own work.
inline const std::string kDigest(64, '0');

// Whether the call leaves the loan in another state than it finds it in.
bool changes_loan(const Call& call, const std::string& agreed_date, const Loan& loan);

// Each takes the place of what `out` holds.
void write_notes(std::string& out, const Call& call, const std::string& agreed_date);
void write_call_changes(std::string& out, const Call& call);
void write_loan_changes(std::string& out, const Call& call, const std::string& agreed_date, const Loan& loan);

}  // namespace crm::bench::raw
