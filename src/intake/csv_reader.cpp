// libcsv finds the cells; it is fed line by line, so that we know where we are and can go back.
#include "intake/csv_reader.hpp"

#include <algorithm>

#include <crm/error.hpp>

#include "domain/text.hpp"
#include "intake/csv_writer.hpp"

namespace crm::intake {

namespace {

constexpr std::int64_t kMostReadAgain = std::int64_t{256} << 20;
constexpr std::size_t kCellGrowth = 65536;  // of a long cell; libcsv itself takes 128 bytes more each time
constexpr const char* kNeverClosed = "A quote is opened in this line and never closed.";

// Line ends are told apart by the reader of lines: the CR of a CRLF is then a blank at the end.
int is_blank(unsigned char c) { return c == ' ' || c == '\t'; }
int is_blank_or_cr(unsigned char c) { return is_blank(c) || c == '\r'; }
int is_lf(unsigned char c) { return c == '\n'; }
int is_cr(unsigned char c) { return c == '\r'; }

const char* problem_of(std::string_view text, const std::vector<std::string_view>& cells, std::size_t count) {
  const auto too_long = [](std::string_view cell) { return cell.size() > CsvReader::kMostCell; };
  if (count > CsvReader::kMostCells) return "The record has more than 10,000 cells.";
  if (std::any_of(cells.begin(), cells.end(), too_long)) return "A cell is longer than 1 MB.";
  if (text.find('\0') != text.npos) return "The record holds a NUL byte.";
  if (!domain::valid_utf8(text)) return "The record is not UTF-8: convert the file, for example with iconv.";
  return "";
}

}  // namespace

CsvReader::CsvReader(Input& input, char separator) : lines_(input), separator_(separator) {
  ends_.reserve(kMostCells);
  start_parser();
}

CsvReader::~CsvReader() { csv_free(&parser_); }

void CsvReader::start_parser() {
  csv_free(&parser_);
  if (csv_init(&parser_, 0) != 0) throw Error(Code::no_memory, "The CSV parser could not be started.");
  csv_set_blk_size(&parser_, kCellGrowth);
  const bool lf = lines_.line_end() == '\n';
  csv_set_delim(&parser_, static_cast<unsigned char>(separator_));
  csv_set_space_func(&parser_, lf ? is_blank_or_cr : is_blank);
  csv_set_term_func(&parser_, lf ? is_lf : is_cr);
}

bool CsvReader::next(CsvRecord& record) {
  for (;;) {
    if (!is_inside_record()) begin_record();
    std::string_view line;
    const LineReader::Got got = lines_.next(line);
    if (!is_inside_record()) line_ = lines_.number();
    if (got == LineReader::Got::end && is_inside_record())
      return may_read_again() ? go_back(record) : skip_record(record);
    if (got == LineReader::Got::end) return false;
    if (got == LineReader::Got::too_long)
      return give_up(record, is_inside_record() ? skip_rest().c_str() : "The line is longer than 4 MB.");
    feed(line);
    if (!line.ends_with(lines_.line_end())) feed({&"\n\r"[lines_.line_end() == '\r'], 1});
    if (complete_) return give(record);
    if (is_inside_record() && lines_.held() > LineReader::kMostHeld) return skip_record(record);
  }
}

void CsvReader::begin_record() {
  lines_.hold();
  text_.clear();
  ends_.clear();
  cells_ = 0;
  complete_ = false;
}

// There is room for all that the callbacks keep: an exception must not pass through libcsv.
void CsvReader::feed(std::string_view text) {
  text_.reserve(lines_.held());
  const auto on_cell = [](void* cell, std::size_t size, void* self) {
    static_cast<CsvReader*>(self)->add_cell({static_cast<const char*>(cell), size});
  };
  const auto on_end = [](int, void* self) { static_cast<CsvReader*>(self)->complete_ = true; };
  if (csv_parse(&parser_, text.data(), text.size(), on_cell, on_end, this) != text.size())
    throw Error(Code::no_memory, "There was no memory left for a line of the file.");
}

void CsvReader::add_cell(std::string_view cell) {
  if (++cells_ > kMostCells) return;
  text_ += without_guard(cell);
  ends_.push_back(text_.size());
}

bool CsvReader::give(CsvRecord& record) {
  record.line = line_;
  record.cells.clear();
  std::size_t begin = 0;
  for (const std::size_t end : ends_) {
    record.cells.push_back(std::string_view(text_).substr(begin, end - begin));
    begin = end;
  }
  record.problem = problem_of(text_, record.cells, cells_);
  return true;
}

// The lines behind the first are read anew, as records of their own.
bool CsvReader::go_back(CsvRecord& record) {
  read_again_ += static_cast<std::int64_t>(lines_.held());
  text_ = lines_.back_behind_held();
  return give_up_first_line(record, kNeverClosed);
}

bool CsvReader::give_up_first_line(CsvRecord& record, const char* problem) {
  give_up(record, problem);
  record.cells.push_back(std::string_view(text_).substr(0, text_.find_last_not_of("\r\n") + 1));
  return true;
}

// Where a line ends inside a record, a quote is open: a parser that has just seen one goes on as this one
// would, and keeps nothing of what lies behind.
LineReader::Got CsvReader::skip_line() {
  const auto on_end = [](int, void* self) { static_cast<CsvReader*>(self)->complete_ = true; };
  start_parser();
  lines_.hold();
  std::string_view line;
  const LineReader::Got got = lines_.next(line);
  for (const std::string_view part : {std::string_view("\""), line})
    if (csv_parse(&parser_, part.data(), part.size(), nullptr, on_end, this) != part.size())
      throw Error(Code::no_memory, "There was no memory left for a line of the file.");
  return got;
}

// When the quotes never end, they were a mistake: the lines behind the first are read anew where that is
// possible.
bool CsvReader::skip_record(CsvRecord& record) {
  text_ = lines_.back_behind_held();
  const std::int64_t consumed = lines_.consumed(), number = lines_.number();
  const std::string problem = skip_rest();
  const std::int64_t skipped = lines_.consumed() - consumed;
  if (complete_ || !may_read_again() || !lines_.go_back_to(consumed, number))
    return give_up_first_line(record, problem.c_str());
  read_again_ += skipped;
  return give_up_first_line(record, kNeverClosed);
}

// What is wrong with the record, then.
std::string CsvReader::skip_rest() {
  LineReader::Got got = LineReader::Got::line;
  while (!complete_ && got != LineReader::Got::end) got = skip_line();
  const std::string end = std::to_string(lines_.number()) + (complete_ ? "" : ", the end of the file");
  return "A quote is opened in this line, and what is in quotes goes on to line " + end +
         ". None of these lines was taken.";
}

// A file with such a quote in every line would be read once for each.
bool CsvReader::may_read_again() const { return read_again_ < kMostReadAgain; }

bool CsvReader::give_up(CsvRecord& record, const char* problem) {
  start_parser();
  record.line = line_;
  record.cells.clear();
  record.problem = problem;
  return true;
}

}  // namespace crm::intake
