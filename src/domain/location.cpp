// Collects the zones that address and number point to.
#include "domain/location.hpp"

#include "domain/area_codes.hpp"
#include "domain/states.hpp"
#include "domain/zone_set.hpp"

namespace crm::domain {
namespace {

static_assert(2 * zones::Set::capacity <= ZoneNames::capacity, "an address and a number always fit");

std::span<const std::string_view> zones_of_number(std::string_view e164) {
  constexpr std::string_view north_america = "+1";
  if (e164.starts_with(north_america)) return zones_of_area_code(e164.substr(north_america.size(), 3));
  return zones_of_country_code(e164);
}

void add_all(ZoneNames& names, std::span<const std::string_view> more) {
  for (const std::string_view name : more) names.add(name);
}

}  // namespace

ZoneNames zones_for(const PhoneNumber& number, const Whereabouts& known) {
  ZoneNames names;
  if (!known.stated_zone.empty()) {
    names.add(known.stated_zone);
    return names;
  }
  add_all(names, zones_of_state(known.country, known.state));
  add_all(names, zones_of_number(number.e164()));
  return names;
}

std::optional<Zones> load_zones(std::span<const std::string_view> names) {
  Zones zones;
  for (const std::string_view name : names) {
    const std::optional<zone::Zone> zone = zone::find(name);
    if (!zone || !zones.add(*zone)) return std::nullopt;
  }
  if (zones.empty()) return std::nullopt;
  return zones;
}

}  // namespace crm::domain
