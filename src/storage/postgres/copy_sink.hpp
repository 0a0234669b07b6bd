// Rows added by PostgreSQL's COPY, the quickest way in.
#pragma once

#include <string>

#include "storage/postgres/connection.hpp"
#include "storage/row_sink.hpp"

namespace crm::storage::postgres {

class CopySink final : public RowSink {
 public:
  CopySink(PostgresConnection& connection, const TableInfo& table);
  ~CopySink() override;
  void add(std::span<const Cell> cells) override;
  void commit() override;

 private:
  void put();

  PostgresConnection& connection_;
  const std::string copy_;
  std::string lines_{};  // not yet handed on
  bool copying_ = false;
};

}  // namespace crm::storage::postgres
