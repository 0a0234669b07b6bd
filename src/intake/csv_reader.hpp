// Reads CSV as a stream: RFC 4180, and what spreadsheets make of it.
#pragma once

#include <csv.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "intake/line_reader.hpp"

namespace crm::intake {

// One record of a CSV file.
struct CsvRecord {
  std::int64_t line = 0;                // where it begins, from 1
  std::vector<std::string_view> cells;  // valid until the next record is read
  std::string
      problem;  // why it cannot be taken, a sentence; empty: it can. Then the cells may be those of a part
};

// Cells in quotes may hold separators, line ends, blanks at the ends and doubled quotes; blanks around others
// are taken off. Lines end in LF, CRLF or CR; empty ones are skipped. The ' that CsvWriter puts before what
// looks like a formula is taken off again. A record with a problem does not end the reading: a quote that is
// never closed spoils only the line in which it was opened. A record of more than 4 MB is skipped up to the
// end of its quotes, since lines inside a cell, which somebody may have written as a note, must not become
// records.
class CsvReader {
 public:
  static constexpr std::size_t kMostCell = std::size_t{1} << 20;  // bytes
  static constexpr std::size_t kMostCells = 10'000;               // in a record

  CsvReader(Input& input, char separator);
  ~CsvReader();
  CsvReader(const CsvReader&) = delete;
  CsvReader& operator=(const CsvReader&) = delete;

  // False: the file is at its end.
  bool next(CsvRecord& record);
  // Bytes of the file that lie behind us.
  std::int64_t consumed() const { return lines_.consumed(); }

 private:
  void start_parser();
  bool is_inside_record() const { return parser_.pstate != 0; }
  void begin_record();
  void feed(std::string_view text);
  void add_cell(std::string_view cell);
  bool give(CsvRecord& record);
  bool go_back(CsvRecord& record);
  bool skip_record(CsvRecord& record);
  std::string skip_rest();
  bool may_read_again() const;
  bool give_up_first_line(CsvRecord& record, const char* problem);
  LineReader::Got skip_line();
  bool give_up(CsvRecord& record, const char* problem);

  LineReader lines_;
  const char separator_;
  csv_parser parser_{};
  std::int64_t line_ = 0;          // where the record that is being read begins
  std::string text_;               // its cells, one after the other
  std::vector<std::size_t> ends_;  // of each cell in it
  std::size_t cells_ = 0;          // how many there were, kept or not
  bool complete_ = false;
  std::int64_t read_again_ = 0;  // bytes of the file
};

}  // namespace crm::intake
