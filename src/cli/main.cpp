// crmctl: the command line of libcrm. Reads the command line, runs one command, turns errors into exit codes.
#include <iostream>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"

namespace {

using namespace crm::cli;

constexpr const char* kFirstSteps =
    "First steps:\n"
    "  crmctl init                   make the database, crm.db in this folder\n"
    "  crmctl seed                   add five sample customers\n"
    "  crmctl pre-call 5551234567    who is this, what do they owe, may I call?\n"
    "  crmctl COMMAND --help         what a command can do\n\n";

void add_output_options(CLI::App& app, Context& context) {
  const auto choose = [&context](Format format) { return [&context, format] { context.format = format; }; };
  auto* json = app.add_flag_callback("--json", choose(Format::json), "Answer as JSON");
  app.add_flag_callback("--csv", choose(Format::csv), "Answer as CSV")->excludes(json);
  app.add_flag("--yes,-y", context.yes, "Do not ask before something is destroyed");
}

void describe(CLI::App& app, Context& context) {
  app.description("crmctl: customers, loans and calls of a loan-collection call centre");
  app.footer(kFirstSteps + exit_codes_help());
  app.set_version_flag("--version", "crmctl " + std::string(crm::version()));
  app.add_option("--database", context.said_database,
                 "The database's URL; else DATABASE_URL's, else sqlite:///crm.db")
      ->type_name("URL");
  app.add_option("--actor", context.said_actor,
                 "Who acts, for the audit trail; else CRM_ACTOR's, else your login name")
      ->type_name("NAME");
  add_output_options(app, context);
  app.require_subcommand(0, 1);
}

void add_commands(CLI::App& app, Context& context) {
  add_init(app, context);
  add_migrate(app, context);
  add_seed(app, context);
  add_pre_call(app, context);
  add_post_call(app, context);
  add_config(app, context);
}

// Asking for help or for the version ends the reading of the command line too.
int answer(const CLI::App& app, const CLI::ParseError& end) {
  if (end.get_exit_code() == 0) return app.exit(end);
  print_error({}, end.what());
  std::cerr << "Say `crmctl --help`, or `crmctl COMMAND --help`, to see what can be said.\n";
  return kUsage;
}

int run(int argc, char** argv) {
  CLI::App app{"", "crmctl"};
  Context context;
  describe(app, context);
  add_commands(app, context);
  app.parse_complete_callback([&] {
    if (!app.get_subcommands().empty()) context.settle();
  });
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    return answer(app, end);
  }
  if (app.get_subcommands().empty()) print(app.help());
  return context.exit_code;
}

}  // namespace

int main(int argc, char** argv) {
  crm::disable_sqlite_memory_statistics();
  try {
    return run(argc, argv);
  } catch (const crm::Error& error) {
    print_error(error.field(), error.what());
    return exit_code(error.code());
  } catch (const std::exception& error) {
    print_error({}, error.what());
    return kInternal;
  }
}
