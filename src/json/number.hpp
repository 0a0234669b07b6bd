// One decimal text for equal numbers, worked out on the digits: no double is ever involved.
#pragma once

#include <string>
#include <string_view>

namespace crm::json {

// `source` is a number as JSON writes it. 1.0 -> 1, 1e2 -> 100, 1.50 -> 1.5, -0 -> 0. A number of more than
// 64 places before the point, or of more than 64 zeros behind it, comes back as it is.
std::string canonical_number(std::string_view source);

}  // namespace crm::json
