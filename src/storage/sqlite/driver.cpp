#include "storage/sqlite/driver.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <crm/error.hpp>
#include <filesystem>
#include <thread>

#include "storage/sqlite/checkpoint.hpp"
#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/sqlite/migrations.hpp"
#include "storage/sqlite/upkeep.hpp"
#include "storage/watched_wait.hpp"

namespace crm::storage::sqlite {

namespace {

constexpr int kCheckpointPages =
    1000;  // 4 MB of log with the usual cache; as much more as the cache is larger

// The switch needs the file to itself for a moment, and SQLite does not wait for that: several processes may
// be making the same database at once.
void switch_to_wal(SqliteConnection& connection, Deadline deadline, const Watch* watch) {
  const Watching watching(connection, watch);
  static const Sql pragma("PRAGMA journal_mode=WAL");
  std::string mode;
  while (mode != "wal") {
    try {
      connection.execute({pragma, {}, [&](const Row& row) { mode = row.text(0); }});
      if (mode != "wal")
        throw Error(Code::unsupported, "SQLite cannot use its write-ahead log on this file.", "url");
    } catch (const Error& error) {
      if (error.code() != Code::busy || passed(deadline)) throw;
      if (!goes_on(watch)) refuse_cancelled();
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

std::string absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).string();
}

}  // namespace

// The path is fixed now: a daemon may change its working directory before the first call.
SqliteDriver::SqliteDriver(SqliteUrl url, std::int64_t mmap_bytes, std::int64_t write_cache_bytes)
    : path_(absolute(url.path)),
      mmap_bytes_(mmap_bytes),
      write_cache_bytes_(write_cache_bytes),
      checkpoint_every_(kCheckpointPages *
                        static_cast<int>(std::max(write_cache_bytes / kUsualCacheBytes, std::int64_t{1}))),
      checkpoint_at_(checkpoint_every_) {}

std::unique_ptr<Connection> SqliteDriver::connect_to_it(Access access, Deadline deadline, const Watch*) {
  const std::string path = resolved(path_);
  if (!path.empty()) check_file(path);
  return std::make_unique<SqliteConnection>(OpenHow{path, access, mmap_bytes_, write_cache_bytes_}, deadline);
}

void SqliteDriver::create(Deadline deadline, const Watch* watch) {
  if (path_.empty()) return;
  const std::string path = resolved(path_);
  create_file(path);
  check_file(path);
  make_private_while_empty(path);
  SqliteConnection connection({path, Access::write, 0}, deadline);
  switch_to_wal(connection, deadline, watch);
}

std::span<const Migration> SqliteDriver::migrations() const { return sqlite::migrations(); }

bool SqliteDriver::is_foreign(Connection& connection) const {
  static const Sql select(
      "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' LIMIT 1");
  bool found = false;
  connection.execute({select, {}, [&](const Row&) { found = true; }});
  return found;
}

bool SqliteDriver::has_table(Connection& connection, std::string_view name) const {
  static const Sql select("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1");
  const Param params[] = {std::string(name)};
  bool found = false;
  connection.execute({select, params, [&](const Row&) { found = true; }});
  return found;
}

void SqliteDriver::after_commit(Connection& writer) {
  auto& connection = static_cast<SqliteConnection&>(writer);
  if (!path_.empty() && connection.log_pages() >= checkpoint_at_) checkpoint(connection);
}

// Another process that is writing is not waited for.
void SqliteDriver::checkpoint(SqliteConnection& writer) {
  try {
    const int left = sqlite::checkpoint(writer, Clock::now());
    // What readers still hold back is tried again when the log has grown by as much again.
    checkpoint_at_ = checkpoint_every_ + (left == 0 ? 0 : writer.log_pages());
  } catch (const Error& error) {
    if (error.code() != Code::timeout && error.code() != Code::busy) throw;
    checkpoint_at_ = writer.log_pages() + checkpoint_every_;
  }
}

bool disable_memory_statistics() noexcept { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK; }

std::string SqliteDriver::default_key_file() const {
  return path_.empty() ? std::string() : resolved(path_) + ".key";
}

std::unique_ptr<Upkeep> SqliteDriver::upkeep() {
  if (path_.empty())
    throw Error(Code::unsupported, "A database in memory goes with the program: nothing can look after it.",
                "url");
  return std::make_unique<SqliteUpkeep>(*this, resolved(path_));
}

}  // namespace crm::storage::sqlite
