// How a command of crmctl is made. A command is a class in a file of its own:
//
//   struct Hello {
//     static constexpr const char *name = "hello", *description = "Say hello";
//     std::string whom;
//     void add_options(CLI::App& app) { app.add_option("WHOM", whom, "Whom to greet")->required(); }
//     int run(const Context& context);  // prints, and gives the exit code; errors are crm::Error
//   };
//   void add_hello(CLI::App& app, Context& context) { add_command<Hello>(app, context); }
//
// and a line in commands.hpp and in main.cpp.
#pragma once

#include <memory>

#include <CLI/CLI.hpp>

#include "cli/context.hpp"
#include "cli/output.hpp"

namespace crm::cli {

template <class Command>
void add_command(CLI::App& app, Context& context) {
  const auto command = std::make_shared<Command>();
  CLI::App* subcommand = app.add_subcommand(Command::name, Command::description);
  subcommand->fallthrough();  // --database and --actor may also stand behind the command
  subcommand->group("Commands");
  subcommand->footer("--database, --actor, --json, --csv, --yes and the exit codes: crmctl --help");
  command->add_options(*subcommand);
  subcommand->callback([command, &context] { context.exit_code = command->run(context); });
}

// A command that is nothing but the beginning of others, "key" in `crmctl key show`; alone it says which.
template <class... Commands>
void add_group(CLI::App& app, Context& context, const char* name, const char* description) {
  CLI::App* group = app.add_subcommand(name, description);
  group->fallthrough()->require_subcommand(0, 1);
  group->footer("What a command can do: crmctl " + std::string(name) + " COMMAND --help");
  group->callback([group, &app] {  // asked of the app, so that the usage begins with crmctl
    if (group->get_subcommands().empty()) print(app.help());
  });
  (add_command<Commands>(*group, context), ...);
}

}  // namespace crm::cli
