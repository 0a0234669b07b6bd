// Looking after a whole PostgreSQL database, as far as a client can.
#pragma once

#include <string>

#include "storage/upkeep.hpp"

namespace crm::storage::postgres {

class PostgresDriver;

class PostgresUpkeep final : public Upkeep {
 public:
  // place: for people; server: for PostgreSQL's own tools, see tool_options().
  PostgresUpkeep(PostgresDriver& driver, std::string place, std::string server)
      : driver_(driver), place_(std::move(place)), server_(std::move(server)) {}

  std::unique_ptr<Connection> connect(Deadline deadline, const Watch* watch) override;
  Place place(Deadline deadline, const Watch* watch) override;
  std::string identity(Connection& connection) override;
  std::vector<TableInfo> tables(Connection& connection) override;
  std::int64_t rows(Connection& connection, const std::string& table) override;
  std::unique_ptr<RowSink> sink(Connection& writer, const TableInfo& table) override;
  std::vector<SettingInfo> settings(Connection& reader, Connection& writer) override;

  // Copies and questions are the business of PostgreSQL's own tools: these say how, with Error(unsupported).
  void backup(const std::string& path, IfThere if_there, Deadline deadline,
              const Progress& progress) override;
  std::unique_ptr<Connection> open_backup(const std::string& path) override;
  std::int64_t size_of_backup(const std::string& path) override;
  void restore(Connection& backup, Deadline deadline, const Approve& approve,
               const Progress& progress) override;

  void check_content(Connection& connection, std::vector<Finding>& findings) override;
  void check_surroundings(std::vector<Finding>& findings) override;
  std::vector<std::string> referring_tables(Connection& connection) override;
  void clear(Deadline deadline, const Watch* watch, const Work& last) override;
  void vacuum(Deadline deadline, const Progress& progress) override;
  std::vector<PlacedTable> distribute(Connection& connection) override;
  QueryResult query(std::string_view sql, const QueryLimits& limits) override;

 private:
  PostgresDriver& driver_;
  const std::string place_, server_;
};

}  // namespace crm::storage::postgres
