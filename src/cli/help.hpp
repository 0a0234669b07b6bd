// Help texts that fit a terminal of 80 columns.
#pragma once

#include <CLI/CLI.hpp>
#include <string>
#include <string_view>

namespace crm::cli {

inline constexpr std::size_t kHelpWidth = 80;

// The text in lines that fit. Lines that begin with a letter run on as one paragraph; a line of a name and a
// description is broken within the description's column.
std::string fitted_help(std::string_view text);

class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter();

  std::string make_usage(const CLI::App* app, std::string name) const override;
  std::string make_subcommand(const CLI::App* command) const override;
  std::string make_footer(const CLI::App* app) const override;
  std::string make_option(const CLI::Option* option, bool is_positional) const override;
};

}  // namespace crm::cli
