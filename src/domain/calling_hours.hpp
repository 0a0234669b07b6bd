// The calling-hours rule: a call may be placed when it is neither too early nor too late anywhere the
// customer may be. 15 U.S.C. 1692c(a)(1) and 12 CFR 1006.6(b)(1)(i): after 8 a.m. and before 9 p.m. local
// time.
//
// Threads: pure functions; the caller says what time it is.
#pragma once

#include <chrono>
#include <optional>
#include <span>

#include <crm/date.hpp>

#include "zone/zone.hpp"

namespace crm::domain {

// The hours of a day, every day, in which calls are allowed: from `opens` on, until just before `closes`.
// Both count from midnight, 0 to 24 h. A window that does not open before it closes is never open.
struct Window {
  std::chrono::seconds opens = std::chrono::hours(8);
  std::chrono::seconds closes = std::chrono::hours(21);
};

struct HoursAnswer {
  bool open = false;
  // The earliest instant, `now` included, that every zone allows; none if there is none within 8 days.
  // On the night the clock goes back, a window that begins or ends in the repeated hour may be named a day
  // late.
  std::optional<Instant> next_open;
};

// Whether `now` is inside the window in every one of these zones, and else when that will be.
// Without a zone the answer is no, for ever: an unknown place is for the caller's policy to decide.
HoursAnswer check_hours(Instant now, std::span<const zone::Zone> zones, Window window);

}  // namespace crm::domain
