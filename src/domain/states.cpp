// The tables of states, provinces and countries. Which zones a US state has is from 49 CFR part 71 (and, for
// Arizona, from the Navajo Nation's use of daylight saving time); the rest is from the tz database, 2025.
#include "domain/states.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "domain/text.hpp"
#include "domain/zone_set.hpp"

namespace crm::domain {
namespace {

using namespace zones;

struct State {
  std::string_view code, name;
  Set zones;
};

constexpr State us_states[] = {
    {"AK", "Alaska", {anchorage, adak}},
    {"AL", "Alabama", {chicago}},
    {"AR", "Arkansas", {chicago}},
    {"AS", "American Samoa", {pago_pago}},
    {"AZ", "Arizona", {phoenix, denver}},
    {"CA", "California", {los_angeles}},
    {"CO", "Colorado", {denver}},
    {"CT", "Connecticut", {new_york}},
    {"DC", "District of Columbia", {new_york}},
    {"DE", "Delaware", {new_york}},
    {"FL", "Florida", {new_york, chicago}},
    {"GA", "Georgia", {new_york}},
    {"GU", "Guam", {guam}},
    {"HI", "Hawaii", {honolulu}},
    {"IA", "Iowa", {chicago}},
    {"ID", "Idaho", {denver, los_angeles}},
    {"IL", "Illinois", {chicago}},
    {"IN", "Indiana", {new_york, chicago}},
    {"KS", "Kansas", {chicago, denver}},
    {"KY", "Kentucky", {new_york, chicago}},
    {"LA", "Louisiana", {chicago}},
    {"MA", "Massachusetts", {new_york}},
    {"MD", "Maryland", {new_york}},
    {"ME", "Maine", {new_york}},
    {"MI", "Michigan", {new_york, chicago}},
    {"MN", "Minnesota", {chicago}},
    {"MO", "Missouri", {chicago}},
    {"MP", "Northern Mariana Islands", {guam}},
    {"MS", "Mississippi", {chicago}},
    {"MT", "Montana", {denver}},
    {"NC", "North Carolina", {new_york}},
    {"ND", "North Dakota", {chicago, denver}},
    {"NE", "Nebraska", {chicago, denver}},
    {"NH", "New Hampshire", {new_york}},
    {"NJ", "New Jersey", {new_york}},
    {"NM", "New Mexico", {denver}},
    {"NV", "Nevada", {los_angeles, denver}},
    {"NY", "New York", {new_york}},
    {"OH", "Ohio", {new_york}},
    {"OK", "Oklahoma", {chicago}},
    {"OR", "Oregon", {los_angeles, denver}},
    {"PA", "Pennsylvania", {new_york}},
    {"PR", "Puerto Rico", {puerto_rico}},
    {"RI", "Rhode Island", {new_york}},
    {"SC", "South Carolina", {new_york}},
    {"SD", "South Dakota", {chicago, denver}},
    {"TN", "Tennessee", {chicago, new_york}},
    {"TX", "Texas", {chicago, denver}},
    {"UT", "Utah", {denver}},
    {"VA", "Virginia", {new_york}},
    {"VI", "Virgin Islands", {puerto_rico}},
    {"VT", "Vermont", {new_york}},
    {"WA", "Washington", {los_angeles}},
    {"WI", "Wisconsin", {chicago}},
    {"WV", "West Virginia", {new_york}},
    {"WY", "Wyoming", {denver}},
};

constexpr State provinces_of_canada[] = {
    {"AB", "Alberta", {edmonton}},
    {"BC", "British Columbia", {vancouver, edmonton, dawson_creek}},
    {"MB", "Manitoba", {winnipeg}},
    {"NB", "New Brunswick", {halifax}},
    {"NL", "Newfoundland and Labrador", {st_johns, halifax}},
    {"NS", "Nova Scotia", {halifax}},
    {"NT", "Northwest Territories", {edmonton}},
    {"NU", "Nunavut", {toronto, winnipeg, edmonton, panama}},
    {"ON", "Ontario", {toronto, winnipeg, panama}},
    {"PE", "Prince Edward Island", {halifax}},
    {"QC", "Quebec", {toronto, halifax, puerto_rico}},
    {"SK", "Saskatchewan", {regina, edmonton, winnipeg}},
    {"YT", "Yukon", {whitehorse}},
};

// Countries in which one clock is in use. The calling code is empty where a number cannot tell the country
// from another one: all of +1.
struct Country {
  std::string_view code, calling_code;
  Set zone;
};

constexpr Country countries[] = {
    {"AE", "971", {"Asia/Dubai"}},
    {"AG", "", {puerto_rico}},
    {"AI", "", {puerto_rico}},
    {"AR", "54", {"America/Argentina/Buenos_Aires"}},
    {"AS", "", {pago_pago}},
    {"AT", "43", {"Europe/Vienna"}},
    {"BB", "", {barbados}},
    {"BD", "880", {"Asia/Dhaka"}},
    {"BE", "32", {"Europe/Brussels"}},
    {"BG", "359", {"Europe/Sofia"}},
    {"BH", "973", {"Asia/Bahrain"}},
    {"BM", "", {bermuda}},
    {"BO", "591", {"America/La_Paz"}},
    {"BS", "", {nassau}},
    {"CH", "41", {"Europe/Zurich"}},
    {"CO", "57", {"America/Bogota"}},
    {"CR", "506", {"America/Costa_Rica"}},
    {"CZ", "420", {"Europe/Prague"}},
    {"DE", "49", {"Europe/Berlin"}},
    {"DK", "45", {"Europe/Copenhagen"}},
    {"DM", "", {puerto_rico}},
    {"DO", "", {santo_domingo}},
    {"EG", "20", {"Africa/Cairo"}},
    {"FI", "358", {"Europe/Helsinki"}},
    {"FR", "33", {"Europe/Paris"}},
    {"GB", "44", {"Europe/London"}},
    {"GD", "", {puerto_rico}},
    {"GH", "233", {"Africa/Accra"}},
    {"GR", "30", {"Europe/Athens"}},
    {"GT", "502", {"America/Guatemala"}},
    {"GU", "", {guam}},
    {"HK", "852", {"Asia/Hong_Kong"}},
    {"HN", "504", {"America/Tegucigalpa"}},
    {"HU", "36", {"Europe/Budapest"}},
    {"IE", "353", {"Europe/Dublin"}},
    {"IL", "972", {"Asia/Jerusalem"}},
    {"IN", "91", {"Asia/Kolkata"}},
    {"IT", "39", {"Europe/Rome"}},
    {"JM", "", {jamaica}},
    {"JP", "81", {"Asia/Tokyo"}},
    {"KE", "254", {"Africa/Nairobi"}},
    {"KN", "", {puerto_rico}},
    {"KR", "82", {"Asia/Seoul"}},
    {"KY", "", {panama}},
    {"LC", "", {puerto_rico}},
    {"LK", "94", {"Asia/Colombo"}},
    {"LU", "352", {"Europe/Luxembourg"}},
    {"MP", "", {guam}},
    {"MS", "", {puerto_rico}},
    {"MY", "60", {"Asia/Kuala_Lumpur"}},
    {"NG", "234", {"Africa/Lagos"}},
    {"NI", "505", {"America/Managua"}},
    {"NL", "31", {"Europe/Amsterdam"}},
    {"NO", "47", {"Europe/Oslo"}},
    {"NP", "977", {"Asia/Kathmandu"}},
    {"PA", "507", {panama}},
    {"PE", "51", {"America/Lima"}},
    {"PH", "63", {"Asia/Manila"}},
    {"PK", "92", {"Asia/Karachi"}},
    {"PL", "48", {"Europe/Warsaw"}},
    {"PR", "", {puerto_rico}},
    {"RO", "40", {"Europe/Bucharest"}},
    {"SA", "966", {"Asia/Riyadh"}},
    {"SE", "46", {"Europe/Stockholm"}},
    {"SG", "65", {"Asia/Singapore"}},
    {"SV", "503", {"America/El_Salvador"}},
    {"SX", "", {puerto_rico}},
    {"TC", "", {grand_turk}},
    {"TH", "66", {"Asia/Bangkok"}},
    {"TR", "90", {"Europe/Istanbul"}},
    {"TT", "", {puerto_rico}},
    {"TW", "886", {"Asia/Taipei"}},
    {"VC", "", {puerto_rico}},
    {"VG", "", {puerto_rico}},
    {"VI", "", {puerto_rico}},
    {"VN", "84", {"Asia/Ho_Chi_Minh"}},
    {"ZA", "27", {"Africa/Johannesburg"}},
};

constexpr Name all_of_us[] = {new_york, chicago,  denver,      phoenix, los_angeles, anchorage,
                              adak,     honolulu, puerto_rico, guam,    pago_pago};

constexpr std::size_t code_size = 2;
static_assert(std::ranges::is_sorted(us_states, {}, &State::code));
static_assert(std::ranges::is_sorted(provinces_of_canada, {}, &State::code));
static_assert(std::ranges::is_sorted(countries, {}, &Country::code));

char upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

bool same_letters(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, {}, upper, upper);
}

std::string_view without_blanks_around(std::string_view text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// The row of a table in the order of its codes, or null.
template <class Row>
const Row* find_code(std::span<const Row> rows, std::string_view code) {
  if (code.size() != code_size) return nullptr;
  const std::array<char, code_size> wanted = {upper(code[0]), upper(code[1])};
  const std::string_view text(wanted.data(), wanted.size());
  const auto row = std::ranges::lower_bound(rows, text, {}, &Row::code);
  return row != rows.end() && row->code == text ? &*row : nullptr;
}

std::span<const Name> zones_in(std::span<const State> states, std::string_view state) {
  if (const State* row = find_code(states, state)) return row->zones.span();
  const auto named =
      std::ranges::find_if(states, [&](const State& s) { return same_letters(s.name, state); });
  return named == states.end() ? std::span<const Name>() : named->zones.span();
}

std::span<const Name> zone_in_country(std::string_view country) {
  const Country* row = find_code(std::span<const Country>(countries), country);
  return row == nullptr ? std::span<const Name>() : row->zone.span();
}

}  // namespace

std::span<const std::string_view> zones_of_state(std::string_view country, std::string_view state) {
  country = without_blanks_around(country);
  state = without_blanks_around(state);
  if (country.empty() || same_letters(country, "US")) return zones_in(us_states, state);
  if (same_letters(country, "CA")) return zones_in(provinces_of_canada, state);
  return zone_in_country(country);
}

std::span<const std::string_view> zones_of_country_code(std::string_view e164) {
  if (!e164.starts_with('+')) return {};
  e164.remove_prefix(1);
  // No calling code is the beginning of another (ITU-T E.164), so the first that fits is the one.
  const auto found = std::ranges::find_if(countries, [&](const Country& c) {
    return !c.calling_code.empty() && e164.starts_with(c.calling_code);
  });
  return found == std::end(countries) ? std::span<const Name>() : found->zone.span();
}

std::span<const std::string_view> us_zones() { return all_of_us; }

}  // namespace crm::domain
