// Answers as tables: for a person, as CSV or as JSON, whichever the command line asks for.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crm/date.hpp>

#include "cli/context.hpp"

namespace crm::cli {

// One value, which JSON shows as what it is: text, number, true or false, or nothing.
class Cell {
 public:
  Cell(std::string text);
  Cell(std::string_view text) : Cell(std::string(text)) {}
  Cell(const char* text) : Cell(std::string(text)) {}
  Cell(std::int64_t number);
  Cell(int number) : Cell(std::int64_t{number}) {}
  Cell(double number);
  Cell(bool value);
  Cell(Instant instant) : Cell(to_string(instant)) {}
  Cell(std::nullopt_t);
  template <class T>
  Cell(const std::optional<T>& value) : Cell(value ? Cell(*value) : Cell(std::nullopt)) {}
  // A number that has its text already, such as an amount.
  static Cell of_number(std::string number);
  // What JSON shows as the document stands, and a person as the text.
  static Cell of_json(std::string document, std::string text);

  const std::string& text() const { return text_; }  // empty for nothing
  const std::string& json() const { return json_; }
  bool is_number() const { return is_number_; }

 private:
  std::string text_, json_;
  bool is_number_ = false;
};

using Cells = std::vector<Cell>;

// Columns are named in snake_case: the names are JSON's keys and CSV's first line.
struct Table {
  std::vector<std::string> columns;
  std::vector<Cells> rows{};
};

// Text: columns side by side, cut to the terminal's width. JSON: an array of objects. CSV: a line of names,
// then lines.
void print(const Context& context, const Table& table);

// One thing with its properties. Text: a line for each; JSON: one object; CSV: names and one line.
struct Detail {
  std::string name;
  Cell value;
};
void print(const Context& context, const std::vector<Detail>& details);

// What was done: the sentence for a person, its facts for programs.
void print_done(const Context& context, std::string_view sentence, const std::vector<Detail>& facts);

// A document of the library's own JSON: for --json only.
void print_json(std::string_view json);

// Records as their own JSON texts, in an array.
void print_json_array(const std::vector<std::string>& documents);

}  // namespace crm::cli
