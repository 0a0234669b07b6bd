#include "storage/sqlite/backup.hpp"

#include <SQLiteCpp/Backup.h>
#include <sqlite3.h>

#include <algorithm>
#include <crm/error.hpp>
#include <filesystem>
#include <map>

#include "storage/new_file.hpp"
#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/sqlite/structure.hpp"

namespace crm::storage::sqlite {

namespace {

constexpr int kPagesAtOnce = 500;  // 2 MB: between two looks at the progress

using Counts = std::map<std::string, std::int64_t>;  // table -> rows

Counts count_all(Connection& connection) {
  Counts counts;
  for (const std::string& table : table_names(connection)) counts[table] = count_rows(connection, table);
  return counts;
}

[[noreturn]] void stop() { throw Error(Code::cancelled, "The work was stopped; nothing was changed."); }

// One step of SQLite's backup; false: that was the last one.
bool copy_some(SQLite::Backup& backup, int pages) {
  const int result = backup.executeStep(pages);
  if (result != SQLITE_OK && result != SQLITE_DONE) throw error_of(result, true);
  return result == SQLITE_OK;
}

// Says how many pages there are.
std::int64_t copy_all(SQLite::Backup& backup, const Progress& progress) {
  for (bool more = true; more;) {
    more = copy_some(backup, kPagesAtOnce);
    const int all = backup.getTotalPageCount();
    const bool go_on = !progress || progress(all - backup.getRemainingPageCount(), all);
    if (more && !go_on) stop();  // after the last step it is done
  }
  return backup.getTotalPageCount();
}

// The new file is nobody else's, so it needs no locks, which some network file systems do not have; and when
// anything fails it is thrown away, so it needs no journal. NewFile makes it durable.
std::int64_t copy_to_new_file(SqliteConnection& source, const std::string& path, const Progress& progress) {
  return as_errors([&] {
    SQLite::Database target(file_uri(std::filesystem::absolute(path).string(), "nolock=1"),
                            SQLITE_OPEN_READWRITE | SQLITE_OPEN_URI);
    target.exec("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF");
    SQLite::Backup backup(target, source.database());
    return copy_all(backup, progress);
  });
}

void verify(Connection& copy, const Counts& expected) {
  static const Sql check("PRAGMA integrity_check(1)");
  bool sound = true;
  copy.execute({check, {}, [&](const Row& row) { sound = sound && row.text(0) == "ok"; }});
  if (!sound)
    throw Error(Code::corrupt,
                "The database is damaged, so that no sound copy can be made. Run `crmctl doctor`.");
  if (count_all(copy) != expected)
    throw Error(Code::corrupt, "The copy does not hold what the database holds. No backup was made.", "file");
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return std::filesystem::exists(std::filesystem::symlink_status(path, ignored));
}

[[noreturn]] void refuse_file(const char* sentence) { throw Error(Code::conflict, sentence, "file"); }

// Of all files that stand there already, only an older backup is replaced. A database that somebody works
// with has a log beside it, or a key.
void refuse_other_files(const std::string& path) {
  if (!exists(path)) return;
  if (!looks_like_database(path))
    refuse_file("The file exists and is no database: it is not overwritten. Name another one.");
  if (exists(path + "-wal") || exists(path + ".key"))
    refuse_file(
        "The file is a database that is in use, and no backup: it is not overwritten. Name another one.");
  const std::vector<std::string> tables = table_names(*open_copy(path));
  if (std::find(tables.begin(), tables.end(), "schema_migration") == tables.end())
    refuse_file("The file is another program's database: it is not overwritten. Name another one.");
}

}  // namespace

// One read transaction is held from the first page to the last: without it SQLite begins anew whenever
// another connection has written in between, and under load never ends.
void back_up(SqliteConnection& source, const std::string& path, IfThere if_there, const Progress& progress) {
  if (if_there == IfThere::replace) refuse_other_files(path);
  const Transaction snapshot(source, Access::read);
  table_names(source);  // takes the snapshot
  source.set_deadline(Deadline::max());
  NewFile file(path, if_there);
  const std::int64_t pages = copy_to_new_file(source, file.working_path(), progress);
  const Watch watch = [&] { return !progress || progress(pages, pages); };
  source.set_watch(watch);
  const Counts expected = count_all(source);
  {
    const auto copy = open_copy(file.working_path());
    copy->set_watch(watch);
    verify(*copy, expected);
  }
  file.publish();
}

// Without a look at the schema, which may be damaged: that is why somebody restores. The settings that matter
// are SQLite's own: every commit is durable.
SQLite::Database open_target(const std::string& path, Deadline deadline) {
  const auto patience = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now());
  SQLite::Database target(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_NOMUTEX,
                          static_cast<int>(std::max<std::int64_t>(patience.count(), 1)));
  sqlite3_extended_result_codes(target.getHandle(), 1);
  sqlite3_wal_autocheckpoint(target.getHandle(), 0);
  return target;
}

// SQLite cannot change the size of a live database's pages; libcrm never makes another one. The version is
// asked for so that the first page is read, which holds the size.
void require_same_pages(SQLite::Database& backup, SQLite::Database& target) {
  const auto page_size = [](SQLite::Database& database) {
    database.execAndGet("PRAGMA data_version");
    return database.execAndGet("PRAGMA page_size").getInt();
  };
  if (page_size(backup) != page_size(target))
    throw Error(Code::unsupported, "The backup's pages are of another size: it was not made by libcrm.",
                "file");
}

// The step without a page takes the right to write. The last page's step is the commit.
void restore(SqliteConnection& backup, const std::string& path, Deadline deadline,
             const std::function<void()>& approve, const Progress& progress) {
  as_errors([&] {
    SQLite::Database target = open_target(path, deadline);
    require_same_pages(backup.database(), target);
    SQLite::Backup copy(target, backup.database());
    copy_some(copy, 0);
    approve();
    copy_all(copy, progress);
  });
}

std::unique_ptr<SqliteConnection> open_copy(const std::string& path) {
  std::error_code error;
  const auto file = std::filesystem::canonical(path, error);
  if (error == std::errc::permission_denied)
    throw Error(Code::permission, "This user may not enter the backup file's folder.", "file");
  if (error) throw Error(Code::not_found, "There is no such backup file.", "file");
  if (!std::filesystem::is_regular_file(file, error))
    throw Error(Code::invalid_argument, "The path names a folder or a device, not a backup file.", "file");
  // With a log beside it, it is no copy at rest but a database that somebody uses or used.
  const bool at_rest = size_of(file.string() + "-wal") == 0;
  return std::make_unique<SqliteConnection>(OpenHow{.path = file.string(),
                                                    .access = Access::read,
                                                    .read_only = true,
                                                    .uri_parameters = at_rest ? "immutable=1" : nullptr},
                                            Deadline::max());
}

}  // namespace crm::storage::sqlite
