// One SQLite connection with the settings that keep data and hosts safe.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <memory>
#include <string>
#include <unordered_map>

#include "storage/connection.hpp"
#include "storage/sqlite/statement.hpp"

namespace crm::storage::sqlite {

struct OpenHow {
  std::string path;  // empty: in memory
  Access access = Access::read;
  std::int64_t mmap_bytes = 0;
  std::int64_t write_cache_bytes = std::int64_t{2} << 20;
  bool read_only = false;                // as the operating system sees it, too
  const char* uri_parameters = nullptr;  // of SQLite's file: URIs
};

// Threads: one at a time.
class SqliteConnection final : public Connection {
 public:
  SqliteConnection(const OpenHow& how, Deadline deadline);

  void set_deadline(Deadline deadline) override { deadline_ = deadline; }
  void set_watch(Watch watch) override;
  void begin(Access access) override;
  void commit() override;
  void rollback() noexcept override;
  bool in_transaction() const noexcept override;
  bool usable() noexcept override { return true; }
  std::int64_t execute(const Query& query) override;
  void post(const Query& query) override { execute(query); }
  void lock(const Query&) override {}  // begin() has taken the right to write
  void script(std::string_view text) override;

  // For what only SQLite has: backups, authorizers.
  SQLite::Database& database() noexcept { return database_; }
  // How many steps of SQLite's virtual machine may pass until deadline and watch are asked again.
  void look_at_clock_every(int steps);
  // A second connection to the same file, opened on first use and closed with this one: for checkpoints.
  SqliteConnection& companion();
  // Pages in the write-ahead log after this connection's last commit.
  int log_pages() const noexcept { return log_pages_; }
  // A passive checkpoint: how many pages of the log are still not in the database file. Only while another
  // connection of ours holds the write lock: see after_commit in driver.cpp.
  int checkpoint();

 private:
  void configure(const OpenHow& how);
  void configure_limits();
  PreparedStatement& prepared(const Sql& sql);
  [[noreturn]] void fail(int extended) const;
  template <class Action>
  auto guarded(Action action) -> decltype(action());

  static int on_busy(void* self, int count);
  static int on_progress(void* self);
  static int on_commit_to_log(void* self, sqlite3* handle, const char* name, int pages);

  struct SqlHash {
    std::size_t operator()(const Sql* sql) const { return sql->hash(); }
  };
  struct SqlEqual {
    bool operator()(const Sql* a, const Sql* b) const { return a == b || a->text() == b->text(); }
  };
  struct Cached {
    explicit Cached(SQLite::Database& database, const Sql& sql_) : sql(sql_), statement(database, sql) {}
    Sql sql;
    PreparedStatement statement;
  };

  std::unique_ptr<Cached> prepare(const Sql& sql);

  const OpenHow how_;
  Deadline deadline_;
  Watch watch_{};
  bool stopped_ = false;  // by the watch
  bool reading_;          // what the deadline may interrupt
  int log_pages_ = 0;
  SQLite::Database database_;
  std::unordered_map<const Sql*, std::unique_ptr<Cached>, SqlHash, SqlEqual> statements_;
  std::unique_ptr<SqliteConnection> companion_;
};

}  // namespace crm::storage::sqlite
