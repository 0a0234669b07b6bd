// The .env file: reads its text. The grammar stands in <crm/config.hpp>.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace crm::service {

struct Assignment {
  std::string name, value;
};

// In the order of the lines. Throws Error(invalid_argument, ..., ".env") with the number of a line that
// cannot be read, never with its text.
std::vector<Assignment> parse_dot_env(std::string_view text);

}  // namespace crm::service
