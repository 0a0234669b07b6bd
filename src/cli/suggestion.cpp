// Says what is wrong with a command line, and what may have been meant.
#include "cli/suggestion.hpp"

#include <string_view>

#include <crm/config.hpp>

#include "cli/command_tree.hpp"
#include "cli/nearest.hpp"

namespace crm::cli {

namespace {

const CLI::App& last_command(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return commands.empty() ? app : last_command(*commands.back());
}

Words command_names(const CLI::App& app) {
  Words names;
  for (const CLI::App* command : shown_commands(app)) names.push_back(command->get_name());
  return names;
}

// Those of the command, and those that may stand behind every command.
Words option_names(const CLI::App& command) {
  Words names;
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : app->get_options())
      for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  return names;
}

std::string about_unknown_word(const CLI::App& command, const std::string& unknown) {
  const std::string word = unknown.substr(0, unknown.find('='));
  if (word.starts_with('-'))
    return "There is no option `" + word + "` here." + did_you_mean(word, option_names(command));
  const Words commands = command_names(command);
  if (commands.empty()) return "`" + without_password(unknown) + "` is a word too many.";
  return "There is no command `" + without_password(word) + "`." + did_you_mean(word, commands);
}

// Whose name CLI11's message begins with.
const CLI::Option* option_of(const CLI::App& command, std::string_view message) {
  constexpr std::string_view conversion = "Could not convert: ";
  if (message.starts_with(conversion)) message.remove_prefix(conversion.size());
  for (const CLI::App* app = &command; app != nullptr; app = app->get_parent())
    for (const CLI::Option* option : app->get_options())
      if (message.starts_with(option->get_name()) &&
          message.substr(option->get_name().size()).find_first_of(": ") == 0)
        return option;
  return nullptr;
}

std::string one_of(const Words& choices) {
  std::string text;
  for (const std::string& choice : choices) text += (text.empty() ? "" : ", ") + choice;
  return "it is one of " + text + ".";
}

// What a value must be that was refused.
std::string about_value(const CLI::Option& option, std::string_view message) {
  constexpr std::string_view in_range = "not in range ";
  const Words choices = describe(option).choices;
  if (!choices.empty())
    return one_of(choices) + (option.empty() ? "" : did_you_mean(option.results().back(), choices));
  if (const std::size_t range = message.find(in_range); range != message.npos)
    return "it is a whole number from " + std::string(message.substr(range + in_range.size())) + ".";
  return option.get_items_expected_max() == 0 ? "it stands alone, without a value." : "it is a whole number.";
}

// The two that CLI11 names, "--json excludes --csv".
std::string about_pair(std::string_view message) {
  return "Say either " + std::string(message.substr(0, message.find(' '))) + " or " +
         std::string(message.substr(message.rfind(' ') + 1)) + ", not both.";
}

// CLI11's own words are a programmer's.
std::string about_option(const CLI::App& command, const CLI::ParseError& error) {
  const std::string kind = error.get_name();
  if (kind == "ExcludesError") return about_pair(error.what());
  const CLI::Option* option = option_of(command, error.what());
  if (option == nullptr) return error.what();
  const OptionInfo info = describe(*option);
  const std::string name = option->get_positional() ? option->get_name() : synopsis(info);
  if (kind == "RequiredError") return name + " is missing: " + info.description + ".";
  if (kind == "ArgumentMismatch") return "A value is missing: " + name + ".";
  return option->get_name() + ": " + about_value(*option, error.what());
}

}  // namespace

std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& error) {
  const Words unknown = app.remaining(true);
  return unknown.empty() ? about_option(last_command(app), error)
                         : about_unknown_word(last_command(app), unknown.front());
}

}  // namespace crm::cli
