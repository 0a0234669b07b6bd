// Looking after an SQLite file.
#pragma once

#include "storage/driver.hpp"
#include "storage/sqlite/files.hpp"
#include "storage/upkeep.hpp"

namespace crm::storage::sqlite {

class SqliteUpkeep final : public Upkeep {
 public:
  SqliteUpkeep(const Driver& driver, std::string path) : driver_(driver), path_(std::move(path)) {}

  std::unique_ptr<Connection> connect(Deadline deadline, const Watch* watch) override;
  Place place(Deadline deadline, const Watch* watch) override;
  std::string identity(Connection& connection) override;
  std::vector<TableInfo> tables(Connection& connection) override;
  std::int64_t rows(Connection& connection, const std::string& table) override;
  std::unique_ptr<RowSink> sink(Connection& writer, const TableInfo& table) override;
  std::vector<SettingInfo> settings(Connection& reader, Connection& writer) override;
  void backup(const std::string& path, IfThere if_there, Deadline deadline,
              const Progress& progress) override;
  std::unique_ptr<Connection> open_backup(const std::string& path) override;
  std::int64_t size_of_backup(const std::string& path) override { return size_of(path); }
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
  void refuse_itself(const std::string& path) const;

  const Driver& driver_;
  const std::string path_;
};

}  // namespace crm::storage::sqlite
