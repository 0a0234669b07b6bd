// The zones that the tables of states and area codes speak of, one name for each offset in use today.
//
// Zones that show the same time now share a name, so that fewer are loaded: Detroit, Indiana's eastern and
// Kentucky's eastern counties are New York's, Boise is Denver's, Menominee and North Dakota's are Chicago's,
// Saipan is Guam's, Blanc-Sablon and the islands of the Atlantic zone are Puerto Rico's, Atikokan, Coral
// Harbour and Cayman are Panama's (the tz database links many of these so itself). Zones of another country's
// law keep their own names: Toronto is not New York's.
#pragma once

#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>

namespace crm::domain::zones {

using Name = std::string_view;

inline constexpr Name puerto_rico = "America/Puerto_Rico", new_york = "America/New_York",
                      chicago = "America/Chicago", denver = "America/Denver", phoenix = "America/Phoenix",
                      los_angeles = "America/Los_Angeles", anchorage = "America/Anchorage",
                      adak = "America/Adak", honolulu = "Pacific/Honolulu", pago_pago = "Pacific/Pago_Pago",
                      guam = "Pacific/Guam";
inline constexpr Name st_johns = "America/St_Johns", halifax = "America/Halifax", toronto = "America/Toronto",
                      winnipeg = "America/Winnipeg", regina = "America/Regina", edmonton = "America/Edmonton",
                      dawson_creek = "America/Dawson_Creek", vancouver = "America/Vancouver",
                      whitehorse = "America/Whitehorse";
inline constexpr Name bermuda = "Atlantic/Bermuda", barbados = "America/Barbados", nassau = "America/Nassau",
                      grand_turk = "America/Grand_Turk", jamaica = "America/Jamaica",
                      panama = "America/Panama", santo_domingo = "America/Santo_Domingo";

// A few names. What has more than `capacity` does not compile.
class Set {
 public:
  static constexpr std::size_t capacity = 5;

  constexpr Set() = default;
  constexpr Set(std::initializer_list<Name> names) {
    for (const Name name : names) names_.at(size_++) = name;
  }
  constexpr std::span<const Name> span() const { return {names_.data(), size_}; }

 private:
  std::array<Name, capacity> names_{};
  std::size_t size_ = 0;
};

}  // namespace crm::domain::zones
