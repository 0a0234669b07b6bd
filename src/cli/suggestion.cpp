// Finds the nearest command or option to a word that was mistyped.
#include "cli/suggestion.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <string_view>
#include <vector>

#include <crm/config.hpp>

#include "cli/command_tree.hpp"

namespace crm::cli {

namespace {

using Words = std::vector<std::string>;

// How many letters must be put in, taken out, changed or swapped with their neighbour (optimal string
// alignment).
std::size_t distance(std::string_view a, std::string_view b) {
  std::vector<std::vector<std::size_t>> d(a.size() + 1, std::vector<std::size_t>(b.size() + 1));
  for (std::size_t i = 0; i <= a.size(); ++i) d[i][0] = i;
  std::iota(d[0].begin(), d[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i)
    for (std::size_t j = 1; j <= b.size(); ++j) {
      d[i][j] =
          std::min({d[i - 1][j] + 1, d[i][j - 1] + 1, d[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        d[i][j] = std::min(d[i][j], d[i - 2][j - 2] + 1);
    }
  return d[a.size()][b.size()];
}

// 0: as good as the same. A beginning of three letters is near, too.
std::size_t strangeness(std::string_view said, std::string_view known) {
  return said.size() >= 3 && known.starts_with(said) ? 1 : distance(said, known);
}

std::optional<std::string> nearest(const std::string& said, const Words& known) {
  constexpr std::size_t longest = 40;  // nobody mistypes more, and the work grows with the square
  if (said.size() > longest || known.empty()) return std::nullopt;
  const auto best = std::min_element(known.begin(), known.end(), [&](const auto& a, const auto& b) {
    return strangeness(said, a) < strangeness(said, b);
  });
  const std::size_t most = said.size() < 4 ? 1 : 2;
  return strangeness(said, *best) <= most ? std::optional(*best) : std::nullopt;
}

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

std::string did_you_mean(const std::optional<std::string>& word) {
  return word ? " Did you mean `" + *word + "`?" : "";
}

std::string about_unknown_word(const CLI::App& command, const std::string& unknown) {
  const std::string word = unknown.substr(0, unknown.find('='));
  if (word.starts_with('-'))
    return "There is no option `" + word + "` here." + did_you_mean(nearest(word, option_names(command)));
  const Words commands = command_names(command);
  if (commands.empty()) return "`" + without_password(unknown) + "` is a word too many.";
  return "There is no command `" + without_password(word) + "`." + did_you_mean(nearest(word, commands));
}

}  // namespace

std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& error) {
  const Words unknown = app.remaining(true);
  return unknown.empty() ? error.what() : about_unknown_word(last_command(app), unknown.front());
}

}  // namespace crm::cli
