// Writes records down, one line each, as CSV or JSON Lines.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "intake/csv_writer.hpp"
#include "intake/kind.hpp"

namespace crm::intake {

enum class FileFormat { csv, json_lines };

// Collects lines in text(); who uses it writes them out and clears them. Threads: one at a time.
class Exporter {
 public:
  // columns: fields of the kind, and account_number of whose the record is; empty: all of them.
  // Error(invalid_argument, ..., "--columns") for another name.
  Exporter(Kind kind, FileFormat format, const std::vector<std::string>& columns);

  // R is the record of the kind. ssn: the nine digits; empty: masked, as the record has them.
  template <class R>
  void add(const R& record, std::string_view account, std::string_view ssn = {});

  std::string& text() { return text_; }

 private:
  // A column; without a field it is the owner's account number.
  struct Column {
    std::string name;
    std::size_t field;
    const FieldInfo* info;
  };

  void add_column(const std::string& name);
  void add_cell(const Column& column, std::string_view value);
  void add_json(const Column& column, std::string_view value);
  void begin_line();
  void end_line();

  const Kind kind_;
  const FileFormat format_;
  std::vector<Column> columns_;
  std::string text_, cell_;
  CsvWriter csv_{text_};
  bool first_ = true;  // of the cells in a line
};

}  // namespace crm::intake
