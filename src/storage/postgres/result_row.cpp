#include "storage/postgres/result_row.hpp"

#include <crm/error.hpp>

namespace crm::storage::postgres {

namespace {

using std::chrono::days;
using std::chrono::microseconds;
using std::chrono::sys_days;

constexpr sys_days kEpoch = std::chrono::year(2000) / 1 / 1;  // PostgreSQL's
constexpr sys_days kFirst = std::chrono::year(1) / 1 / 1, kLast = std::chrono::year(9999) / 12 / 31;

// "infinity" stands at the ends of the range too.
void require_year_in_range(bool good) {
  if (!good) throw Error(Code::corrupt, "The database holds a date outside the years 1 to 9999.");
}

}  // namespace

// Of 1, 2, 4 or 8 bytes, the highest first.
std::int64_t ResultRow::integer(int column) const {
  const char* bytes = libpq().PQgetvalue(result_, row_, column);
  const int length = libpq().PQgetlength(result_, row_, column);
  if (length == 0) return 0;  // NULL, as SQLite reads it
  std::uint64_t value = static_cast<signed char>(bytes[0]) < 0 ? ~std::uint64_t{0} : 0;
  for (int i = 0; i < length; ++i) value = value << 8 | static_cast<unsigned char>(bytes[i]);
  return static_cast<std::int64_t>(value);
}

Date ResultRow::date(int column) const {
  const std::int64_t since = integer(column);
  require_year_in_range(since >= (kFirst - kEpoch).count() && since <= (kLast - kEpoch).count());
  return kEpoch + days(since);
}

Instant ResultRow::instant(int column) const {
  const microseconds since(integer(column));
  require_year_in_range(since >= kFirst - kEpoch && since < kLast + days(1) - kEpoch);
  return Instant(kEpoch) + since;
}

std::string_view ResultRow::text(int column) const {
  if (is_null(column)) return {};
  return {libpq().PQgetvalue(result_, row_, column),
          static_cast<std::size_t>(libpq().PQgetlength(result_, row_, column))};
}

}  // namespace crm::storage::postgres
