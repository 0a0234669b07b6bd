#include "service/content.hpp"

#include <algorithm>
#include <crm/error.hpp>
#include <map>

#include "storage/catalog.hpp"
#include "storage/migrator.hpp"
#include "storage/table.hpp"
#include "storage/totals.hpp"
#include "storage/unfinished_copy.hpp"

namespace crm::service {

namespace {

using storage::Connection;
using storage::Driver;
using storage::Row;
using storage::Sql;

constexpr const char *kTotalled[] = {"customer", "loan", "interaction"},
                     *kCounted[] = {"customer_phone", "vehicle", "payment", "customer_note", "loan_note"};
constexpr std::chrono::seconds kCountingTime{2};

std::map<std::string, std::int64_t> read_totals(Connection& connection) {
  std::map<std::string, std::int64_t> totals;
  connection.execute({storage::select_record_totals(), {}, [&](const Row& row) {
                        totals[std::string(row.text(0))] = row.integer(1);
                      }});
  return totals;
}

std::optional<std::int64_t> count_in_time(Connection& connection, const std::string& table) {
  try {
    return storage::count_rows(connection, table);
  } catch (const Error& error) {
    if (error.code() != Code::timeout) throw;
    return std::nullopt;
  }
}

// One that is too long ends the counting: the snapshot may have ended with it.
std::vector<RecordCount> count_records(Connection& connection, storage::Deadline deadline) {
  std::vector<RecordCount> records;
  auto totals = read_totals(connection);
  for (const char* record : kTotalled) records.push_back({record, totals[record]});
  connection.set_deadline(std::min(deadline, storage::Clock::now() + kCountingTime));
  bool in_time = true;
  for (const char* record : kCounted) {
    records.push_back({record, in_time ? count_in_time(connection, record) : std::nullopt});
    in_time = records.back().count.has_value();
  }
  connection.set_deadline(deadline);
  return records;
}

std::vector<RecordCount> unknown_counts() {
  std::vector<RecordCount> records;
  for (const char* record : kTotalled) records.push_back({record, std::nullopt});
  for (const char* record : kCounted) records.push_back({record, std::nullopt});
  return records;
}

// Another schema may have other tables, or none.
bool has_records(const Driver& driver, Connection& connection) {
  const auto there = [&](const char* table) { return driver.has_table(connection, table); };
  return there("record_total") && std::all_of(std::begin(kCounted), std::end(kCounted), there);
}

}  // namespace

SchemaState schema_state(const Driver& driver, Connection& connection) {
  if (storage::schema_number(driver, connection) == 0) return SchemaState::none;
  try {
    if (!storage::missing_migrations(driver, connection).empty()) return SchemaState::older;
    return storage::is_unfinished_copy(connection) ? SchemaState::unfinished : SchemaState::current;
  } catch (const Error& error) {
    if (error.code() == Code::schema_too_new) return SchemaState::newer;
    if (error.code() == Code::corrupt) return SchemaState::unknown;
    throw;
  }
}

std::optional<Instant> latest_activity(const Driver& driver, Connection& connection) {
  static const Sql select(
      "SELECT at FROM audit WHERE action NOT IN ('restore', 'reset', 'backup', 'query', 'export') ORDER BY "
      "id DESC "
      "LIMIT 1");
  std::optional<Instant> at;
  if (!driver.has_table(connection, "audit")) return at;
  connection.execute(
      {select, {}, [&](const Row& row) { storage::read_stored([&] { at = row.instant(0); }); }});
  return at;
}

std::optional<Instant> created_at(const Driver& driver, Connection& connection) {
  const std::string at = storage::schema_made_at(driver, connection);
  std::optional<Instant> created;
  if (!at.empty()) storage::read_stored([&] { created = parse_instant(at); });
  return created;
}

DatabaseContent content_of(const Driver& driver, Connection& connection, storage::Deadline deadline) {
  DatabaseContent content{.state = schema_state(driver, connection),
                          .schema = storage::schema_number(driver, connection)};
  content.created_at = created_at(driver, connection);
  content.latest_activity = latest_activity(driver, connection);
  content.records = has_records(driver, connection) ? count_records(connection, deadline) : unknown_counts();
  return content;
}

}  // namespace crm::service
