#include "raw_postgres.hpp"

#include <crm/date.hpp>
#include <stdexcept>

namespace crm::bench::raw {

namespace {

constexpr Oid kDate = 1082, kInstant = 1184;
constexpr std::chrono::sys_days kEpoch = std::chrono::year(2000) / 1 / 1;  // PostgreSQL's

}  // namespace

// A date or an instant that is read as a text is made into one, as SQLite holds it.
void PostgresRow::read_one(int column, std::string& text) const {
  if (PQgetisnull(result_, row_, column) != 0) return;
  const Oid type = PQftype(result_, column);
  if (type != kDate && type != kInstant) {
    text = bytes(column);
    return;
  }
  std::int64_t since = 0;
  read_one(column, since);
  text = type == kDate ? to_string(Date(kEpoch + std::chrono::days(static_cast<std::int32_t>(since))))
                       : to_string(Instant(kEpoch) + std::chrono::microseconds(since));
}

void PostgresConnection::check(const PGresult* result) const {
  const ExecStatusType status = PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail();
}

void PostgresConnection::fail() const { throw std::runtime_error(PQerrorMessage(handle())); }

}  // namespace crm::bench::raw
