// The public JSON value, and its canonical text, which only the library needs.
#pragma once

#include <crm/json_value.hpp>
#include <string>

namespace crm::json {

// One text for equal content, for digests (RFC 8785, but exact numbers, and names sorted by their bytes):
// no white space, sorted members, shortest escapes, numbers as plain decimals (1.0 -> 1, 1e2 -> 100,
// 1.50 -> 1.5). A number of more than 64 places before the point, or of 64 zeros behind it, stays as it is.
std::string canonical(const Value& value);

}  // namespace crm::json
