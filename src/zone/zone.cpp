// Time zones on CCTZ, with two guards of our own: which names may reach it, and a table of loaded zones that
// is read without its lock.
#include "zone/zone.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <system_error>

namespace crm::zone {
namespace {

// A zone once found stays in this table for the life of the process: CCTZ's own map takes a lock, which costs
// 0.6 us and could be held by another thread at the moment of a fork. Entries are only ever added, by one
// atomic exchange each. A name that finds its places taken is looked up in CCTZ every time.
struct Loaded {
  std::string name;
  cctz::time_zone zone;
};
using Place = std::atomic<const Loaded*>;
constexpr std::size_t places = 256;  // the US needs a dozen, the whole world some 600
constexpr std::size_t places_tried = 4;
constinit std::array<Place, places> table{};

// Names that have a file in the database's folder, but tell nothing of where a customer is.
constexpr std::array<std::string_view, 3> no_places = {"Factory", "localtime", "posixrules"};

Place& place(std::string_view name, std::size_t attempt) {
  std::uint32_t hash = 2166136261U;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return table[(hash + attempt) % places];
}

const Loaded* find_loaded(std::string_view name) {
  for (std::size_t attempt = 0; attempt < places_tried; ++attempt) {
    const Loaded* loaded = place(name, attempt).load(std::memory_order_acquire);
    if (loaded == nullptr) return nullptr;
    if (loaded->name == name) return loaded;
  }
  return nullptr;
}

void keep(std::string_view name, cctz::time_zone zone) {
  auto entry = std::make_unique<const Loaded>(Loaded{std::string(name), zone});
  for (std::size_t attempt = 0; attempt < places_tried; ++attempt) {
    const Loaded* there = nullptr;
    if (place(name, attempt).compare_exchange_strong(there, entry.get(), std::memory_order_acq_rel)) {
      static_cast<void>(entry.release());  // the table's now, for ever
      return;
    }
    if (there->name == name) return;  // another thread was faster
  }
}

bool is_name_character(char c) {
  return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' ||
         c == '+' || c == '/';
}

// CCTZ takes "/etc/passwd", "file:x" and "libc:x" for zones. A dot or an empty part ("America//Denver") would
// give one file any number of names, each of which CCTZ remembers.
bool well_formed(std::string_view name) {
  constexpr std::size_t longest = 64;
  return !name.empty() && name.size() <= longest && name.front() != '/' && name.back() != '/' &&
         name.find("//") == std::string_view::npos && std::ranges::all_of(name, is_name_character) &&
         std::ranges::find(no_places, name) == no_places.end();
}

// CCTZ never forgets a name it was asked for, found or not. Only names that have a file reach it, so what
// others send cannot make it grow. It looks in the same folder.
bool has_file(const std::string& name) {
  const char* folder = std::getenv("TZDIR");
  std::error_code error;
  return std::filesystem::is_regular_file(
      std::string(folder != nullptr && *folder != '\0' ? folder : "/usr/share/zoneinfo") + '/' + name, error);
}

}  // namespace

LocalTime Zone::local(Instant instant) const {
  const cctz::civil_second shown = zone_.lookup(std::chrono::floor<std::chrono::seconds>(instant)).cs;
  return {Date(std::chrono::year(static_cast<int>(shown.year())),
               std::chrono::month(static_cast<unsigned>(shown.month())),
               std::chrono::day(static_cast<unsigned>(shown.day()))),
          std::chrono::hours(shown.hour()) + std::chrono::minutes(shown.minute()) +
              std::chrono::seconds(shown.second())};
}

Instant Zone::instant_of(Date date, std::chrono::seconds time_of_day) const {
  const cctz::civil_second midnight(static_cast<int>(date.year()), static_cast<int>(unsigned(date.month())),
                                    static_cast<int>(unsigned(date.day())));
  return cctz::convert(midnight + time_of_day.count(), zone_);
}

std::optional<Zone> find(std::string_view name) {
  if (const Loaded* loaded = find_loaded(name)) return Zone(loaded->zone);
  if (!well_formed(name)) return std::nullopt;
  const std::string text(name);
  cctz::time_zone zone;
  if (!has_file(text) || !cctz::load_time_zone(text, &zone)) return std::nullopt;
  keep(name, zone);
  return Zone(zone);
}

bool known(std::string_view name) { return find(name).has_value(); }

}  // namespace crm::zone
