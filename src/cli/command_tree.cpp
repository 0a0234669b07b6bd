// Walks CLI11's description of the command line.
#include "cli/command_tree.hpp"

#include <algorithm>

namespace crm::cli {

namespace {

std::vector<std::string> split(std::string_view list, char separator) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= list.size();) {
    const std::size_t end = std::min(list.find(separator, begin), list.size());
    parts.emplace_back(list.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

std::string joined(const std::vector<std::string>& parts, char separator) {
  std::string text;
  for (const std::string& part : parts) text += (text.empty() ? "" : std::string(1, separator)) + part;
  return text;
}

std::vector<std::string> names_of(const CLI::Option& option) {
  if (option.get_positional()) return {option.get_name(true, false)};
  std::vector<std::string> names;
  for (const std::string& name : option.get_snames()) names.push_back("-" + name);
  for (const std::string& name : option.get_lnames()) names.push_back("--" + name);
  return names;
}

// CLI11 puts a type's name and what its checks say into one text: "N:INT in [1 - 9]", "TEXT:{csv,json}".
void read_type(OptionInfo& info, const std::string& type) {
  const std::size_t colon = std::min(type.find(':'), type.size());
  const std::string check = type.substr(std::min(colon + 1, type.size()));
  info.value = type.substr(0, colon);
  if (check.starts_with('{') && check.ends_with('}')) {
    info.choices = split(check.substr(1, check.size() - 2), ',');
    info.value = joined(info.choices, '|');
  } else if (const std::size_t range = check.find('['); range != check.npos) {
    info.description += "; " + check.substr(range + 1, check.size() - range - 2);
  }
}

bool is_shown(const CLI::Option* option) { return !option->get_group().empty(); }

}  // namespace

OptionInfo describe(const CLI::Option& option) {
  OptionInfo info;
  info.names = names_of(option);
  info.description = option.get_description();
  info.required = option.get_required();
  info.repeated = option.get_expected_max() >= CLI::detail::expected_max_vector_size;
  if (option.get_items_expected_max() > 0) read_type(info, option.get_type_name());
  if (!option.get_default_str().empty()) info.description += "; else " + option.get_default_str();
  return info;
}

std::string synopsis(const OptionInfo& option) {
  std::string text;
  for (const std::string& name : option.names) text += (text.empty() ? "" : ", ") + name;
  const bool is_argument = !option.names.front().starts_with('-');
  if (!option.value.empty() && !is_argument) text += " " + option.value;
  if (is_argument && !option.choices.empty()) text = option.value;
  return text + (option.repeated ? "..." : "");
}

std::vector<const CLI::App*> shown_commands(const CLI::App& app) {
  return app.get_subcommands([](const CLI::App* command) { return !command->get_group().empty(); });
}

CommandInfo describe(const CLI::App& app, const std::string& path) {
  CommandInfo info{path, app.get_name(), app.get_group(), app.get_description(), app.get_footer(), {}, {},
                   {}};
  for (const CLI::Option* option : app.get_options(is_shown))
    (option->get_positional() ? info.arguments : info.options).push_back(describe(*option));
  for (const CLI::App* command : shown_commands(app))
    info.commands.push_back(describe(*command, (path.empty() ? "" : path + " ") + command->get_name()));
  return info;
}

}  // namespace crm::cli
