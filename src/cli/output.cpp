// Looks for the bytes that a terminal would obey, in UTF-8 text.
#include "cli/output.hpp"

#include <cerrno>
#include <iostream>

#include <crm/error.hpp>

#include "cli/progress_bar.hpp"
#include "cli/screen.hpp"

namespace crm::cli {

namespace {

// A character that a terminal would obey: how many bytes it has in UTF-8, and its number. No bytes: it is
// none.
struct Control {
  std::size_t size = 0;
  unsigned number = 0;
};

// U+202A to U+202E and U+2066 to U+2069 turn the direction of the text around them: what stands on the screen
// is then not what was stored (Unicode Standard Annex 9).
bool turns_text(unsigned number) {
  return (number >= 0x202a && number <= 0x202e) || (number >= 0x2066 && number <= 0x2069);
}

Control control_at_start(std::string_view text) {
  const auto byte = [&](std::size_t i) -> unsigned { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return {1, byte(0)};
  if (byte(0) == 0xc2 && text.size() > 1 && byte(1) >= 0x80 && byte(1) <= 0x9f) return {2, byte(1)};
  if (byte(0) != 0xe2 || text.size() < 3) return {};
  const unsigned number = 0x2000 | (byte(1) & 0x3f) << 6 | (byte(2) & 0x3f);
  return turns_text(number) ? Control{3, number} : Control{};
}

template <class Replace>
std::string replace_controls(std::string_view text, Replace replacement) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Control control = control_at_start(text);
    if (control.size == 0) {
      out += text.front();
    } else {
      out += replacement(control.number);
    }
    text.remove_prefix(control.size == 0 ? 1 : control.size);
  }
  return out;
}

std::string json_escape(unsigned number) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string escape = "\\u";
  for (const unsigned shift : {12U, 8U, 4U, 0U}) escape += digits[number >> shift & 15];
  return escape;
}

[[noreturn]] void fail_to_print(int reason) {
  if (reason == ENOSPC || reason == EDQUOT)
    throw Error(Code::full,
                "The disk is full: the answer could not be written whole to the standard output.");
  throw Error(Code::unavailable, "The answer could not be written to the standard output.");
}

}  // namespace

std::string printable(std::string_view text) {
  return replace_controls(text, [](unsigned) { return " "; });
}

std::string printable_json(std::string_view json) { return replace_controls(json, json_escape); }

std::string shown_csv(std::string csv) {
  if (!output_is_terminal()) return csv;
  return replace_controls(csv, [](unsigned control) { return control == '\n' ? "\n" : " "; });
}

void print(std::string_view text) {
  ProgressBar::clear();
  errno = 0;
  std::cout << text << std::flush;
  if (!std::cout) fail_to_print(errno);
}

}  // namespace crm::cli
