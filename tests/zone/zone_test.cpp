// Tests of zone names, of the names that must not reach the zone library, and of local time and back.
#include "zone/zone.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using namespace std::chrono_literals;
using std::chrono::year;

crm::zone::Zone zone(const char* name) {
  const std::optional<crm::zone::Zone> found = crm::zone::find(name);
  REQUIRE(found);
  return *found;
}

crm::Instant at(const char* text) { return crm::parse_instant(text); }

}  // namespace

TEST_CASE("A zone of the tz database is found, by its exact name") {
  CHECK(crm::zone::known("America/New_York"));
  CHECK(crm::zone::known("America/Argentina/ComodRivadavia"));
  CHECK(crm::zone::known("Etc/GMT+5"));
  CHECK(crm::zone::known("UTC"));
  CHECK_FALSE(crm::zone::known("america/new_york"));
  CHECK_FALSE(crm::zone::known("America/Gotham"));
  CHECK_FALSE(crm::zone::known("EDT"));
}

TEST_CASE("A name that is no plain path below the database's folder is refused, even if such a file exists") {
  for (const char* name : {"",
                           "/",
                           "/usr/share/zoneinfo/America/New_York",
                           "../zoneinfo/America/New_York",
                           "America/../UTC",
                           "./America/New_York",
                           "America//New_York",
                           "America/New_York/",
                           "America/",
                           "America",
                           ":UTC",
                           "file:America/New_York",
                           "file:/usr/share/zoneinfo/UTC",
                           "libc:UTC",
                           "Fixed/UTC+01:00:00",
                           "America/New York",
                           "America\\New_York",
                           "Am\xC3\xA9rica/New_York",
                           "tzdata.zi",
                           "zone.tab"}) {
    INFO(name);
    CHECK_FALSE(crm::zone::known(name));
  }
  CHECK_FALSE(crm::zone::known(std::string_view("America/New_York\0", 17)));
  CHECK_FALSE(crm::zone::known(std::string(100'000, 'A')));
}

TEST_CASE("Names that say where the server stands, or nothing, are no zones") {
  for (const char* name : {"localtime", "posixrules", "Factory"}) {
    INFO(name);
    CHECK_FALSE(crm::zone::known(name));
  }
}

TEST_CASE("Without the tz database no zone is found; once it is there, the same name is") {
  const char* before = std::getenv("TZDIR");
  const std::string kept = before != nullptr ? before : "/usr/share/zoneinfo";
  setenv("TZDIR", "/nonexistent", 1);
  CHECK_FALSE(crm::zone::known("Antarctica/Troll"));
  CHECK_FALSE(crm::zone::known("UTC0"));
  setenv("TZDIR", kept.c_str(), 1);
  CHECK(crm::zone::known("Antarctica/Troll"));
  if (before == nullptr) unsetenv("TZDIR");
}

TEST_CASE("A zone found again is the same, whoever asks and from whichever thread") {
  std::vector<std::thread> threads;
  threads.reserve(4);
  std::vector<std::optional<crm::zone::Zone>> found(4);
  for (auto& one : found) threads.emplace_back([&one] { one = crm::zone::find("Europe/Lisbon"); });
  for (std::thread& thread : threads) thread.join();
  for (const auto& one : found) {
    REQUIRE(one);
    CHECK(*one == zone("Europe/Lisbon"));
  }
  CHECK_FALSE(zone("Europe/Lisbon") == zone("Europe/London"));
}

TEST_CASE("All zones of the database are found, more than are kept at hand, each with its own clock") {
  namespace files = std::filesystem;
  const files::path folder = "/usr/share/zoneinfo";
  std::vector<std::pair<std::string, crm::zone::Zone>> zones;
  for (const char* region : {"Africa", "America", "Asia", "Europe", "Etc", "Pacific"}) {
    for (const auto& entry : files::recursive_directory_iterator(folder / region)) {
      if (!entry.is_regular_file()) continue;
      const std::string name = files::relative(entry.path(), folder).string();
      zones.emplace_back(name, zone(name.c_str()));
    }
  }
  CHECK(zones.size() > 400);
  for (const auto& [name, first] : zones) {
    INFO(name);
    CHECK(zone(name.c_str()) == first);
  }
  const crm::Instant noon = at("2026-06-01T12:00:00Z");
  for (int west = 1; west <= 12; ++west) {
    const std::string name = "Etc/GMT+" + std::to_string(west);
    CHECK(zone(name.c_str()).local(noon).time_of_day == std::chrono::hours(12 - west));
  }
}

TEST_CASE("Local time is the date and the time of day that the wall shows, fractions cut off") {
  const crm::zone::LocalTime local = zone("America/New_York").local(at("2026-01-15T03:59:59.999999Z"));
  CHECK(local.date == year(2026) / 1 / 14);
  CHECK(local.time_of_day == 22h + 59min + 59s);

  const crm::zone::LocalTime old = zone("UTC").local(at("1969-12-31T23:59:59.999999Z"));
  CHECK(old.date == year(1969) / 12 / 31);
  CHECK(old.time_of_day == 23h + 59min + 59s);
}

TEST_CASE("Local time keeps to daylight saving time, also in years after the database's table") {
  const crm::zone::Zone new_york = zone("America/New_York");
  CHECK(new_york.local(at("2026-03-08T06:59:59Z")).time_of_day == 1h + 59min + 59s);
  CHECK(new_york.local(at("2026-03-08T07:00:00Z")).time_of_day == 3h);
  CHECK(new_york.local(at("2026-11-01T05:59:59Z")).time_of_day == 1h + 59min + 59s);
  CHECK(new_york.local(at("2026-11-01T06:00:00Z")).time_of_day == 1h);
  CHECK(new_york.local(at("2090-07-01T12:00:00Z")).time_of_day == 8h);
}

TEST_CASE("The instant of a local time is the one at which the clock shows it") {
  const crm::zone::Zone kolkata = zone("Asia/Kolkata");
  CHECK(kolkata.instant_of(year(2026) / 5 / 4, 8h) == at("2026-05-04T02:30:00Z"));
  CHECK(kolkata.instant_of(year(2026) / 5 / 4, 24h) == at("2026-05-04T18:30:00Z"));
  CHECK(kolkata.instant_of(year(1965) / 1 / 1, 0s) == at("1964-12-31T18:30:00Z"));
}

TEST_CASE("A local time that the clock jumps over gives the first instant after the gap") {
  CHECK(zone("America/New_York").instant_of(year(2026) / 3 / 8, 2h + 30min) == at("2026-03-08T07:00:00Z"));
}

TEST_CASE("A local time that the clock shows twice gives the first of the two") {
  CHECK(zone("America/New_York").instant_of(year(2026) / 11 / 1, 1h + 30min) == at("2026-11-01T05:30:00Z"));
}

TEST_CASE("There and back is the same instant in every season") {
  const crm::zone::Zone zones[] = {zone("America/Los_Angeles"), zone("Australia/Lord_Howe"),
                                   zone("Asia/Kolkata")};
  for (crm::Instant now = at("2026-01-01T00:00:00Z"); now < at("2027-01-01T00:00:00Z"); now += 5h + 7s) {
    for (const crm::zone::Zone& one : zones) {
      const crm::zone::LocalTime local = one.local(now);
      const crm::Instant back = one.instant_of(local.date, local.time_of_day);
      INFO(crm::to_string(now));
      CHECK((back == now || back == now - 1h || back == now - 30min));
      CHECK(one.local(back).time_of_day == local.time_of_day);
    }
  }
}
