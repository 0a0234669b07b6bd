// Rows added by INSERT, one at a time.
#pragma once

#include <optional>

#include "storage/connection.hpp"
#include "storage/row_sink.hpp"

namespace crm::storage {

class InsertSink final : public RowSink {
 public:
  InsertSink(Connection& connection, const TableInfo& table);
  void add(std::span<const Cell> cells) override;
  void commit() override;

 private:
  Connection& connection_;
  const Sql insert_;
  Params params_;
  std::optional<Transaction> transaction_{};
};

}  // namespace crm::storage
