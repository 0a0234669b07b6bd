// Tests of the calling-hours rule: its edges, the days on which the clock changes, and when it opens next.
#include "domain/calling_hours.hpp"

#include <catch2/catch.hpp>
#include <random>
#include <string>
#include <vector>

#include "domain/location.hpp"
#include "domain/states.hpp"

namespace {

using namespace std::chrono_literals;
using crm::domain::check_hours;
using crm::domain::HoursAnswer;
using crm::domain::Window;

using Zones = std::vector<crm::zone::Zone>;

crm::Instant at(std::string_view text) { return crm::parse_instant(text); }

Zones zones(const std::vector<std::string_view>& names) {
  const auto loaded = crm::domain::load_zones(names);
  REQUIRE(loaded);
  return {loaded->begin(), loaded->end()};
}

Zones zones_of(const char* number, crm::domain::Whereabouts known = {}) {
  const auto names = crm::domain::zones_for(crm::PhoneNumber::stored(number), known);
  return zones({names.begin(), names.end()});
}

bool open(const Zones& where, std::string_view now, Window window = {}) {
  return check_hours(at(now), where, window).open;
}

crm::Instant next(const Zones& where, std::string_view now, Window window = {}) {
  const auto answer = check_hours(at(now), where, window);
  REQUIRE(answer.next_open);
  return *answer.next_open;
}

}  // namespace

TEST_CASE("The window opens with the second 08:00:00 and is shut from 21:00:00 on") {
  const Zones new_york = zones({"America/New_York"});  // four hours behind UTC in June
  CHECK_FALSE(open(new_york, "2026-06-10T11:59:59.999999Z"));
  CHECK(open(new_york, "2026-06-10T12:00:00Z"));
  CHECK(open(new_york, "2026-06-11T00:59:59.999999Z"));
  CHECK_FALSE(open(new_york, "2026-06-11T01:00:00Z"));
}

TEST_CASE("Within the window the next opening is now, outside it is the next 08:00") {
  const Zones new_york = zones({"America/New_York"});
  CHECK(next(new_york, "2026-06-10T15:00:00.000001Z") == at("2026-06-10T15:00:00.000001Z"));
  CHECK(next(new_york, "2026-06-10T05:00:00Z") == at("2026-06-10T12:00:00Z"));
  CHECK(next(new_york, "2026-06-11T01:00:00Z") == at("2026-06-11T12:00:00Z"));
  CHECK(next(new_york, "2026-07-01T01:30:00Z") == at("2026-07-01T12:00:00Z"));
  CHECK(next(new_york, "2026-12-31T23:30:00-05:00") == at("2027-01-01T08:00:00-05:00"));
}

TEST_CASE("A New York number with an address in California: 11:00 to 21:00 Eastern only") {
  const Zones both = zones_of("+12125550100", {.country = "US", .state = "CA"});
  CHECK_FALSE(open(both, "2026-06-10T10:59:59.999999-04:00"));
  CHECK(open(both, "2026-06-10T11:00:00-04:00"));
  CHECK(open(both, "2026-06-10T20:59:59.999999-04:00"));
  CHECK_FALSE(open(both, "2026-06-10T21:00:00-04:00"));
  CHECK(next(both, "2026-06-10T07:00:00-04:00") == at("2026-06-10T11:00:00-04:00"));
  CHECK(next(both, "2026-06-10T21:00:00-04:00") == at("2026-06-11T11:00:00-04:00"));
  CHECK(next(both, "2026-06-10T23:59:59-07:00") == at("2026-06-11T11:00:00-04:00"));
}

TEST_CASE("A number of Florida's panhandle alone: 09:00 to 21:00 Eastern") {
  const Zones both = zones_of("+18505550100");
  CHECK_FALSE(open(both, "2026-01-14T08:59:59.999999-05:00"));
  CHECK(open(both, "2026-01-14T09:00:00-05:00"));
  CHECK(open(both, "2026-01-14T20:59:59.999999-05:00"));
  CHECK_FALSE(open(both, "2026-01-14T21:00:00-05:00"));
  CHECK(next(both, "2026-01-14T21:00:00-05:00") == at("2026-01-15T09:00:00-05:00"));
}

TEST_CASE("Without a zone it is never open: an unknown place is for the caller's policy") {
  const HoursAnswer answer = check_hours(at("2026-06-10T16:00:00Z"), {}, Window{});
  CHECK_FALSE(answer.open);
  CHECK_FALSE(answer.next_open);
  CHECK(crm::domain::zones_for(crm::PhoneNumber::stored("+18005550100"), {}).empty());
}

