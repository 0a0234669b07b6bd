// SQLite as libcrm's database: one file, or memory.
#pragma once

#include <memory>

#include "storage/driver.hpp"
#include "storage/url.hpp"

namespace crm::storage::sqlite {

class SqliteConnection;

inline constexpr std::int64_t kUsualCacheBytes = std::int64_t{2} << 20;  // SQLite's own default

class SqliteDriver final : public Driver {
 public:
  SqliteDriver(SqliteUrl url, std::int64_t mmap_bytes, std::int64_t write_cache_bytes = kUsualCacheBytes);

  void create(Deadline deadline, const Watch* watch) override;
  std::span<const Migration> migrations() const override;
  bool has_table(Connection& connection, std::string_view name) const override;
  bool is_foreign(Connection& connection) const override;
  bool single_connection() const override { return path_.empty(); }
  bool single_writer() const override { return true; }
  void leave_to_parent() noexcept override {}      // SQLite's files cannot be left: see Owner
  void lock_schema(Connection&) const override {}  // begin() has taken the right to write
  void after_commit(Connection& writer) override;
  std::string default_key_file() const override;
  std::unique_ptr<Upkeep> upkeep() override;

 private:
  std::unique_ptr<Connection> connect_to_it(Access access, Deadline deadline, const Watch* watch) override;
  void checkpoint(SqliteConnection& writer);

  const std::string path_;  // empty: in memory
  const std::int64_t mmap_bytes_, write_cache_bytes_;
  // Pages of the write-ahead log.
  const int checkpoint_every_;
  int checkpoint_at_;
};

// Works only before SQLite is first used in this process.
bool disable_memory_statistics() noexcept;

}  // namespace crm::storage::sqlite
