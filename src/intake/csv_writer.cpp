// Quotes what needs it, and takes the sting out of formulas (OWASP "CSV Injection").
#include "intake/csv_writer.hpp"

#include <algorithm>

namespace crm::intake {

namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "-12.50", "+15551234567": a spreadsheet computes nothing with it.
bool is_plain_number(std::string_view text) {
  if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
  const auto dot = text.find('.');
  const std::string_view whole = text.substr(0, dot);
  const std::string_view rest = dot == text.npos ? "0" : text.substr(dot + 1);
  return !whole.empty() && !rest.empty() && std::all_of(whole.begin(), whole.end(), is_digit) &&
         std::all_of(rest.begin(), rest.end(), is_digit);
}

// As it is typed, and full-width, as Japanese and Chinese keyboards have it.
bool begins_with_sign(std::string_view text) {
  constexpr std::string_view signs[] = {"=",  "+",      "-",      "@",      "\t",
                                        "\r", "\uFF1D", "\uFF0B", "\uFF0D", "\uFF20"};
  return std::any_of(std::begin(signs), std::end(signs),
                     [&](std::string_view sign) { return text.starts_with(sign); });
}

// Readers take blanks off the ends of a cell without quotes.
bool needs_quotes(std::string_view text) {
  constexpr std::string_view blanks = " \t";
  if (text.empty()) return false;
  return text.find_first_of(",\"\r\n") != text.npos || blanks.find(text.front()) != blanks.npos ||
         blanks.find(text.back()) != blanks.npos;
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  for (const char c : text) {
    if (c == '"') out += '"';
    out += c;
  }
  out += '"';
}

}  // namespace

// One that wears a ' already gets another, so that taking one off gives back what was written.
bool looks_like_formula(std::string_view cell) {
  cell.remove_prefix(std::min(cell.find_first_not_of("' \n"), cell.size()));
  return begins_with_sign(cell) && !is_plain_number(cell);
}

std::string_view without_guard(std::string_view cell) {
  const bool guarded = cell.starts_with('\'') && looks_like_formula(cell);
  return guarded ? cell.substr(1) : cell;
}

CsvWriter& CsvWriter::cell(std::string_view text) {
  if (line_begun_) *out_ += ',';
  line_begun_ = true;
  const bool formula = looks_like_formula(text);
  if (needs_quotes(text)) {
    append_quoted(*out_, formula ? "'" + std::string(text) : std::string(text));
  } else {
    if (formula) *out_ += '\'';
    *out_ += text;
  }
  return *this;
}

void CsvWriter::end_line() {
  *out_ += '\n';
  line_begun_ = false;
}

}  // namespace crm::intake
