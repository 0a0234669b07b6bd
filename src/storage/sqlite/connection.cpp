#include "storage/sqlite/connection.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <crm/error.hpp>
#include <ctime>

#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/files.hpp"

namespace crm::storage::sqlite {

namespace {

constexpr int kProgressSteps = 1000;             // of SQLite's virtual machine between looks at the clock
constexpr std::size_t kMaxStatements = 200;      // prepared and kept
constexpr int kMaxValueBytes = 4 * 1024 * 1024;  // of one text, and of one row
constexpr int kMaxSqlBytes = 100'000;

const Sql kBeginRead("BEGIN");
const Sql kBeginWrite("BEGIN IMMEDIATE");
const Sql kCommit("COMMIT");

int open_flags(const OpenHow& how) {
  const int flags = SQLITE_OPEN_NOMUTEX | (how.read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE);
  if (how.path.empty()) return flags | SQLITE_OPEN_MEMORY;
  return flags | SQLITE_OPEN_NOFOLLOW | (how.uri_parameters != nullptr ? SQLITE_OPEN_URI : 0);
}

std::string file_name(const OpenHow& how) {
  if (how.path.empty()) return ":memory:";
  return how.uri_parameters != nullptr ? file_uri(how.path, how.uri_parameters) : how.path;
}

void sleep_for(std::chrono::nanoseconds duration) {
  timespec rest{0, static_cast<long>(duration.count())};
  nanosleep(&rest, nullptr);
}

SQLite::Database open(const OpenHow& how, Deadline deadline) {
  try {
    return SQLite::Database(file_name(how), open_flags(how));
  } catch (const SQLite::Exception& error) {
    throw error_of(error.getExtendedErrorCode(), passed(deadline));
  }
}

// Whether SQLite looks at every cell of a page before it reads from it, so that a damaged file is noticed
// early and damage does not spread. In SQLite's own cache a page is looked at once, but a mapped one at each
// visit: a fifth of a pre-call's time. A program that maps the file trusts it already, and what only reads
// spreads nothing.
const char* cell_size_check(const OpenHow& how) {
  const bool trusted = how.access == Access::read && how.mmap_bytes > 0;
  return trusted ? "OFF" : "ON";
}

}  // namespace

SqliteConnection::SqliteConnection(const OpenHow& how, Deadline deadline)
    : how_(how), deadline_(deadline), reading_(how.access == Access::read), database_(open(how, deadline)) {
  guarded([&] { configure(how); });
}

// Read back by tests/storage/sqlite_settings_test.cpp.
void SqliteConnection::configure(const OpenHow& how) {
  sqlite3* handle = database_.getHandle();
  sqlite3_extended_result_codes(handle, 1);
  sqlite3_busy_handler(handle, &on_busy, this);
  configure_limits();
  std::string pragmas =
      "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
      "PRAGMA journal_size_limit=67108864; PRAGMA mmap_size=" +
      std::to_string(how.mmap_bytes) + "; PRAGMA cell_size_check=" + cell_size_check(how) + ";";
  if (how.access == Access::write)
    pragmas += "PRAGMA cache_size=-" + std::to_string(how.write_cache_bytes / 1024) + ";";
  if (how.access == Access::read && !how.path.empty()) pragmas += "PRAGMA query_only=ON;";
  database_.exec(pragmas);
  // Checkpoints by SQLite itself can lose commits on versions before 3.51.3; the driver makes its own.
  sqlite3_wal_autocheckpoint(handle, 0);
  if (how.access == Access::write) sqlite3_wal_hook(handle, &on_commit_to_log, this);
  // In memory the one connection reads and writes.
  if (how.access == Access::read || how.path.empty()) look_at_clock_every(kProgressSteps);
}

void SqliteConnection::configure_limits() {
  sqlite3* handle = database_.getHandle();
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kMaxValueBytes);
  sqlite3_limit(handle, SQLITE_LIMIT_SQL_LENGTH, kMaxSqlBytes);
  sqlite3_limit(handle, SQLITE_LIMIT_ATTACHED, 0);
  sqlite3_limit(handle, SQLITE_LIMIT_EXPR_DEPTH, 50);
  sqlite3_limit(handle, SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50);
  sqlite3_limit(handle, SQLITE_LIMIT_VDBE_OP, 25'000);
}

// Waits a little longer each time, up to 5 ms, until the deadline.
int SqliteConnection::on_busy(void* self, int count) {
  auto& connection = *static_cast<SqliteConnection*>(self);
  connection.stopped_ = connection.watch_ && !connection.watch_();
  if (connection.stopped_ || passed(connection.deadline_)) return 0;
  sleep_for(std::chrono::microseconds(std::min(100 * (count + 1), 5000)));
  return 1;
}

int SqliteConnection::on_progress(void* self) {
  auto& connection = *static_cast<SqliteConnection*>(self);
  connection.stopped_ = connection.watch_ && !connection.watch_();
  if (connection.stopped_) return 1;
  return connection.reading_ && passed(connection.deadline_);
}

void SqliteConnection::set_watch(Watch watch) {
  watch_ = std::move(watch);
  stopped_ = false;
  look_at_clock_every(kProgressSteps);
}

void SqliteConnection::look_at_clock_every(int steps) {
  sqlite3_progress_handler(database_.getHandle(), steps, &on_progress, this);
}

int SqliteConnection::on_commit_to_log(void* self, sqlite3*, const char*, int pages) {
  static_cast<SqliteConnection*>(self)->log_pages_ = pages;
  return SQLITE_OK;
}

void SqliteConnection::fail(int extended) const {
  const int primary = extended & 0xff;
  if ((primary == SQLITE_INTERRUPT || primary == SQLITE_BUSY) && stopped_)
    throw Error(Code::cancelled, "The work was stopped; nothing was changed.");
  throw error_of(extended, passed(deadline_));
}

template <class Action>
auto SqliteConnection::guarded(Action action) -> decltype(action()) {
  try {
    return action();
  } catch (const SQLite::Exception& error) {
    const int extended = error.getExtendedErrorCode();
    fail(extended > 0 ? extended : error.getErrorCode());
  }
}

// Our statements fit our schema: one that SQLite cannot prepare has met a schema that is not ours any more.
std::unique_ptr<SqliteConnection::Cached> SqliteConnection::prepare(const Sql& sql) {
  try {
    return std::make_unique<Cached>(database_, sql);
  } catch (const SQLite::Exception& error) {
    if (error.getErrorCode() != SQLITE_ERROR) throw;
    throw Error(Code::corrupt,
                "The database's tables are not as libcrm made them: the file is damaged, or another program "
                "changed it. Restore it from a backup.");
  }
}

// The map's key points into its own value, so that it lives as long as the statement.
PreparedStatement& SqliteConnection::prepared(const Sql& sql) {
  if (const auto found = statements_.find(&sql); found != statements_.end()) return found->second->statement;
  if (statements_.size() >= kMaxStatements) statements_.clear();
  auto cached = prepare(sql);
  const Sql* key = &cached->sql;
  return statements_.emplace(key, std::move(cached)).first->second->statement;
}

void SqliteConnection::begin(Access access) {
  reading_ = access == Access::read;
  execute({reading_ ? kBeginRead : kBeginWrite, {}});
}

void SqliteConnection::commit() { execute({kCommit, {}}); }

// After some errors SQLite has rolled back already; then there is nothing to do.
void SqliteConnection::rollback() noexcept {
  if (in_transaction()) sqlite3_exec(database_.getHandle(), "ROLLBACK", nullptr, nullptr, nullptr);
}

bool SqliteConnection::in_transaction() const noexcept {
  return sqlite3_get_autocommit(database_.getHandle()) == 0;
}

std::int64_t SqliteConnection::execute(const Query& query) {
  return guarded([&] {
    prepared(query.sql).run(query.params, query.handler);
    return static_cast<std::int64_t>(sqlite3_changes64(database_.getHandle()));
  });
}

void SqliteConnection::script(std::string_view text) {
  guarded([&] { database_.exec(std::string(text)); });
}

SqliteConnection& SqliteConnection::companion() {
  if (!companion_) companion_ = std::make_unique<SqliteConnection>(how_, Clock::now());
  return *companion_;
}

int SqliteConnection::checkpoint() {
  int log = 0, done = 0;
  const int result =
      sqlite3_wal_checkpoint_v2(database_.getHandle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &log, &done);
  if (result != SQLITE_OK) fail(sqlite3_extended_errcode(database_.getHandle()));
  return log - done;
}

}  // namespace crm::storage::sqlite
