// PostgreSQL as libcrm's database: one server, or a primary among several.
#pragma once

#include <atomic>
#include <memory>
#include <vector>

#include "storage/driver.hpp"
#include "storage/postgres/breaker.hpp"
#include "storage/postgres/handle.hpp"
#include "storage/postgres/sockets.hpp"

namespace crm::storage::postgres {

// Threads: any.
class PostgresDriver final : public Driver {
 public:
  explicit PostgresDriver(std::string_view url);

  // The database itself is made by who owns the server: only its encoding and durability are checked.
  void create(Deadline deadline, const Watch* watch) override;
  std::span<const Migration> migrations() const override;
  bool has_table(Connection& connection, std::string_view name) const override;
  bool is_foreign(Connection&) const override { return false; }
  bool single_connection() const override { return false; }
  bool single_writer() const override { return false; }
  void leave_to_parent() noexcept override {
    sockets_.close_all();
    breaker_.forget_looking();
  }
  void lock_schema(Connection& writer) const override;
  void after_commit(Connection&) override {}
  std::string default_key_file() const override { return {}; }
  std::unique_ptr<Upkeep> upkeep() override;

 private:
  // Of several hosts the one that was right the last time is tried first; each gets its share of the time.
  std::unique_ptr<Connection> connect_to_it(Access access, Deadline deadline, const Watch* watch) override;
  Handle connect_to_any(Deadline deadline, const Watch* watch);
  Handle try_hosts(Deadline deadline, const Watch* watch);

  const std::vector<Settings> hosts_;
  std::atomic<std::size_t> last_good_ = 0;
  Sockets sockets_;
  Breaker breaker_;
};

}  // namespace crm::storage::postgres
