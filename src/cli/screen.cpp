// Asks the operating system about the terminal, and measures texts for it.
#include "cli/screen.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdlib>

namespace crm::cli {

namespace {

constexpr std::size_t kUsualWidth = 80, kLeastWidth = 20;
constexpr std::string_view kEllipsis = "…";

struct Range {
  char32_t first, last;
};

// The blocks of Unicode whose characters fill two columns (UAX #11, "wide").
constexpr Range kWide[] = {{0x1100, 0x115F}, {0x2E80, 0x303E},   {0x3041, 0xA4CF},   {0xA960, 0xA97F},
                           {0xAC00, 0xD7A3}, {0xF900, 0xFAFF},   {0xFE30, 0xFE6F},   {0xFF00, 0xFF60},
                           {0xFFE0, 0xFFE6}, {0x1F300, 0x1F64F}, {0x1F900, 0x1F9FF}, {0x20000, 0x3FFFD}};
// Marks that stand on the character before, and joiners.
constexpr Range kNarrowless[] = {
    {0x0300, 0x036F}, {0x200B, 0x200F}, {0x20D0, 0x20FF}, {0xFE00, 0xFE0F}, {0xFE20, 0xFE2F}};

template <std::size_t n>
bool within(char32_t character, const Range (&ranges)[n]) {
  return std::any_of(std::begin(ranges), std::end(ranges),
                     [&](const Range& range) { return character >= range.first && character <= range.last; });
}

std::size_t columns_of(char32_t character) {
  if (within(character, kNarrowless)) return 0;
  return within(character, kWide) ? 2 : 1;
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

bool wants_color() {
  const char* refused = std::getenv("NO_COLOR");
  const char* kind = std::getenv("TERM");
  const bool dumb = kind != nullptr && std::string_view(kind) == "dumb";
  return output_is_terminal() && !dumb && (refused == nullptr || *refused == '\0');
}

}  // namespace

bool output_is_terminal() { return isatty(STDOUT_FILENO) != 0; }
bool errors_are_terminal() { return isatty(STDERR_FILENO) != 0; }
bool input_is_terminal() { return isatty(STDIN_FILENO) != 0; }

std::size_t output_width() {
  if (!output_is_terminal()) return 0;
  winsize size{};
  if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return kUsualWidth;
  return std::max<std::size_t>(size.ws_col, kLeastWidth);
}

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

std::string emphasized(std::string_view text) {
  if (!wants_color()) return std::string(text);
  return "\033[1m" + std::string(text) + "\033[0m";
}

}  // namespace crm::cli
