// crmctl: the command line of libcrm. Reads the command line, runs one command, turns errors into exit codes.
#include <algorithm>
#include <iostream>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/help.hpp"
#include "cli/output.hpp"
#include "cli/startup.hpp"
#include "cli/suggestion.hpp"

namespace {

using namespace crm::cli;

constexpr const char* kFirstSteps =
    "First steps:\n"
    "  crmctl init                   make the database, crm.db in this folder\n"
    "  crmctl seed                   add five sample customers\n"
    "  crmctl pre-call 5551234567    who is this, what do they owe, may I call?\n"
    "  crmctl COMMAND --help         what a command can do\n\n";

using Add = void (*)(CLI::App&, Context&);

struct Group {
  const char* name;
  std::initializer_list<Add> commands;
};

constexpr const char* kHelpGroup = "Help";

// As --help lists them.
const Group kGroups[] = {
    {"Database",
     {add_init, add_migrate, add_status, add_info, add_doctor, add_backup, add_verify_backup, add_restore,
      add_copy, add_distribute, add_reset, add_vacuum, add_query, add_seed}},
    {"Calls", {add_pre_call, add_post_call, add_dashboard}},
    {"Records",
     {add_customer, add_phone, add_loan, add_vehicle, add_payment, add_interaction, add_note, add_reveal_ssn,
      add_audit}},
    {"Import and export", {add_import, add_export}},
    {"Setup", {add_config, add_key, add_user, add_api_key}},
    {kHelpGroup, {add_completion, add_man}},
};

void add_output_options(CLI::App& app, Context& context) {
  const auto choose = [&context](Format format) { return [&context, format] { context.format = format; }; };
  auto* json = app.add_flag_callback("--json", choose(Format::json), "Answer as JSON");
  app.add_flag_callback("--csv", choose(Format::csv), "Answer as CSV")->excludes(json);
  app.add_flag("--yes,-y", context.yes, "Do not ask before something is destroyed");
}

bool needs_settings(const CLI::App& app) {
  const auto commands = app.get_subcommands();
  return !commands.empty() && commands.front()->get_group() != kHelpGroup;
}

void set_up(CLI::App& app, Context& context) {
  app.formatter(std::make_shared<HelpFormatter>());
  app.description("crmctl: customers, loans and calls of a loan-collection call centre");
  app.footer(kFirstSteps + exit_codes_help());
  app.set_version_flag("--version", "crmctl " + std::string(crm::version()), "Say which version this is");
  app.set_help_flag("--help,-h", "Show this help");
  app.add_option("--database", context.said_database,
                 "The database's URL; else DATABASE_URL's, else sqlite:///crm.db")
      ->type_name("URL");
  app.add_option("--actor", context.said_actor,
                 "Who acts, for the audit trail; else CRM_ACTOR's, else your login name")
      ->type_name("NAME");
  add_output_options(app, context);
  app.require_subcommand(0, 1);
  app.parse_complete_callback([&app, &context] {
    if (needs_settings(app)) context.settle();
  });
}

// A function may add several commands.
void add_commands(CLI::App& app, Context& context) {
  std::size_t known = 0;
  for (const Group& group : kGroups) {
    for (const Add add : group.commands) add(app, context);
    const auto commands = app.get_subcommands([](const CLI::App*) { return true; });
    for (; known < commands.size(); ++known) commands[known]->group(group.name);
  }
}

// Said on a command line that could not be read to its end.
bool says_json(int argc, char** argv) {
  return std::find(argv, argv + argc, std::string_view("--json")) != argv + argc;
}

// Asking for help or for the version ends the reading of the command line too.
int answer(const CLI::App& app, const CLI::ParseError& end, bool as_json) {
  if (end.get_exit_code() == 0) {
    std::ostringstream text;
    app.exit(end, text, text);
    print(text.str());
    return kDone;
  }
  const std::string wrong = what_is_wrong(app, end);
  if (as_json) {
    print_error_json(crm::Error(crm::Code::invalid_argument, wrong));
    return kUsage;
  }
  print_error({}, wrong);
  std::cerr << "Say `crmctl --help`, or `crmctl COMMAND --help`, to see what can be said.\n";
  return kUsage;
}

int run_command(CLI::App& app, int argc, char** argv) {
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& end) {
    return answer(app, end, says_json(argc, argv));
  }
  if (app.get_subcommands().empty()) print(app.help());
  return kDone;
}

// What the library calls the URL has another name here.
crm::Error with_our_names(const crm::Error& error, const crm::Setting& database) {
  if (error.field() != "url") return error;
  return crm::Error(error.code(), error.what(),
                    database.source == "default" ? database.value : database.source);
}

int fail(const crm::Error& error, Format format) {
  format == Format::json ? print_error_json(error) : print_error(error.field(), error.what());
  return exit_code(error.code());
}

// In the middle of a call, of which nothing is left.
int say_interrupted() {
  print_error({}, "Interrupted. What was reported as done is done.");
  return kInterrupted;
}

int run(int argc, char** argv) {
  CLI::App app{"", "crmctl"};
  Context context;
  try {
    set_up(app, context);
    add_commands(app, context);
    const int result = run_command(app, argc, argv);
    return result == kDone ? context.exit_code : result;
  } catch (const crm::Error& error) {
    if (is_interruption(error)) return say_interrupted();
    return fail(with_our_names(error, context.config.database), context.format);
  } catch (const std::exception& error) {
    return fail(crm::Error(crm::Code::internal, error.what()), context.format);
  }
}

}  // namespace

int main(int argc, char** argv) {
  set_up_process();
  crm::disable_sqlite_memory_statistics();
  return run(argc, argv);
}
