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

// A command that is nothing but the beginning of others: "key" in `crmctl key show`.
inline CLI::App& add_group(CLI::App& app, const char* name, const char* description) {
  CLI::App* group = app.add_subcommand(name, description);
  group->fallthrough();
  group->footer("What each can do: crmctl " + std::string(name) + " COMMAND --help");
  group->require_subcommand(1);
  return *group;
}

}  // namespace crm::cli
