#include "storage/sqlite/upkeep.hpp"

#include <sqlite3.h>
#include <sys/stat.h>

#include <crm/error.hpp>

#include "storage/insert_sink.hpp"
#include "storage/migrator.hpp"
#include "storage/sqlite/backup.hpp"
#include "storage/sqlite/checkpoint.hpp"
#include "storage/sqlite/checks.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/sqlite/query.hpp"
#include "storage/sqlite/structure.hpp"

namespace crm::storage::sqlite {

namespace {

// How long a checkpoint after long work waits for writers.
Deadline soon() { return Clock::now() + std::chrono::seconds(2); }

// What was written is durable in the log: when others hold that back, a later checkpoint takes it from there.
template <class Action>
void unless_busy(Action action) {
  try {
    action();
  } catch (const Error& error) {
    if (error.code() != Code::timeout && error.code() != Code::busy) throw;
  }
}

// The first commit after a checkpoint begins the log anew and cuts it to its limit. This one changes nothing.
void shorten_log(SqliteConnection& writer) {
  static const Sql select("PRAGMA user_version");
  std::int64_t version = 0;
  writer.execute({select, {}, [&](const Row& row) { version = row.integer(0); }});
  writer.script("PRAGMA user_version=" + std::to_string(version));
}

}  // namespace

std::unique_ptr<Connection> SqliteUpkeep::connect(Deadline deadline, const Watch*) {
  check_file(path_);
  return std::make_unique<SqliteConnection>(OpenHow{path_, Access::read}, deadline);
}

Place SqliteUpkeep::place(Deadline, const Watch*) {
  return {"SQLite", sqlite3_libversion(), path_, size_of(path_), size_of(path_ + "-wal")};
}

std::string SqliteUpkeep::identity(Connection&) {
  struct stat status {};
  stat(path_.c_str(), &status);
  return "SQLite " + std::to_string(status.st_dev) + " " + std::to_string(status.st_ino);
}

std::vector<TableInfo> SqliteUpkeep::tables(Connection& connection) { return read_tables(connection); }

std::int64_t SqliteUpkeep::rows(Connection& connection, const std::string& table) {
  return count_rows(connection, table);
}

std::unique_ptr<RowSink> SqliteUpkeep::sink(Connection& writer, const TableInfo& table) {
  return std::make_unique<InsertSink>(writer, table);
}

std::vector<SettingInfo> SqliteUpkeep::settings(Connection& reader, Connection& writer) {
  return read_settings(reader, writer);
}

void SqliteUpkeep::backup(const std::string& path, IfThere if_there, Deadline deadline,
                          const Progress& progress) {
  check_file(path_);
  refuse_itself(path);
  SqliteConnection source({path_, Access::read}, deadline);
  back_up(source, path, if_there, progress);
}

std::unique_ptr<Connection> SqliteUpkeep::open_backup(const std::string& path) {
  refuse_itself(path);
  return open_copy(path);
}

void SqliteUpkeep::restore(Connection& backup, Deadline deadline, const Approve& approve,
                           const Progress& progress) {
  sqlite::restore(static_cast<SqliteConnection&>(backup), path_, deadline, approve, progress);
  SqliteConnection writer({path_, Access::write}, soon());
  unless_busy([&] { checkpoint(writer, soon()); });
}

void SqliteUpkeep::check_content(Connection& connection, std::vector<Finding>& findings) {
  check_integrity(connection, findings);
  check_references(connection, findings);
}

void SqliteUpkeep::check_surroundings(std::vector<Finding>& findings) {
  check_files(path_, findings);
  check_log(path_, findings);
  check_version(findings);
}

// SQLite takes a name in whatever case it is written.
std::vector<std::string> SqliteUpkeep::referring_tables(Connection& connection) {
  static const Sql select(
      "SELECT DISTINCT t.name, lower(r.\"table\") FROM sqlite_schema t, pragma_foreign_key_list(t.name) r "
      "WHERE t.type = 'table' ORDER BY t.name");
  return others_referring(driver_, connection, select);
}

// Without references to look after SQLite drops a table's pages at once; no row stays that could miss
// another.
void SqliteUpkeep::clear(Deadline deadline, const Watch*, const Work& last) {
  check_file(path_);
  SqliteConnection writer({path_, Access::write}, deadline);
  writer.script("PRAGMA foreign_keys=OFF");
  Transaction transaction(writer, Access::write);
  for (const std::string& table : tables_of_records(driver_, table_names(writer)))
    writer.script("DELETE FROM " + quoted(table));
  last(writer);
  transaction.commit();
  unless_busy([&] { checkpoint(writer, soon()); });
}

// SQLite copies the database into a temporary one, which it attaches, and back through the log.
void SqliteUpkeep::vacuum(Deadline deadline, const Progress& progress) {
  check_file(path_);
  SqliteConnection writer({path_, Access::write}, deadline);
  writer.set_watch([&] { return !progress || progress(0, 0); });
  sqlite3_limit(writer.database().getHandle(), SQLITE_LIMIT_ATTACHED, 1);
  writer.script("VACUUM");
  writer.set_watch({});
  unless_busy([&] {
    checkpoint(writer, soon());
    shorten_log(writer);
  });
}

void SqliteUpkeep::refuse_itself(const std::string& path) const {
  if (is_same_file(path, path_))
    throw Error(Code::invalid_argument, "This file is the database itself; name another one.", "file");
}

std::vector<PlacedTable> SqliteUpkeep::distribute(Connection&) {
  throw Error(
      Code::unsupported,
      "A SQLite file lies on one machine. Copy it into a PostgreSQL database with Citus: `crmctl copy`.",
      "url");
}

QueryResult SqliteUpkeep::query(std::string_view sql, const QueryLimits& limits) {
  const Deadline deadline = Clock::now() + limits.timeout;
  // Closed last: it takes the log's files away when nobody else has them open, which the other one cannot.
  const auto keeper = connect(deadline, nullptr);
  table_names(*keeper);
  SqliteConnection connection({.path = path_, .access = Access::read, .read_only = true}, deadline);
  return ask(connection, sql, limits);
}

}  // namespace crm::storage::sqlite
