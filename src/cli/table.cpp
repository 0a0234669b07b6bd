// Lays tables out for a terminal, and writes them as CSV and JSON.
#include "cli/table.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include <crm/json_writer.hpp>
#include "cli/output.hpp"
#include "cli/screen.hpp"
#include "intake/csv_writer.hpp"

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

// Numbers, dates and phone numbers are of little use when cut: such columns are one word wide at least.
std::vector<std::size_t> word_widths(const Table& table) {
  std::vector<std::size_t> widths(table.columns.size(), kLeastColumn);
  for (const Cells& row : table.rows)
    for (std::size_t i = 0; i < row.size(); ++i)
      if (const std::string text = printable(row[i].text()); text.find(' ') == text.npos)
        widths[i] = std::max(widths[i], display_width(text));
  return widths;
}

std::size_t whole_width(const std::vector<std::size_t>& widths) {
  return std::accumulate(widths.begin(), widths.end(), kGap * (widths.size() - 1));
}

// Takes from the widest column of those above their least until all fit, or until none can give more.
void shrink(std::vector<std::size_t>& widths, const std::vector<std::size_t>& least, std::size_t available) {
  for (std::size_t total = whole_width(widths); total > available; --total) {
    std::size_t* widest = nullptr;
    for (std::size_t i = 0; i < widths.size(); ++i)
      if (widths[i] > least[i] && (widest == nullptr || widths[i] > *widest)) widest = &widths[i];
    if (widest == nullptr) return;
    --*widest;
  }
}

// Texts are cut first; words only when that is not enough.
std::vector<std::size_t> fitted(const Table& table, std::size_t available) {
  std::vector<std::size_t> widths = natural_widths(table);
  if (available == 0 || widths.empty()) return widths;
  shrink(widths, word_widths(table), available);
  shrink(widths, std::vector<std::size_t>(widths.size(), kLeastColumn), available);
  return widths;
}

struct Column {
  std::size_t width;
  bool right;  // numbers stand at the right of their column, everything else at the left
};

std::vector<Column> columns_of(const Table& table) {
  std::vector<Column> columns;
  for (const std::size_t width : fitted(table, output_width())) {
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
    const std::size_t column = width + kGap;
    out += without_trailing_blanks(aligned(label, column, false) +
                                   wrapped(printable(detail.value.text()), width_behind(column), column)) +
           "\n";
  }
  return out;
}

// Whether even words cut short would not do.
bool is_too_wide(const Table& table, std::size_t available) {
  return available > 0 && !table.columns.empty() && whole_width(fitted(table, available)) > available;
}

// A record after the other, a field a line.
std::string blocks_of(const Table& table) {
  std::string out;
  for (const Cells& row : table.rows) {
    std::vector<Detail> details;
    for (std::size_t i = 0; i < row.size(); ++i) details.push_back({table.columns[i], row[i]});
    out += (out.empty() ? "" : "\n") + text_of(details);
  }
  return out;
}

std::string text_of(const Table& table) {
  if (is_too_wide(table, output_width()) && !table.rows.empty()) return blocks_of(table);
  const auto columns = columns_of(table);
  std::string out =
      emphasized(line_of(columns, [&](std::size_t i) { return heading(table.columns[i]); })) + "\n";
  for (const Cells& row : table.rows)
    out += line_of(columns, [&](std::size_t i) { return printable(row[i].text()); }) + "\n";
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
