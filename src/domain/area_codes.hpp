// The time zones of the area codes of the North American Numbering Plan (+1).
//
// Threads: constant data, no work at load.
#pragma once

#include <span>
#include <string_view>

namespace crm::domain {

// The IANA names of all zones in the territory of this area code ("212"), one for each offset in use there
// today. Empty for what is not three digits, for codes not in use, and for codes that belong to no place
// (800, 900, 500, 700). An area code is evidence, not proof: people move and keep their number.
std::span<const std::string_view> zones_of_area_code(std::string_view three_digits);

}  // namespace crm::domain
