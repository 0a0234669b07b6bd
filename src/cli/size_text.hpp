// Sizes of files, as people read them.
#pragma once

#include <cstdint>
#include <string>

#include "cli/table.hpp"

namespace crm::cli {

// "4.1 MB"
std::string size_text(std::int64_t bytes);

// As text for people, as the number of bytes in JSON and CSV.
Cell size_cell(const Context& context, std::int64_t bytes);

}  // namespace crm::cli