TEST_CASE("A place unknown, but in the US: only while every US zone is inside the window") {
  const auto all = crm::domain::load_zones(crm::domain::us_zones());
  REQUIRE(all);
  const Window window;
  CHECK_FALSE(check_hours(at("2026-01-14T21:59:59.999999Z"), all->span(), window).open);  // Guam 07:59
  CHECK(check_hours(at("2026-01-14T22:00:00Z"), all->span(), window).open);
  CHECK_FALSE(check_hours(at("2026-01-15T01:00:00Z"), all->span(), window).open);  // Puerto Rico 21:00
  const auto answer = check_hours(at("2026-01-14T15:00:00Z"), all->span(), window);
  CHECK(answer.next_open == at("2026-01-14T22:00:00Z"));
}

TEST_CASE("The day daylight saving time begins opens at the new 08:00") {
  const Zones new_york = zones({"America/New_York"});  // 2026-03-08, 02:00 becomes 03:00
  CHECK(next(new_york, "2026-03-07T21:00:00-05:00") == at("2026-03-08T12:00:00Z"));
  CHECK_FALSE(open(new_york, "2026-03-08T11:59:59.999999Z"));
  CHECK(open(new_york, "2026-03-08T12:00:00Z"));
  CHECK_FALSE(open(new_york, "2026-03-09T01:00:00Z"));
}

TEST_CASE("The day daylight saving time ends opens at the new 08:00") {
  const Zones new_york = zones({"America/New_York"});  // 2026-11-01, 02:00 becomes 01:00
  CHECK(next(new_york, "2026-10-31T21:00:00-04:00") == at("2026-11-01T13:00:00Z"));
  CHECK_FALSE(open(new_york, "2026-11-01T12:59:59.999999Z"));
  CHECK(open(new_york, "2026-11-02T01:59:59.999999Z"));
  CHECK_FALSE(open(new_york, "2026-11-02T02:00:00Z"));
}

TEST_CASE("A window that opens in the hour the clock skips opens when the clock has jumped") {
  const Zones new_york = zones({"America/New_York"});
  const Window night{2h + 30min, 6h};
  CHECK(next(new_york, "2026-03-08T05:00:00Z", night) == at("2026-03-08T07:00:00Z"));
  const Window skipped{2h, 2h + 30min};
  CHECK(next(new_york, "2026-03-08T05:00:00Z", skipped) == at("2026-03-09T06:00:00Z"));
}

TEST_CASE("A window that opens in the hour the clock repeats never gives an instant that is past or shut") {
  const Zones new_york = zones({"America/New_York"});
  const Window night{1h + 30min, 1h + 45min};
  CHECK(next(new_york, "2026-11-01T05:00:00Z", night) == at("2026-11-01T05:30:00Z"));
  CHECK(open(new_york, "2026-11-01T06:30:00Z", night));
  CHECK(next(new_york, "2026-11-01T06:10:00Z", night) ==
        at("2026-11-02T06:30:00Z"));  // a day late, as promised
}

TEST_CASE("Phoenix has no daylight saving time, but Arizona holds the Navajo Nation, which has") {
  const Zones phoenix = zones_of("+16025550100");
  CHECK(open(phoenix, "2026-07-01T08:00:00-07:00"));
  CHECK(open(phoenix, "2026-07-01T20:59:59-07:00"));
  CHECK(open(phoenix, "2026-01-01T08:00:00-07:00"));
  const Zones north = zones_of("+19285550100");
  CHECK_FALSE(open(north, "2026-07-01T20:00:00-07:00"));
  CHECK(open(north, "2026-01-01T20:00:00-07:00"));
  CHECK(zones_of("+16025550100", {.state = "AZ"}).size() == 2);
}

TEST_CASE("Honolulu keeps its own clock all year") {
  const Zones honolulu = zones_of("+18085550100", {.state = "hawaii"});
  for (const char* day : {"2026-01-14", "2026-07-14"}) {
    CHECK_FALSE(open(honolulu, std::string(day) + "T07:59:59.999999-10:00"));
    CHECK(open(honolulu, std::string(day) + "T08:00:00-10:00"));
    CHECK(open(honolulu, std::string(day) + "T20:59:59.999999-10:00"));
    CHECK_FALSE(open(honolulu, std::string(day) + "T21:00:00-10:00"));
  }
}

TEST_CASE("Indian and British numbers go by their own clocks") {
  const Zones india = zones_of("+919876543210");
  CHECK_FALSE(open(india, "2026-06-10T07:59:59.999999+05:30"));
  CHECK(open(india, "2026-06-10T08:00:00+05:30"));
  const Window until_seven{8h, 19h};
  CHECK_FALSE(open(india, "2026-06-10T19:00:00+05:30", until_seven));
  CHECK(next(india, "2026-06-10T19:00:00+05:30", until_seven) == at("2026-06-11T08:00:00+05:30"));
  const Zones britain = zones_of("+447700900123");
  CHECK(open(britain, "2026-06-10T08:00:00+01:00"));
  CHECK_FALSE(open(britain, "2026-01-10T07:59:59Z"));
  CHECK(open(britain, "2026-01-10T08:00:00Z"));
}

