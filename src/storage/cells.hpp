// Rows of any table, whatever its columns mean: how whole tables are copied and compared.
#pragma once

#include <crm/maintenance.hpp>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "storage/sql.hpp"

namespace crm::storage {

// What every product can give and take: NULL; a whole number, a boolean as 0 or 1; a text, dates and instants
// in ISO 8601.
using Cell = std::variant<Null, std::int64_t, std::string_view>;

// Reads the rows of a table, all columns in their order. Threads: one.
class CellReader {
 public:
  // Error(unsupported) for a column of a type that libcrm's tables do not have.
  explicit CellReader(const TableInfo& table);

  // Valid until the next row is read, and as long as the row.
  std::span<const Cell> read(const Row& row);

 private:
  enum class Kind { number, truth, date, instant, text };
  static Kind kind_of(const ColumnInfo& column);
  Cell read_one(const Row& row, int column);

  std::vector<Kind> kinds_;
  std::vector<Cell> cells_;
  std::vector<std::string> texts_;  // that a row does not hold itself
};

// Tells whether two tables hold the same rows, in whatever order. It finds damage and what was left out; it
// is no protection against anybody.
class RowsDigest {
 public:
  void add(std::span<const Cell> cells);
  std::int64_t rows() const { return rows_; }
  bool operator==(const RowsDigest&) const = default;

 private:
  std::int64_t rows_ = 0;
  std::uint64_t sum_ = 0;
};

// "id, customer_id, ..."
std::string column_list(const TableInfo& table);
// All rows, in order of the table's key.
std::string select_in_order(const TableInfo& table);

}  // namespace crm::storage
