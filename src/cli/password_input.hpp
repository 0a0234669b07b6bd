// A password from whoever sits at the terminal, without showing it; or the first line of the standard input.
#pragma once

#include <string>

namespace crm::cli {

// At a terminal it is asked for twice. Throws Error(invalid_argument) when the two differ or nothing comes.
std::string read_new_password();

}  // namespace crm::cli
