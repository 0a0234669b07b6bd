// The rows of a file, whatever its format: cells under named columns.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace crm::intake {

// Everything in it is valid until the next row is read.
struct Row {
  std::int64_t line = 0;  // where it begins, from 1
  // One for each column, or fewer; none: the row does not say anything under this column.
  std::vector<std::optional<std::string_view>> cells;
  std::vector<std::string_view> original;  // as it stood in the file: for the rejects file
  std::string problem;                     // why it cannot be taken, a sentence; empty: it can
};

class Rows {
 public:
  virtual ~Rows() = default;

  // May grow with each row; a column keeps its place.
  virtual const std::vector<std::string>& columns() const = 0;
  // What Row::original holds.
  virtual std::vector<std::string> original_columns() const = 0;
  // False: the file is at its end.
  virtual bool next(Row& row) = 0;
  // Bytes of the file that lie behind us.
  virtual std::int64_t consumed() const = 0;
};

}  // namespace crm::intake
