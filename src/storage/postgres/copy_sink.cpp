#include "storage/postgres/copy_sink.hpp"

#include <charconv>

#include "storage/catalog.hpp"

namespace crm::storage::postgres {

namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10;  // handed on at once

// COPY's text format: see "Text Format" in the manual of COPY.
struct AppendTo {
  std::string& line;
  void operator()(Null) const { line += "\\N"; }
  void operator()(std::int64_t number) const {
    char digits[24];
    line.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
  }
  void operator()(std::string_view text) const {
    for (std::size_t end; (end = text.find_first_of("\\\n\r\t")) != text.npos; text.remove_prefix(end + 1))
      line.append(text, 0, end).append(escaped(text[end]));
    line += text;
  }
  static const char* escaped(char c) {
    switch (c) {
      case '\n':
        return "\\n";
      case '\r':
        return "\\r";
      case '\t':
        return "\\t";
      default:
        return "\\\\";
    }
  }
};

}  // namespace

CopySink::CopySink(PostgresConnection& connection, const TableInfo& table)
    : connection_(connection),
      copy_("COPY " + quoted(table.name) + " (" + column_list(table) + ") FROM STDIN") {}

CopySink::~CopySink() {
  if (copying_) connection_.abandon_copy();
}

void CopySink::add(std::span<const Cell> cells) {
  if (!copying_) connection_.begin_copy(copy_);
  copying_ = true;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (i > 0) lines_ += '\t';
    std::visit(AppendTo{lines_}, cells[i]);
  }
  lines_ += '\n';
  if (lines_.size() >= kPiece) put();
}

void CopySink::put() {
  connection_.put_copy(lines_);
  lines_.clear();
}

void CopySink::commit() {
  if (!copying_) return;
  put();
  connection_.end_copy();
  copying_ = false;
}

}  // namespace crm::storage::postgres
