// What a database product must offer: connections, its schema, and what it wants done between groups of
// writes.
#pragma once

#include <crm/options.hpp>
#include <memory>
#include <span>
#include <string>

#include "storage/connection.hpp"
#include "storage/migration.hpp"
#include "storage/upkeep.hpp"

namespace crm::storage {

class Driver {
 public:
  virtual ~Driver() = default;

  // Connects to a database that exists; create() makes it first. The watch is for the connecting alone.
  std::unique_ptr<Connection> connect(Access access, Deadline deadline, const Watch* watch = nullptr) {
    return connect_to_it(access, deadline, watch);
  }
  // Makes the database if it is missing; ready for migrations. Error(cancelled) when the watch says no.
  virtual void create(Deadline deadline, const Watch* watch) = 0;
  virtual std::span<const Migration> migrations() const = 0;
  virtual bool has_table(Connection& connection, std::string_view name) const = 0;
  // Whether a database without our schema is another program's: a file with tables is, while programs may
  // share a server's database.
  virtual bool is_foreign(Connection& connection) const = 0;
  // True when the database lives in one connection only, as one in memory does.
  virtual bool single_connection() const = 0;
  // True when one connection at a time may write; then writers take turns.
  virtual bool single_writer() const = 0;
  // In a forked child, where many may write: closes what it inherited without a word to the server.
  virtual void leave_to_parent() noexcept = 0;
  // In a transaction that writes: until it ends, no other process changes the schema.
  virtual void lock_schema(Connection& writer) const = 0;
  // Called by the writer between two groups of writes, outside a transaction.
  virtual void after_commit(Connection& writer) = 0;
  // Where the SSN key lies when nobody says otherwise; empty: nowhere.
  virtual std::string default_key_file() const = 0;
  // Error(unsupported) for a database that lives in one connection.
  virtual std::unique_ptr<Upkeep> upkeep() = 0;

 private:
  virtual std::unique_ptr<Connection> connect_to_it(Access access, Deadline deadline, const Watch* watch) = 0;
};

// Picks the driver by the URL. Throws Error(invalid_argument, ..., "url").
std::unique_ptr<Driver> make_driver(const Options& options);

// See crm::disable_sqlite_memory_statistics.
bool disable_memory_statistics() noexcept;

}  // namespace crm::storage
