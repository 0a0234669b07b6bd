// Dates and instants from text and to text. Reading the database's own forms is on the path of every call, so
// these are read eight characters at a time.
#include <crm/date.hpp>

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

#include <crm/error.hpp>

#include "domain/text.hpp"

namespace crm {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::minutes;
using std::chrono::seconds;
using std::chrono::sys_days;

constexpr std::size_t date_size = 10;     // 2024-02-01
constexpr std::size_t instant_size = 27;  // 2024-02-01T10:00:00.000000Z

constexpr Instant first_instant = sys_days(std::chrono::year(1) / 1 / 1);
constexpr Instant last_instant = sys_days(std::chrono::year(9999) / 12 / 31) + days(1) - microseconds(1);

[[noreturn]] void refuse_date() {
  throw Error(Code::invalid_argument,
              "This is no date: write a day of the calendar as YYYY-MM-DD, in the years 1 to 9999.");
}

[[noreturn]] void refuse_instant() {
  throw Error(
      Code::invalid_argument,
      "This is no date and time: write it as YYYY-MM-DDTHH:MM:SS, if wanted with a fraction and a zone "
      "(Z or +HH:MM), in the years 1 to 9999.");
}

// What eight characters must be: digits where the pattern has a 0, elsewhere the pattern's own character.
struct Pattern {
  std::uint64_t text = 0, slack = 0;

  // The slack lifts a byte to 128 or more when it is above 9 (for a digit) or above 0 (for other characters).
  consteval Pattern(const char (&pattern)[9]) {
    for (int i = 7; i >= 0; --i) {
      text = text << 8 | static_cast<unsigned char>(pattern[i]);
      slack = slack << 8 | (pattern[i] == '0' ? 0x80 - 10 : 0x80 - 1);
    }
  }
};

static_assert(std::endian::native == std::endian::little,
              "Block wants the first character in the lowest byte");

// One load instruction: compilers see through the memcpy.
std::uint64_t load(const char* text) {
  std::uint64_t word = 0;
  std::memcpy(&word, text, sizeof word);
  return word;
}

// Eight characters read at once, in one machine word.
class Block {
 public:
  Block(const char* text, const Pattern& pattern)
      : digits_(load(text) ^ pattern.text),
        wrong_(((digits_ + pattern.slack) | digits_) & 0x8080808080808080),
        pairs_(digits_ * 10 + (digits_ >> 8)) {}

  // Whether any character is not as the pattern wants it; then the numbers mean nothing.
  bool wrong() const { return wrong_ != 0; }
  // The number that the two digits from this place on make.
  unsigned pair(int place) const { return pairs_ >> 8 * place & 0xFF; }

 private:
  std::uint64_t digits_, wrong_, pairs_;
};

bool is_day(const Date& date) { return date.ok() && static_cast<int>(date.year()) >= 1; }

// Reads ten characters.
bool read_date(const char* text, Date& date) {
  const Block year_month(text, "0000-00-"), month_day(text + 2, "00-00-00");
  const unsigned year = year_month.pair(0) * 100 + year_month.pair(2);
  date = Date(std::chrono::year(static_cast<int>(year)), std::chrono::month(month_day.pair(3)),
              std::chrono::day(month_day.pair(6)));
  return !(year_month.wrong() | month_day.wrong()) && is_day(date);
}

// Reads the 27 characters that to_string(Instant) writes.
bool read_stored_instant(const char* text, Instant& instant) {
  Date date;
  const bool good_date = read_date(text, date);
  const Block hour_minute(text + 8, "00T00:00"), second(text + 16, ":00.0000"),
      fraction(text + 19, ".000000Z");
  const unsigned h = hour_minute.pair(3), m = hour_minute.pair(6), s = second.pair(1);
  const unsigned micros = fraction.pair(1) * 10'000 + fraction.pair(3) * 100 + fraction.pair(5);
  const bool wrong = hour_minute.wrong() | second.wrong() | fraction.wrong() | (h > 23) | (m > 59) | (s > 59);
  if (wrong || !good_date) return false;
  instant = sys_days(date) + seconds(h * 3600 + m * 60 + s) + microseconds(micros);
  return true;
}

// Reads an instant in any of the accepted forms, part by part from the front.
class InstantReader {
 public:
  explicit InstantReader(std::string_view text) : rest_(text) {}

