#include "raw_sqlite.hpp"

#include <stdexcept>

#include "settings.hpp"

namespace crm::bench::raw {

namespace {

[[noreturn]] void fail(sqlite3* handle) {
  throw std::runtime_error(std::string("sqlite3: ") + sqlite3_errmsg(handle));
}

void require_ok(sqlite3* handle, int result) {
  if (result != SQLITE_OK) fail(handle);
}

int open_flags(Settings settings) {
  const int flags = SQLITE_OPEN_READWRITE;
  return settings == Settings::sqlite_defaults ? flags : flags | SQLITE_OPEN_NOMUTEX;
}

int remember_pages(void* log_pages, sqlite3*, const char*, int pages) {
  *static_cast<int*>(log_pages) = pages;
  return SQLITE_OK;
}

}  // namespace

Connection::Connection(const std::filesystem::path& file, Settings settings) {
  require_ok(handle_, sqlite3_open_v2(file.c_str(), &handle_, open_flags(settings), nullptr));
  if (settings == Settings::sqlite_defaults) return;
  execute(
      "PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; PRAGMA trusted_schema=OFF;"
      "PRAGMA journal_size_limit=67108864");
  execute(("PRAGMA mmap_size=" + std::to_string(kMapBytes)).c_str());
  execute(settings == Settings::library_reader ? "PRAGMA query_only=ON" : "PRAGMA cell_size_check=ON");
  sqlite3_wal_autocheckpoint(handle_, 0);
  if (settings == Settings::library_writer) sqlite3_wal_hook(handle_, &remember_pages, &log_pages_);
}

Connection::~Connection() { sqlite3_close(handle_); }

void Connection::execute(const char* sql) {
  require_ok(handle_, sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr));
}

void Connection::checkpoint_if_due() {
  if (log_pages_ < kCheckpointPages) return;
  require_ok(handle_,
             sqlite3_wal_checkpoint_v2(handle_, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr));
}

Statement::Statement(const Connection& connection, std::string_view sql) {
  require_ok(connection.handle(),
             sqlite3_prepare_v3(connection.handle(), sql.data(), static_cast<int>(sql.size()),
                                SQLITE_PREPARE_PERSISTENT, &statement_, nullptr));
}

Statement::~Statement() { sqlite3_finalize(statement_); }

bool Statement::step() {
  const int result = sqlite3_step(statement_);
  if (result != SQLITE_ROW && result != SQLITE_DONE) fail(sqlite3_db_handle(statement_));
  return result == SQLITE_ROW;
}

}  // namespace crm::bench::raw
