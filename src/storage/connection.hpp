// The seam between libcrm and a database: one connection that runs statements. Everything above is written
// once for all databases; everything below knows one driver.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string_view>

#include "storage/deadline.hpp"
#include "storage/sql.hpp"

namespace crm::storage {

enum class Access { read, write };

using Watch = std::function<bool()>;

// Threads: one at a time. Every function throws Error. After an error the transaction may be gone: ask
// in_transaction().
class Connection {
 public:
  virtual ~Connection() = default;

  // For all that follows. Reads are interrupted at the deadline; a statement that writes is not.
  virtual void set_deadline(Deadline deadline) = 0;
  // Asked now and then while a statement runs or waits for a lock, from now on; false ends the statement with
  // Error(cancelled).
  virtual void set_watch(Watch watch) = 0;

  // read: a consistent snapshot; write: the right to write is taken at once.
  virtual void begin(Access access) = 0;
  virtual void commit() = 0;
  virtual void rollback() noexcept = 0;
  virtual bool in_transaction() const noexcept = 0;
  // False after an error that leaves nothing to do but to close it.
  virtual bool usable() noexcept = 0;

  // Says how many rows it changed.
  virtual std::int64_t execute(const Query& query) = 0;
  // Without waiting: the statement may run as late as with the next execute() or commit(), and fail only
  // then. Its parameters are taken at once; its handler must live until it has run.
  virtual void post(const Query& query) = 0;
  // A SELECT … FOR UPDATE, posted: until the transaction ends nobody else writes the rows that it finds.
  // Where one writes at a time there is nothing to do.
  virtual void lock(const Query& query) = 0;
  // In order; one round trip where the database is far away.
  void batch(std::span<const Query> queries) {
    if (queries.empty()) return;
    for (const Query& query : queries.first(queries.size() - 1)) post(query);
    execute(queries.back());
  }
  // Several statements without parameters: migrations.
  virtual void script(std::string_view text) = 0;
};

// Ends the transaction of a scope: what is not committed is rolled back.
class Transaction {
 public:
  Transaction(Connection& connection, Access access) : connection_(&connection) { connection.begin(access); }
  ~Transaction() {
    if (connection_) connection_->rollback();
  }
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  void commit() {
    connection_->commit();
    connection_ = nullptr;
  }

 private:
  Connection* connection_;
};

}  // namespace crm::storage
