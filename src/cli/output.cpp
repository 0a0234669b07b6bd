// Looks for the bytes that a terminal would obey, in UTF-8 text.
#include "cli/output.hpp"

#include <cerrno>
#include <iostream>

#include <crm/error.hpp>

#include "cli/progress_bar.hpp"
#include "cli/screen.hpp"

namespace crm::cli {

namespace {

// The number of bytes of the control character at the start of the text; 0: there is none.
std::size_t control_size(std::string_view text) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  if (byte(0) < 0x20 || byte(0) == 0x7f) return 1;
  const bool c1 = byte(0) == 0xc2 && text.size() > 1 && byte(1) >= 0x80 && byte(1) <= 0x9f;
  return c1 ? 2 : 0;
}

template <class Replace>
std::string replace_controls(std::string_view text, Replace replacement) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const std::size_t size = control_size(text);
    if (size == 0) {
      out += text.front();
    } else {
      out += replacement(static_cast<unsigned char>(text[size - 1]));
    }
    text.remove_prefix(size == 0 ? 1 : size);
  }
  return out;
}

// In the second byte of U+0080 to U+009F stands the character's number.
std::string json_escape(unsigned char number) {
  constexpr std::string_view digits = "0123456789abcdef";
  return std::string("\\u00") + digits[number >> 4] + digits[number & 15];
}

[[noreturn]] void fail_to_print(int reason) {
  if (reason == ENOSPC || reason == EDQUOT)
    throw Error(Code::full,
                "The disk is full: the answer could not be written whole to the standard output.");
  throw Error(Code::unavailable, "The answer could not be written to the standard output.");
}

}  // namespace

std::string printable(std::string_view text) {
  return replace_controls(text, [](unsigned char) { return " "; });
}

std::string printable_json(std::string_view json) { return replace_controls(json, json_escape); }

std::string shown_csv(std::string csv) {
  if (!output_is_terminal()) return csv;
  return replace_controls(csv, [](unsigned char control) { return control == '\n' ? "\n" : " "; });
}

void print(std::string_view text) {
  ProgressBar::clear();
  errno = 0;
  std::cout << text << std::flush;
  if (!std::cout) fail_to_print(errno);
}

}  // namespace crm::cli
