// Lays tables out for a terminal, and writes them as CSV and JSON.
#include "cli/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "cli/output.hpp"
#include "cli/screen.hpp"
#include "intake/csv_writer.hpp"
#include "json/writer.hpp"

namespace crm::cli {

namespace {

constexpr std::size_t kGap = 2, kLeastColumn = 6;

std::string json_text(std::string_view text) {
  std::string json;
  json::Writer(json).value(text);
  return json;
}

// The fewest digits that mean this number and no other.
std::string shortest(double number) {
  char digits[32];
  return {digits, std::to_chars(digits, digits + sizeof digits, number).ptr};
}

// "due_amount" as a heading: "DUE AMOUNT".
std::string heading(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (c == '_') c = ' ';
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  }
  return text;
}

std::vector<std::size_t> natural_widths(const Table& table) {
  std::vector<std::size_t> widths;
  for (const std::string& column : table.columns) widths.push_back(display_width(column));
  for (const Cells& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], display_width(printable(row[i].text())));
  return widths;
}

// Takes from the widest column until all fit, or until none can give more.
std::vector<std::size_t> fitted(std::vector<std::size_t> widths, std::size_t available) {
  if (available == 0 || widths.empty()) return widths;
  const std::size_t gaps = kGap * (widths.size() - 1);
  std::size_t total = std::accumulate(widths.begin(), widths.end(), gaps);
  while (total > available) {
    const auto widest = std::max_element(widths.begin(), widths.end());
    if (*widest <= kLeastColumn) break;
    --*widest;
    --total;
  }
  return widths;
}

struct Column {
  std::size_t width;
  bool right;  // numbers stand at the right of their column, everything else at the left
};

std::vector<Column> columns_of(const Table& table) {
  std::vector<Column> columns;
  for (const std::size_t width : fitted(natural_widths(table), output_width())) {
    const std::size_t i = columns.size();
    columns.push_back({width, std::any_of(table.rows.begin(), table.rows.end(),
                                          [&](const Cells& row) { return row[i].is_number(); })});
  }
  return columns;
}

std::string aligned(const std::string& text, std::size_t width, bool right) {
  const std::string cut = cut_to(text, width);
  const std::string blanks(width - std::min(width, display_width(cut)), ' ');
  return right ? blanks + cut : cut + blanks;
}

std::string without_trailing_blanks(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

template <class TextOf>
std::string line_of(const std::vector<Column>& columns, TextOf text_of) {
  std::string line;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (i > 0) line.append(kGap, ' ');
    line += aligned(text_of(i), columns[i].width, columns[i].right);
  }
  return without_trailing_blanks(std::move(line));
}

std::string text_of(const Table& table) {
  const auto columns = columns_of(table);
  std::string out =
      emphasized(line_of(columns, [&](std::size_t i) { return heading(table.columns[i]); })) + "\n";
  for (const Cells& row : table.rows)
    out += line_of(columns, [&](std::size_t i) { return printable(row[i].text()); }) + "\n";
  return out;
}

std::string csv_of(const Table& table) {
  std::string out;
  intake::CsvWriter csv(out);
  for (const std::string& column : table.columns) csv.cell(column);
  csv.end_line();
  for (const Cells& row : table.rows) {
    for (const Cell& cell : row) csv.cell(cell.text());
    csv.end_line();
  }
  return shown_csv(std::move(out));
}

std::string json_object(const std::vector<std::string>& names, const Cells& row) {
  std::string out = "{";
  for (std::size_t i = 0; i < names.size(); ++i)
    out += (i == 0 ? "" : ", ") + json_text(names[i]) + ": " + row[i].json();
  return out + "}";
}

std::string text_of(const std::vector<Detail>& details) {
  std::size_t width = 0;
  for (const Detail& detail : details) width = std::max(width, display_width(detail.name));
  std::string out;
  for (const Detail& detail : details) {
    std::string label = detail.name;
    std::replace(label.begin(), label.end(), '_', ' ');
    out +=
        without_trailing_blanks(aligned(label, width + kGap, false) + printable(detail.value.text())) + "\n";
  }
  return out;
}

Table one_row(const std::vector<Detail>& details) {
  Table table;
  Cells& row = table.rows.emplace_back();
  for (const Detail& detail : details) {
    table.columns.push_back(detail.name);
    row.push_back(detail.value);
  }
  return table;
}

}  // namespace

Cell::Cell(std::string text) : text_(std::move(text)), json_(json_text(text_)) {}
Cell::Cell(std::int64_t number) : text_(std::to_string(number)), json_(text_), is_number_(true) {}
// What JSON has no number for stays a text.
Cell::Cell(double number) : text_(shortest(number)), json_(text_), is_number_(true) {
  if (!std::isfinite(number)) json_ = json_text(text_);
}
Cell::Cell(bool value) : text_(value ? "yes" : "no"), json_(value ? "true" : "false") {}
Cell::Cell(std::nullopt_t) : json_("null") {}

Cell Cell::of_number(std::string number) {
  Cell cell{std::nullopt};
  cell.text_ = cell.json_ = std::move(number);
  cell.is_number_ = true;
  return cell;
}

Cell Cell::of_json(std::string document, std::string text) {
  Cell cell{std::move(text)};
  cell.json_ = std::move(document);
  return cell;
}

void print(const Context& context, const Table& table) {
  switch (context.format) {
    case Format::text:
      return print(text_of(table));
    case Format::csv:
      return print(csv_of(table));
    case Format::json:
      std::vector<std::string> objects;
      for (const Cells& row : table.rows) objects.push_back(json_object(table.columns, row));
      return print_json_array(objects);
  }
}

void print(const Context& context, const std::vector<Detail>& details) {
  const Table table = one_row(details);
  switch (context.format) {
    case Format::text:
      return print(text_of(details));
    case Format::csv:
      return print(csv_of(table));
    case Format::json:
      return print_json(json_object(table.columns, table.rows.front()));
  }
}

void print_done(const Context& context, std::string_view sentence, const std::vector<Detail>& facts) {
  if (context.format == Format::text) return print(std::string(sentence) + "\n");
  print(context, facts);
}

void print_json(std::string_view json) { print(printable_json(json) + "\n"); }

void print_json_array(const std::vector<std::string>& documents) {
  std::string out = "[";
  for (std::size_t i = 0; i < documents.size(); ++i)
    out += (i == 0 ? "\n " : ",\n ") + printable_json(documents[i]);
  print(out + (documents.empty() ? "]\n" : "\n]\n"));
}

}  // namespace crm::cli
