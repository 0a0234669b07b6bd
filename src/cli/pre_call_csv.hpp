// Answers of pre-calls as CSV, a line for each candidate.
#pragma once

#include <string>

#include <crm/pre_call.hpp>

namespace crm::cli {

// The line of names, and the lines of one answer; of a number that nobody has, one with the number alone.
void append_csv_names(std::string& out);
void append_csv(std::string& out, const PreCall& answer);

}  // namespace crm::cli
