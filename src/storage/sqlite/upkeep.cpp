#include "storage/sqlite/upkeep.hpp"

#include <sqlite3.h>

#include <crm/error.hpp>

#include "storage/sqlite/backup.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/sqlite/query.hpp"
#include "storage/sqlite/structure.hpp"

namespace crm::storage::sqlite {

std::unique_ptr<Connection> SqliteUpkeep::connect(Deadline deadline) {
  check_file(path_);
  return std::make_unique<SqliteConnection>(OpenHow{path_, Access::read}, deadline);
}

Place SqliteUpkeep::place() {
  return {"SQLite", sqlite3_libversion(), path_, size_of(path_), size_of(path_ + "-wal")};
}

std::vector<TableInfo> SqliteUpkeep::tables(Connection& connection) { return read_tables(connection); }

std::int64_t SqliteUpkeep::rows(Connection& connection, const std::string& table) {
  return count_rows(connection, table);
}

std::vector<SettingInfo> SqliteUpkeep::settings(Connection& reader, Connection& writer) {
  return read_settings(reader, writer);
}

void SqliteUpkeep::backup(const std::string& path, IfThere if_there, Deadline deadline,
                          const Progress& progress) {
  check_file(path_);
  if (is_same_file(path, path_))
    throw Error(Code::invalid_argument, "This file is the database itself; name another one.", "file");
  SqliteConnection source({path_, Access::read}, deadline);
  back_up(source, path, if_there, progress);
}

std::unique_ptr<Connection> SqliteUpkeep::open_backup(const std::string& path) { return open_copy(path); }

QueryResult SqliteUpkeep::query(std::string_view sql, const QueryLimits& limits) {
  check_file(path_);
  SqliteConnection connection({.path = path_, .access = Access::read, .read_only = true},
                              Clock::now() + limits.timeout);
  return ask(connection, sql, limits);
}

}  // namespace crm::storage::sqlite
