#include "storage/migrator.hpp"

#include <algorithm>
#include <charconv>
#include <crm/error.hpp>
#include <map>

namespace crm::storage {

namespace {

constexpr const char* kHistory = "schema_migration";

// FNV-1a, 64 bits: it finds an edited migration; it is no protection against anybody.
std::string checksum(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325U;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  char digits[16];
  const auto end = std::to_chars(digits, digits + sizeof digits, hash, 16).ptr;
  return {digits, end};
}

using History = std::map<int, std::string>;  // number -> checksum

History read_history(Connection& connection) {
  static const Sql select("SELECT number, checksum FROM schema_migration ORDER BY number");
  History history;
  connection.execute({select, {}, [&](const Row& row) {
                        history.emplace(static_cast<int>(row.integer(0)), std::string(row.text(1)));
                      }});
  return history;
}

History history_of(const Driver& driver, Connection& connection) {
  return driver.has_table(connection, kHistory) ? read_history(connection) : History{};
}

void check_history(const History& history, std::span<const Migration> migrations) {
  if (!history.empty() && history.rbegin()->first > (migrations.empty() ? 0 : migrations.back().number))
    throw Error(Code::schema_too_new, "The database was made by a newer libcrm. Update this program.");
  for (const Migration& migration : migrations) {
    const auto ran = history.find(migration.number);
    if (ran != history.end() && ran->second != checksum(migration.sql))
      throw Error(Code::corrupt, "The database's schema was made by another edition of migration " +
                                     std::to_string(migration.number) + "; it cannot be trusted.");
  }
}

void record(Connection& connection, const Migration& migration, std::string_view now) {
  static const Sql insert(
      "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES ($1, $2, $3, $4)");
  const Param params[] = {std::int64_t{migration.number}, std::string(migration.name),
                          checksum(migration.sql), std::string(now)};
  connection.execute({insert, params});
}

// The first one whose turn it is; another process may have been quicker.
const Migration* next_missing(Connection& connection, std::span<const Migration> migrations) {
  const History history = read_history(connection);
  check_history(history, migrations);
  for (const Migration& migration : migrations)
    if (!history.contains(migration.number)) return &migration;
  return nullptr;
}

bool run_next(const Driver& driver, Connection& connection, std::string_view now) {
  Transaction transaction(connection, Access::write);
  driver.lock_schema(connection);
  refuse_foreign(driver, connection);
  connection.script(
      "CREATE TABLE IF NOT EXISTS schema_migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, "
      "checksum TEXT NOT NULL, applied_at TEXT NOT NULL)");
  const Migration* migration = next_missing(connection, driver.migrations());
  if (migration == nullptr) return false;
  connection.script(migration->sql);
  record(connection, *migration, now);
  transaction.commit();
  return true;
}

}  // namespace

int migrate(Driver& driver, Connection& writer, std::string_view now) {
  int ran = 0;
  while (run_next(driver, writer, now)) ++ran;
  return ran;
}

void refuse_foreign(const Driver& driver, Connection& connection) {
  if (driver.has_table(connection, kHistory) || !driver.is_foreign(connection)) return;
  throw Error(Code::conflict, "The database is another program's; nothing was changed. Name another file.",
              "url");
}

int schema_number(const Driver& driver, Connection& connection) {
  const History history = history_of(driver, connection);
  return history.empty() ? 0 : history.rbegin()->first;
}

std::string schema_made_at(const Driver& driver, Connection& connection) {
  static const Sql select("SELECT applied_at FROM schema_migration ORDER BY number LIMIT 1");
  std::string at;
  if (driver.has_table(connection, kHistory))
    connection.execute({select, {}, [&](const Row& row) { at = row.text(0); }});
  return at;
}

std::vector<Migration> missing_migrations(const Driver& driver, Connection& connection) {
  const History history = history_of(driver, connection);
  check_history(history, driver.migrations());
  std::vector<Migration> missing;
  for (const Migration& migration : driver.migrations())
    if (!history.contains(migration.number)) missing.push_back(migration);
  return missing;
}

bool is_own_table(const Driver& driver, const std::string& table) {
  const std::string statement = "CREATE TABLE " + table + " ";
  return table == kHistory || std::ranges::any_of(driver.migrations(), [&](const Migration& migration) {
           return migration.sql.find(statement) != migration.sql.npos;
         });
}

std::vector<std::string> own_tables(const Driver& driver, std::vector<std::string> tables) {
  std::erase_if(tables, [&](const std::string& table) { return !is_own_table(driver, table); });
  return tables;
}

std::vector<std::string> tables_of_records(const Driver& driver, std::vector<std::string> tables) {
  tables = own_tables(driver, std::move(tables));
  std::erase_if(tables, [](const std::string& table) { return table == kHistory || table == "id_counter"; });
  return tables;
}

std::vector<std::string> others_referring(const Driver& driver, Connection& connection,
                                          const Sql& references) {
  std::vector<std::string> tables;
  connection.execute({references, {}, [&](const Row& row) {
                        std::string table(row.text(0));
                        if (is_own_table(driver, std::string(row.text(1))) && !is_own_table(driver, table))
                          tables.push_back(std::move(table));
                      }});
  return tables;
}

void check_schema(const Driver& driver, Connection& connection) {
  const std::size_t missing = missing_migrations(driver, connection).size();
  if (missing == 0) return;
  if (missing == driver.migrations().size())
    throw Error(Code::schema_too_old, "There is no libcrm database here yet. Run `crmctl init`.", "url");
  throw Error(Code::schema_too_old,
              "The database's schema is older than this program. Run `crmctl migrate`.");
}

}  // namespace crm::storage
