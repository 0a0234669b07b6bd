// Writes CSV as RFC 4180 has it, in a form that a spreadsheet cannot take for a formula.
#pragma once

#include <string>
#include <string_view>

namespace crm::intake {

// Collects lines in a text that its owner writes out and clears. Lines end in "\n".
class CsvWriter {
 public:
  explicit CsvWriter(std::string& out) : out_(&out) {}

  // A cell that begins with = + - @ (full-width ones too, and behind blanks) or a tab gets a ' in front, or a
  // spreadsheet would run it; plain numbers and phone numbers stay as they are. Read again by this library,
  // the ' is gone.
  CsvWriter& cell(std::string_view text);
  void end_line();

 private:
  std::string* out_;
  bool line_begun_ = false;
};

// Whether a spreadsheet would take the cell for a formula, its leading ' aside.
bool looks_like_formula(std::string_view cell);

// The text of a cell that was read: what CsvWriter put in front of a formula is gone.
std::string_view without_guard(std::string_view cell);

}  // namespace crm::intake
