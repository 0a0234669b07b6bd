// Asks before something is destroyed.
#pragma once

#include <string_view>

#include "cli/context.hpp"

namespace crm::cli {

// Returns when --yes was said, or when a person at the terminal answers yes to "<question> [y/N]". Throws
// Error(cancelled) when they do not, and when nobody can be asked.
void confirm(const Context& context, std::string_view question);

}  // namespace crm::cli
