// Dates and instants: the standard library's calendar types, and their text forms.
//
// Units: a Date is a day of the Gregorian calendar, an Instant counts microseconds since 1970-01-01T00:00:00Z
// without leap seconds. Both cover the years 1 to 9999.
// Threads: pure functions. Errors: crm::Error with Code::invalid_argument and no field; the message never
// holds the text, which may be somebody's date of birth.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

namespace crm {

using Date = std::chrono::year_month_day;
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

// Exactly "YYYY-MM-DD", and a day that exists: "2023-02-29" is refused.
Date parse_date(std::string_view text);

// "2024-02-29". Throws for a Date that is no day of the years 1 to 9999.
std::string to_string(Date date);
// Appends what to_string returns.
void append(std::string& out, Date date);

// ISO 8601 (and RFC 3339, and what PostgreSQL and JavaScript write), as
//   2024-02-01                          midnight UTC
//   2024-02-01T10:30                    seconds may be left out; without a zone it is UTC
//   2024-02-01 10:30:00.000-05:00       a blank may stand for the T; fractions of 1 to 9 digits
//   2024-02-01T10:30:00Z                zones: Z, +05:30, +0530, +05
// Digits below the microsecond are cut off. Refused: second 60, hour 24, zones of 24 hours or more, and
// instants that are not in the years 1 to 9999 in UTC.
Instant parse_instant(std::string_view text);

// Always 27 characters, "2024-02-01T10:00:00.000000Z", so that the order of the texts is the order of the
// instants. Throws for an Instant outside the years 1 to 9999.
std::string to_string(Instant instant);
// Appends what to_string returns.
void append(std::string& out, Instant instant);

// The calendar day in UTC.
Date date_of(Instant instant);

}  // namespace crm
