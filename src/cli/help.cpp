// CLI11 puts names and descriptions side by side, however long they are; here long ones are broken into
// lines.
#include "cli/help.hpp"

#include <algorithm>

#include "cli/command_tree.hpp"
#include "cli/screen.hpp"

namespace crm::cli {

namespace {

constexpr std::size_t kNameColumn = 2, kDescriptionColumn = 26;

std::string entry(const std::string& name, const std::string& description) {
  std::string out = std::string(kNameColumn, ' ') + wrapped(name, kHelpWidth - kNameColumn, 2 * kNameColumn);
  if (description.empty()) return out + "\n";
  if (out.size() + 2 > kDescriptionColumn) {
    out += "\n" + std::string(kDescriptionColumn, ' ');
  } else {
    out.resize(kDescriptionColumn, ' ');
  }
  return out + wrapped(description, kHelpWidth - kDescriptionColumn, kDescriptionColumn) + "\n";
}

// Where the line's last column begins: behind its last gap of two blanks or more.
std::size_t last_column(std::string_view line) {
  const std::size_t gap = line.substr(0, kHelpWidth / 2).rfind("  ");
  return gap == line.npos ? 0 : gap + 2;
}

std::string_view take_line(std::string_view& text) {
  const std::size_t end = text.find('\n');
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end == text.npos ? text.size() : end + 1);
  return line;
}

bool begins_with_text(std::string_view text) {
  return !text.empty() && text.front() != ' ' && text.front() != '\n';
}

}  // namespace

std::string fitted_help(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    std::string line(take_line(text));
    while (begins_with_text(line) && !line.ends_with(':') && begins_with_text(text))
      line.append(" ").append(take_line(text));
    const std::size_t column = last_column(line);
    out += line.substr(0, column) + wrapped(line.substr(column), kHelpWidth - column, column) + "\n";
  }
  return out;
}

HelpFormatter::HelpFormatter() {
  label("SUBCOMMAND", "COMMAND");
  label("Positionals", "Arguments");
}

std::string HelpFormatter::make_usage(const CLI::App* app, std::string name) const {
  std::string usage = Formatter::make_usage(app, std::move(name));
  usage.pop_back();
  return wrapped(usage, kHelpWidth, 4) + "\n";
}

std::string HelpFormatter::make_subcommand(const CLI::App* command) const {
  return entry(command->get_name(), command->get_description());
}

std::string HelpFormatter::make_footer(const CLI::App* app) const { return fitted_help(app->get_footer()); }

std::string HelpFormatter::make_option(const CLI::Option* option, bool) const {
  const OptionInfo info = describe(*option);
  return entry(synopsis(info) + (info.required ? " (required)" : ""), info.description);
}

}  // namespace crm::cli
