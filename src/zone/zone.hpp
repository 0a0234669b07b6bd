// Time zones: from an IANA name to local time and back. The only door to the time zone library (CCTZ).
//
// Threads: all of it may be called from any thread. Ownership: a loaded zone lives as long as the process, as
// CCTZ keeps it. Nothing happens at load time; the first use of a zone reads its file (0.4 ms).
#pragma once

#include <cctz/time_zone.h>

#include <chrono>
#include <optional>
#include <string_view>

#include <crm/date.hpp>

namespace crm::zone {

// What calendar and clock on the wall show.
struct LocalTime {
  Date date;
  std::chrono::seconds time_of_day;  // since the midnight the date begins with; 0 to 86,399
};

// A handle as cheap to copy as a pointer. Without a find it is UTC.
class Zone {
 public:
  Zone() = default;

  // Fractions of a second are cut off: 20:59:59.999999 is 20:59:59.
  LocalTime local(Instant instant) const;

  // When the clock shows that time of that date. A time the clock jumps over in spring gives the first
  // instant after the gap; one it shows twice in autumn gives the first of the two. 24 h is the midnight
  // after.
  Instant instant_of(Date date, std::chrono::seconds time_of_day) const;

  friend bool operator==(const Zone& a, const Zone& b) noexcept { return a.zone_ == b.zone_; }

 private:
  friend std::optional<Zone> find(std::string_view name);
  explicit Zone(cctz::time_zone zone) : zone_(zone) {}

  cctz::time_zone zone_;
};

// The zone of this IANA name ("America/New_York"; letter case counts). None for a name that is no zone of the
// system's tz database, for every name if there is no such database, and for "localtime": where the server
// stands says nothing of a customer. A name in the form of a path never leads out of the database's folder.
std::optional<Zone> find(std::string_view name);

// Whether find has an answer.
bool known(std::string_view name);

}  // namespace crm::zone
