// The files of the database that is in use: nothing else is written over them, and none is
// read as something else.
#pragma once

#include <string>

#include "cli/context.hpp"

namespace crm::cli {

// Error(invalid_argument, ..., option) when the path is the database's file, its log, or a key file. "-" is
// none.
void refuse_own_file(const Context& context, const std::string& path, const char* option);

}  // namespace crm::cli
