// JSON Lines as rows: each line an object, its members the cells.
#pragma once

#include <deque>
#include <unordered_map>

#include "intake/line_reader.hpp"
#include "intake/rows.hpp"
#include "json/value.hpp"

namespace crm::intake {

// Members of an object inside count too, with its name before: {"loan": {"status": "active"}} is loan.status.
// null says that a field is absent; a list and the object `attributes` are cells as JSON text. At most 1 MB a
// line.
class JsonRows final : public Rows {
 public:
  explicit JsonRows(Input& input) : lines_(input) {}

  const std::vector<std::string>& columns() const override { return columns_; }
  std::vector<std::string> original_columns() const override { return {"line"}; }
  bool next(Row& row) override;
  std::int64_t consumed() const override { return lines_.consumed(); }

 private:
  void read_line(Row& row);
  void add_members(Row& row, const std::string& prefix, const json::Value& object);
  void add_cell(Row& row, const std::string& column, const json::Value& value);
  std::string_view text_of(const json::Value& value);

  LineReader lines_;
  std::string_view line_;
  json::Value object_;             // what the cells point into
  std::deque<std::string> texts_;  // and of what is no string
  std::vector<std::string> columns_;
  std::unordered_map<std::string, std::size_t> places_;
};

}  // namespace crm::intake
