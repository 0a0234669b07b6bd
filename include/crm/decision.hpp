// The decision: may this customer be called now, on this number?
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crm/date.hpp>

namespace crm {

// What to do when neither the customer's word, nor the address, nor the number tells the time zone.
enum class UnknownLocation {
  refuse,         // against, with the reason location_unknown: what we do not know counts as no
  every_us_zone,  // allowed only while the hours allow it in every zone of the United States
  ignore,         // calling hours are not looked at
};

// When a customer may be called, by the clock of the place where the customer is:
// 12 CFR 1006.6(b)(1)(i) and 15 USC 1692c(a)(1), 08:00 to 21:00.
struct CallingHours {
  std::chrono::seconds opens = std::chrono::hours{8};    // from this second of the day on
  std::chrono::seconds closes = std::chrono::hours{21};  // up to, but not at, this one
  UnknownLocation unknown_location = UnknownLocation::refuse;
};

// One reason against calling.
struct Reason {
  std::string_view rule;  // eligible, number_status, do_not_call or calling_hours
  // not_eligible, no_number, number_not_active, do_not_call, number_do_not_call, outside_calling_hours, location_unknown
  std::string_view code;
  std::string_view message;  // a sentence for a person, without personal data
};

// All reasons count, not only the first: allowed is true when there is none.
struct Decision {
  bool allowed = false;
  std::vector<Reason> reasons;
  std::vector<std::string_view> rules;  // the rules that were looked at, in order
  // The next instant at which calling hours allow the call: now, when they do. None: never within eight days,
  // or the location is unknown.
  std::optional<Instant> hours_allow_at;
};

}  // namespace crm
