// config: every setting that is in force, and where it came from.
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

constexpr const char* kWhere =
    "A setting comes from the first of these that has it: the command line, the\n"
    "environment, the file .env in this folder, the platform (Vercel's POSTGRES_URL).\n"
    "  DATABASE_URL         the database: sqlite:///crm.db, sqlite:////var/lib/crm.db\n"
    "  CRM_ACTOR            who acts, for the audit trail\n"
    "  CRM_KEY_FILE         the file with the key for social security numbers\n"
    "  CRM_DEFAULT_COUNTRY  how phone numbers without country code are read: US\n"
    "  CRM_CALLING_HOURS    when customers may be called: 08:00-21:00";

Setting key_file_of(const Config& config) {
  if (!config.key_file.value.empty()) return config.key_file;
  const std::string file = sqlite_file(config.database.value);
  return {file.empty() ? "" : file + ".key", "default"};
}

Cells line(const char* name, const Setting& setting) {
  return {name, without_password(setting.value), setting.source};
}

struct ConfigCommand {
  static constexpr const char *name = "config",
                              *description = "Show the settings in force and where each came from";

  void add_options(CLI::App& app) { app.footer(kWhere); }

  int run(const Context& context) {
    const Config& config = context.config;
    print(context, Table{{"setting", "value", "source"},
                         {line("database", config.database),
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