TEST_CASE("The zone the customer stated wins over address and number") {
  const crm::domain::Whereabouts known{.stated_zone = "America/New_York", .country = "US", .state = "CA"};
  CHECK(open(zones_of("+14155550100", known), "2026-06-10T08:00:00-04:00"));
}

TEST_CASE("Zones on the other side of the world leave what both allow") {
  const Zones far = zones({"America/New_York", "Asia/Tokyo"});
  CHECK(next(far, "2026-01-14T12:00:00Z") == at("2026-01-14T23:00:00Z"));
  CHECK(open(far, "2026-01-15T01:59:59Z"));
  CHECK(next(far, "2026-01-15T02:00:00Z") == at("2026-01-15T23:00:00Z"));
}

TEST_CASE("Zones whose windows never meet have no next opening") {
  const Zones far = zones({"America/New_York", "Asia/Tokyo"});
  const HoursAnswer answer = check_hours(at("2026-01-14T12:00:00Z"), far, Window{9h, 17h});
  CHECK_FALSE(answer.open);
  CHECK_FALSE(answer.next_open);
}

TEST_CASE("When the clocks change, windows may meet that did not: the search looks eight days ahead") {
  // Tokyo's morning is eleven hours after New York's in summer, ten in winter, from 2026-11-01 on.
  const Zones far = zones({"America/New_York", "Asia/Tokyo"});
  const Window ten_and_a_half_hours{8h, 18h + 30min};
  CHECK(next(far, "2026-10-28T12:00:00Z", ten_and_a_half_hours) == at("2026-11-01T23:00:00Z"));
  CHECK_FALSE(check_hours(at("2026-10-20T12:00:00Z"), far, ten_and_a_half_hours).next_open);
}

TEST_CASE("A window that does not open before it closes is never open; a whole day always is") {
  const Zones new_york = zones({"America/New_York"});
  for (const Window window : {Window{21h, 8h}, Window{8h, 8h}}) {
    const HoursAnswer answer = check_hours(at("2026-06-10T16:00:00Z"), new_york, window);
    CHECK_FALSE(answer.open);
    CHECK_FALSE(answer.next_open);
  }
  CHECK(open(new_york, "2026-06-10T03:59:59.999999Z", Window{0h, 24h}));
  CHECK(open(new_york, "2026-06-10T04:00:00Z", Window{0h, 24h}));
}

TEST_CASE("The next opening is open, and one microsecond before it is not") {
  const std::vector<Zones> places = {
      zones({"America/New_York"}),
      zones({"America/New_York", "America/Los_Angeles"}),
      zones({"America/Chicago", "America/New_York"}),
      zones({"America/Denver", "America/Phoenix"}),
      zones({"America/Adak", "America/New_York", "Asia/Kolkata"}),
      zones({"America/St_Johns", "Australia/Lord_Howe"}),
      zones({"Pacific/Honolulu", "Europe/London"}),
  };
  const Window windows[] = {Window{}, Window{9h, 17h + 30min}, Window{8h + 1s, 8h + 2s}, Window{12h, 24h}};
  std::mt19937_64 random(20260310);
  const crm::Instant start = at("2026-01-01T00:00:00Z");
  int found = 0;
  for (int i = 0; i < 20'000; ++i) {
    const crm::Instant now = start + std::chrono::microseconds(random() % (400ULL * 86'400'000'000ULL));
    const Zones& where = places[random() % places.size()];
    const Window window = windows[random() % std::size(windows)];
    const HoursAnswer answer = check_hours(now, where, window);
    INFO(crm::to_string(now));
    REQUIRE(answer.open == (answer.next_open == now));
    if (!answer.next_open) continue;
    ++found;
    REQUIRE(*answer.next_open >= now);
    REQUIRE(check_hours(*answer.next_open, where, window).open);
    if (answer.open) continue;
    REQUIRE_FALSE(check_hours(*answer.next_open - 1us, where, window).open);
  }
  CHECK(found > 10'000);
}

TEST_CASE("No earlier minute is open than the next opening") {
  const std::vector<Zones> places = {
      zones({"America/New_York", "America/Los_Angeles"}),
      zones({"America/Adak", "America/New_York", "Asia/Kolkata"}),
      zones({"Pacific/Honolulu", "Europe/London"}),
  };
  for (const char* day : {"2026-03-07", "2026-03-28", "2026-06-10", "2026-10-31"}) {
    for (const Zones& where : places) {
      const crm::Instant now = at(day) + 3h + 30s;
      const HoursAnswer answer = check_hours(now, where, Window{});
      const crm::Instant end = answer.next_open.value_or(now + std::chrono::days(8));
      for (crm::Instant minute = now; minute < end; minute += 1min) {
        INFO(crm::to_string(minute));
        REQUIRE_FALSE(check_hours(minute, where, Window{}).open);
      }
    }
  }
}
