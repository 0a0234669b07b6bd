// Finds the first instant that lies inside the window in all zones: from one zone's next opening to the next,
// until none of them has anything against it.
#include "domain/calling_hours.hpp"

#include <algorithm>

namespace crm::domain {
namespace {

Date day_after(Date date) { return std::chrono::sys_days(date) + std::chrono::days(1); }

// `now` if the window is open then, else when it opens next.
Instant next_opening(const zone::Zone& zone, Instant now, Window window) {
  const zone::LocalTime local = zone.local(now);
  const bool too_early = local.time_of_day < window.opens;
  if (!too_early && local.time_of_day < window.closes) return now;
  const Date day = too_early ? local.date : day_after(local.date);
  const Instant opening = zone.instant_of(day, window.opens);
  // An hour that the clock shows twice: the opening was in the first of them, and this is the second.
  return opening > now ? opening : zone.instant_of(day_after(day), window.opens);
}

Instant latest_opening(std::span<const zone::Zone> zones, Instant now, Window window) {
  Instant latest = now;
  for (const zone::Zone& zone : zones) latest = std::max(latest, next_opening(zone, now, window));
  return latest;
}

}  // namespace

HoursAnswer check_hours(Instant now, std::span<const zone::Zone> zones, Window window) {
  if (zones.empty() || window.opens >= window.closes) return {};
  const Instant horizon = now + std::chrono::days(8);
  // Every step ends at some zone's opening, so a zone can cause one step a day.
  for (Instant candidate = now; candidate <= horizon;) {
    const Instant latest = latest_opening(zones, candidate, window);
    if (latest == candidate) return {candidate == now, candidate};
    candidate = latest;
  }
  return {};
}

}  // namespace crm::domain