  Instant read() {
    const Instant midnight = sys_days(date());
    if (rest_.empty()) return midnight;
    if (!take('T') && !take(' ')) refuse_instant();
    const microseconds since_midnight = time_of_day();
    const Instant instant = midnight + since_midnight - zone();
    if (!rest_.empty() || instant < first_instant || instant > last_instant) refuse_instant();
    return instant;
  }

 private:
  Date date() {
    Date date;
    if (rest_.size() < date_size || !read_date(rest_.data(), date)) refuse_instant();
    rest_.remove_prefix(date_size);
    return date;
  }

  microseconds time_of_day() {
    microseconds time = hours(two_digits(24));
    if (!take(':')) refuse_instant();
    time += minutes(two_digits(60));
    if (!take(':')) return time;
    time += seconds(two_digits(60));
    return take('.') ? time + fraction() : time;
  }

  microseconds fraction() {
    std::int64_t nanoseconds = 0;
    int places = 0;
    for (; places < 9 && !rest_.empty() && domain::is_digit(rest_.front()); ++places) {
      nanoseconds = nanoseconds * 10 + (rest_.front() - '0');
      rest_.remove_prefix(1);
    }
    if (places == 0) refuse_instant();
    for (; places < 9; ++places) nanoseconds *= 10;
    return microseconds(nanoseconds / 1000);
  }

  minutes zone() {
    if (rest_.empty() || take('Z')) return minutes(0);
    const bool west = take('-');
    if (!west && !take('+')) refuse_instant();
    minutes offset = hours(two_digits(24));
    if (take(':') || !rest_.empty()) offset += minutes(two_digits(60));
    return west ? -offset : offset;
  }

  unsigned two_digits(unsigned limit) {
    if (rest_.size() < 2 || !domain::is_digit(rest_[0]) || !domain::is_digit(rest_[1])) refuse_instant();
    const auto value = static_cast<unsigned>((rest_[0] - '0') * 10 + (rest_[1] - '0'));
    if (value >= limit) refuse_instant();
    rest_.remove_prefix(2);
    return value;
  }

  bool take(char wanted) {
    const bool there = !rest_.empty() && rest_.front() == wanted;
    if (there) rest_.remove_prefix(1);
    return there;
  }

  std::string_view rest_;
};

void write_number(char* end, unsigned value, std::size_t length) {
  for (; length > 0; --length, value /= 10) *--end = static_cast<char>('0' + value % 10);
}

void write_date(char* text, const Date& date) {
  write_number(text + 4, static_cast<unsigned>(static_cast<int>(date.year())), 4);
  write_number(text + 7, static_cast<unsigned>(date.month()), 2);
  write_number(text + 10, static_cast<unsigned>(date.day()), 2);
}

}  // namespace

Date parse_date(std::string_view text) {
  Date date;
  if (text.size() != date_size || !read_date(text.data(), date)) refuse_date();
  return date;
}

std::string to_string(Date date) {
  std::string text;
  append(text, date);
  return text;
}

void append(std::string& out, Date date) {
  if (!is_day(date) || static_cast<int>(date.year()) > 9999) refuse_date();
  char text[] = "yyyy-mm-dd";
  write_date(text, date);
  out.append(text, date_size);
}

Instant parse_instant(std::string_view text) {
  Instant instant;
  if (text.size() == instant_size && read_stored_instant(text.data(), instant)) return instant;
  return InstantReader(text).read();
}

std::string to_string(Instant instant) {
  std::string text;
  append(text, instant);
  return text;
}

void append(std::string& out, Instant instant) {
  if (instant < first_instant || instant > last_instant) refuse_instant();
  const auto day = std::chrono::floor<days>(instant);
  const auto micros = (instant - day).count();
  const auto second = static_cast<unsigned>(micros / 1'000'000);
  char text[] = "yyyy-mm-ddThh:mm:ss.ffffffZ";
  write_date(text, Date(day));
  write_number(text + 13, second / 3600, 2);
  write_number(text + 16, second / 60 % 60, 2);
  write_number(text + 19, second % 60, 2);
  write_number(text + 26, static_cast<unsigned>(micros % 1'000'000), 6);
  out.append(text, instant_size);
}

Date date_of(Instant instant) { return std::chrono::floor<days>(instant); }

}  // namespace crm
