#include "intake/csv_rows.hpp"

#include <algorithm>

#include <crm/error.hpp>

namespace crm::intake {

namespace {

[[noreturn]] void refuse_names(const std::string& sentence) {
  throw Error(Code::invalid_argument, sentence, "FILE");
}

void refuse_twice(const std::vector<std::string>& columns) {
  for (auto name = columns.begin(); name != columns.end(); ++name)
    if (!name->empty() && std::find(columns.begin(), name, *name) != name)
      refuse_names("Two columns have the name \"" + *name + "\": rename one.");
}

}  // namespace

CsvRows::CsvRows(Input& input, char separator) : reader_(input, separator) {
  if (!reader_.next(record_))
    refuse_names("The file is empty: its first line must hold the names of the columns.");
  if (!record_.problem.empty()) refuse_names("The line of column names: " + record_.problem);
  columns_.assign(record_.cells.begin(), record_.cells.end());
  refuse_twice(columns_);
}

bool CsvRows::next(Row& row) {
  if (!reader_.next(record_)) return false;
  row.line = record_.line;
  row.problem = record_.problem;
  row.original.assign(record_.cells.begin(), record_.cells.end());
  row.cells.clear();
  for (const std::string_view cell : record_.cells)
    row.cells.push_back(cell.empty() ? std::nullopt : std::optional(cell));
  if (row.problem.empty() && row.cells.size() != columns_.size())
    row.problem = "The line has " + std::to_string(row.cells.size()) + " cells, but there are " +
                  std::to_string(columns_.size()) + " columns.";
  return true;
}

}  // namespace crm::intake
