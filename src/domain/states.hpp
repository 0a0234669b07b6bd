// The time zones of the states of the US, the provinces of Canada, and of countries that have one zone.
//
// Threads: constant data, no work at load.
#pragma once

#include <span>
#include <string_view>

namespace crm::domain {

// The IANA names of all zones in this state or territory, one for each offset in use there today.
// country: ISO 3166 alpha-2, empty means "US". state: the postal code ("NY") or the English name ("New
// York"); not looked at where the country has one zone. Letter case and blanks around either do not matter.
// Empty when the place is not known, or is none: military mail (AA, AE, AP).
std::span<const std::string_view> zones_of_state(std::string_view country, std::string_view state);

// The zone of a number outside North America ("+919876543210"), by its country code; empty for +1 and for
// countries that have more than one zone.
std::span<const std::string_view> zones_of_country_code(std::string_view e164);

// Every zone of the United States and its territories (15 U.S.C. 261, with Arizona's), for the policy that a
// customer of unknown place is called only when all of them allow it.
std::span<const std::string_view> us_zones();

}  // namespace crm::domain
