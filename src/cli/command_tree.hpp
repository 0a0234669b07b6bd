// What crmctl can be told, as plain data: read off the command line's own description, for help texts,
// completion scripts and the man page.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <vector>

namespace crm::cli {

struct OptionInfo {
  std::vector<std::string> names;  // "-y", "--yes"; of an argument "NUMBER"
  std::string value;               // "URL", "bash|zsh|fish"; empty: it stands alone
  std::vector<std::string> choices;
  std::string description;
  bool required = false, repeated = false;
};

struct CommandInfo {
  std::string path;  // "customer list"; of crmctl itself empty
  std::string name, group, description, footer;
  std::vector<OptionInfo> options, arguments;
  std::vector<CommandInfo> commands;
};

OptionInfo describe(const CLI::Option& option);
// "-y, --yes", "--database URL", "NUMBER...": as a user writes it.
std::string synopsis(const OptionInfo& option);
// path: of the command that is described, from crmctl on.
CommandInfo describe(const CLI::App& app, const std::string& path = {});

// Without those that stand in no group: they are there for who tries them, not to be shown.
std::vector<const CLI::App*> shown_commands(const CLI::App& app);

// Calls visit(command) for the command and for all below it.
template <class Visit>
void each_command(const CommandInfo& command, Visit&& visit) {
  visit(command);
  for (const CommandInfo& below : command.commands) each_command(below, visit);
}

}  // namespace crm::cli
