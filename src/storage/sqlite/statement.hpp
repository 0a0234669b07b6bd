// A prepared statement: SQLiteCpp's, with parameters bound by name and columns read without its per-read
// cost.
#pragma once

#include <SQLiteCpp/SQLiteCpp.h>

#include <vector>

#include "storage/sql.hpp"

namespace crm::storage::sqlite {

// Threads: those of its connection.
class PreparedStatement final : public Row {
 public:
  PreparedStatement(SQLite::Database& database, const Sql& sql);

  // Runs it to its end. Parameters must outlive the call; they are not copied.
  void run(std::span<const Param> params, const RowHandler& handler);

  bool is_null(int column) const override { return this->column(column).isNull(); }
  std::int64_t integer(int column) const override { return this->column(column).getInt64(); }
  bool boolean(int column) const override { return integer(column) != 0; }
  Date date(int column) const override { return parse_date(text(column)); }
  Instant instant(int column) const override { return parse_instant(text(column)); }
  std::string_view text(int column) const override;

 private:
  void bind(std::span<const Param> params);
  void bind_one(int position, const Param& param);
  const SQLite::Column& column(int index) const { return columns_[static_cast<std::size_t>(index)]; }

  SQLite::Statement statement_;
  std::vector<int> positions_;  // of $1, $2, ...: SQLite numbers them by first appearance
  std::vector<SQLite::Column> columns_;
};

}  // namespace crm::storage::sqlite
