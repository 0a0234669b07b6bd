// A CSV file with a line of column names as rows.
#pragma once

#include "intake/csv_reader.hpp"
#include "intake/rows.hpp"

namespace crm::intake {

// An empty cell says nothing. Error(invalid_argument) for a file without a line of names, for a name that
// stands twice and for a first line that cannot be read.
class CsvRows final : public Rows {
 public:
  CsvRows(Input& input, char separator);

  const std::vector<std::string>& columns() const override { return columns_; }
  std::vector<std::string> original_columns() const override { return columns_; }
  bool next(Row& row) override;
  std::int64_t consumed() const override { return reader_.consumed(); }

 private:
  CsvReader reader_;
  CsvRecord record_;
  std::vector<std::string> columns_;
};

}  // namespace crm::intake
