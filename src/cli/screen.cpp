// Asks the operating system about the terminal, and measures texts for it.
#include "cli/screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <cwchar>

namespace crm::cli {

namespace {

constexpr std::size_t kUsualWidth = 80, kLeastWidth = 20;
constexpr std::string_view kEllipsis = "…";

// Marks take no column, the wide characters of East Asia and emoji two; what is not assigned is shown as one.
std::size_t columns_of(char32_t character) {
  const int columns = wcwidth(static_cast<wchar_t>(character));
  return columns < 0 ? 1 : static_cast<std::size_t>(columns);
}

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

// Takes the first character off the text.
char32_t take_character(std::string_view& text) {
  const auto lead = static_cast<unsigned char>(text.front());
  text.remove_prefix(1);
  char32_t character = lead < 0xC0   ? lead
                       : lead < 0xE0 ? lead & 0x1FU
                       : lead < 0xF0 ? lead & 0x0FU
                                     : lead & 0x07U;
  while (!text.empty() && continues(text.front())) {
    character = character << 6 | (static_cast<unsigned char>(text.front()) & 0x3FU);
    text.remove_prefix(1);
  }
  return character;
}

std::size_t width_of(int file) {
  if (isatty(file) == 0) return 0;
  winsize size{};
  if (ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return std::max<std::size_t>(size.ws_col, kLeastWidth);
}

bool is_dumb() {
  const char* kind = std::getenv("TERM");
  return kind != nullptr && std::string_view(kind) == "dumb";
}

bool wants_color() {
  const char* refused = std::getenv("NO_COLOR");
  return output_is_terminal() && !is_dumb() && (refused == nullptr || *refused == '\0');
}

}  // namespace

bool output_is_terminal() { return isatty(STDOUT_FILENO) != 0; }
bool errors_are_terminal() { return isatty(STDERR_FILENO) != 0; }
bool input_is_terminal() { return isatty(STDIN_FILENO) != 0; }
bool errors_can_be_redrawn() { return errors_are_terminal() && !is_dumb(); }

std::size_t output_width() { return width_of(STDOUT_FILENO); }
std::size_t errors_width() { return width_of(STDERR_FILENO); }

std::size_t display_width(std::string_view text) {
  std::size_t width = 0;
  while (!text.empty()) width += columns_of(take_character(text));
  return width;
}

std::string cut_to(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::string_view rest = text;
  for (std::size_t used = 0;;) {
    const std::string_view before = rest;
    used += columns_of(take_character(rest));
    if (used > width - 1) return std::string(text.substr(0, text.size() - before.size())).append(kEllipsis);
  }
}

std::size_t width_behind(std::size_t column) {
  const std::size_t width = output_width();
  if (width == 0) return std::string::npos;
  return width > column + kLeastWidth ? width - column : kLeastWidth;
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t indent) {
  std::string out;
  for (std::size_t used = 0; !text.empty();) {
    const std::size_t blanks = std::min(text.find_first_not_of(' '), text.size());
    const std::size_t end = std::min(text.find(' ', blanks), text.size());
    const std::string_view word = text.substr(0, end);  // with the blanks before it
    const std::size_t size = display_width(word);
    const bool fits = used == 0 || used + size <= width;
    if (!fits) out.append("\n").append(indent, ' ');
    out += fits ? word : word.substr(blanks);
    used = fits ? used + size : size;
    text.remove_prefix(end);
  }
  return out;
}

std::string emphasized(std::string_view text) {
  if (!wants_color()) return std::string(text);
  return "\033[1m" + std::string(text) + "\033[0m";
}

}  // namespace crm::cli
