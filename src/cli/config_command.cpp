// config: every setting that is in force, and where it came from.
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/help.hpp"
#include "cli/screen.hpp"
#include "cli/table.hpp"
#include "cli/variables.hpp"

namespace crm::cli {

namespace {

std::string variables_help() {
  std::string text = wrapped(kWhereSettingsComeFrom, kHelpWidth, 0) + "\n";
  for (const Variable& variable : kVariables) {
    std::string line = "  " + std::string(variable.name);
    line.resize(23, ' ');
    text += line.append(variable.meaning).append("\n");
  }
  return text;
}

Setting key_file_of(const Config& config) {
  if (!config.key_file.value.empty()) return config.key_file;
  const std::string file = sqlite_file(config.database.value);
  return {file.empty() ? "" : file + ".key", "default"};
}

Cells line(const char* name, const Setting& setting) {
  return {name, without_password(setting.value), setting.source};
}

// Nobody can tell where a password stands in what is no URL.
Cells database_line(const Config& config) {
  try {
    (void)Database(config.options());
    return line("database", config.database);
  } catch (const Error& error) {
    return {"database", std::string("*** (wrong: ") + error.what() + ")", config.database.source};
  }
}

struct ConfigCommand {
  static constexpr const char *name = "config",
                              *description = "Show the settings in force and where each came from";

  void add_options(CLI::App& app) { app.footer(variables_help()); }

  int run(const Context& context) {
    const Config& config = context.config;
    print(context, Table{{"setting", "value", "source"},
                         {database_line(config),
                          line("key_file", key_file_of(config)),
                          line("actor", config.actor),
                          line("default_country", config.default_country),
                          line("calling_hours", config.calling_hours),
                          {"platform", crm::name(config.platform), "detected"}}});
    return kDone;
  }
};

}  // namespace

void add_config(CLI::App& app, Context& context) { add_command<ConfigCommand>(app, context); }

}  // namespace crm::cli
