// The answer of a pre-call for a person to read.
#pragma once

#include <string>

#include <crm/pre_call.hpp>

namespace crm::cli {

// Printable text, ending in a newline. No SSN, not even a masked one.
std::string to_text(const PreCall& answer);
// The same for a customer who was asked for without a number.
std::string to_text(const Candidate& candidate);

}  // namespace crm::cli
