// The seam for those who look after a whole database: what differs from product to product.
#pragma once

#include <crm/distribute.hpp>
#include <crm/maintenance.hpp>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "storage/connection.hpp"
#include "storage/row_sink.hpp"

namespace crm::storage {

// Where a database lies, and how much room it takes.
struct Place {
  std::string product, version;
  std::string place;
  std::int64_t bytes = 0, log_bytes = 0;
};

// Threads: one at a time. What it promises is said in <crm/maintenance.hpp>. A deadline is for waiting on
// locks only, and on a server where there is one.
class Upkeep {
 public:
  virtual ~Upkeep() = default;

  // For long looks at the database as it lies on the disk, whatever the options say for speed.
  virtual std::unique_ptr<Connection> connect(Deadline deadline, const Watch* watch) = 0;
  virtual Place place(Deadline deadline, const Watch* watch) = 0;
  // The same for every way to the same database.
  virtual std::string identity(Connection& connection) = 0;
  // Without their rows' number.
  virtual std::vector<TableInfo> tables(Connection& connection) = 0;
  virtual std::int64_t rows(Connection& connection, const std::string& table) = 0;
  // For adding many rows to a table. writer: a connection that writes, outside of a transaction, for this
  // alone.
  virtual std::unique_ptr<RowSink> sink(Connection& writer, const TableInfo& table) = 0;
  virtual std::vector<SettingInfo> settings(Connection& reader, Connection& writer) = 0;

  virtual void backup(const std::string& path, IfThere if_there, Deadline deadline,
                      const Progress& progress) = 0;
  // A backup, to be read.
  virtual std::unique_ptr<Connection> open_backup(const std::string& path) = 0;
  virtual std::int64_t size_of_backup(const std::string& path) = 0;

  // Puts a backup in the place of everything, in one transaction. approve is called when nobody else can
  // write any more; what it throws ends the work, and nothing has changed.
  using Approve = std::function<void()>;
  virtual void restore(Connection& backup, Deadline deadline, const Approve& approve,
                       const Progress& progress) = 0;

  // What the product itself can tell about an opened database, and about what lies around it.
  virtual void check_content(Connection& connection, std::vector<Finding>& findings) = 0;
  virtual void check_surroundings(std::vector<Finding>& findings) = 0;

  // Tables that other programs made and that refer to the schema's: to their rows a clear() would do harm.
  virtual std::vector<std::string> referring_tables(Connection& connection) = 0;
  // Deletes every record, in one transaction, in which `last` adds what shall stay. The counters of the ids
  // stay, because running programs may have taken some that they have not given out; so do the tables of
  // other programs in the same database.
  using Work = std::function<void(Connection&)>;
  virtual void clear(Deadline deadline, const Watch* watch, const Work& last) = 0;
  // On a server, where programs share a database, only the schema's tables.
  virtual void vacuum(Deadline deadline, const Progress& progress) = 0;

  // connection: of connect(). See crm::distribute.
  virtual std::vector<PlacedTable> distribute(Connection& connection) = 0;

  virtual QueryResult query(std::string_view sql, const QueryLimits& limits) = 0;
};

}  // namespace crm::storage
