// man: the manual page, made from the commands themselves. Format: man(7).
#include "cli/command_tree.hpp"
#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"
#include "cli/variables.hpp"

namespace crm::cli {

namespace {

struct File {
  std::string_view name, meaning;
};

constexpr File kFiles[] = {
    {"crm.db",
     "the database, when nothing else is said; crm.db-wal and crm.db-shm belong to it while it is open"},
    {"crm.db.key", "the key for social security numbers: keep it apart from the database, and never lose it"},
    {".env", "settings, a line of NAME=VALUE for each"},
};

// As it stands: no character of the text means anything to roff.
std::string roff(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool begins_line = out.empty() || out.back() == '\n';
    if (begins_line && (c == '.' || c == '\'')) out += "\\&";
    if (c == '\\') {
      out += "\\e";
    } else if (c == '-') {
      out += "\\-";
    } else {
      out += c;
    }
  }
  return out;
}

std::string section(std::string_view title) { return ".SH \"" + std::string(title) + "\"\n"; }

std::string term(std::string_view name, std::string_view meaning) {
  return ".TP\n.B " + roff(name) + "\n" + roff(meaning.empty() ? " " : meaning) + "\n";
}

std::string paragraph(std::string_view text) { return ".PP\n" + roff(text) + "\n"; }

// Lines that must stay as they are.
std::string as_typed(std::string_view text) { return ".PP\n.nf\n" + roff(text) + "\n.fi\n"; }

std::string terms(const std::vector<OptionInfo>& options) {
  std::string out;
  for (const OptionInfo& option : options)
    if (option.names.back() != "--help") out += term(synopsis(option), option.description);
  return out;
}

std::string usage(const CommandInfo& command) {
  std::string text = "crmctl " + command.path;
  if (!command.options.empty()) text += " [OPTIONS]";
  for (const OptionInfo& argument : command.arguments)
    text += argument.required ? " " + synopsis(argument) : " [" + synopsis(argument) + "]";
  return text;
}

// Of a group of commands only those that do something get an entry.
std::string commands_section(const CommandInfo& crmctl) {
  std::string out = section("COMMANDS");
  each_command(crmctl, [&](const CommandInfo& command) {
    if (command.path.empty() || !command.commands.empty()) return;
    out += ".SS " + roff(usage(command)) + "\n" + roff(command.description) + ".\n" +
           terms(command.arguments) + terms(command.options);
  });
  return out;
}

template <class Lines>
std::string list_section(std::string_view title, const Lines& lines) {
  std::string out = section(title);
  for (const auto& [name, meaning] : lines) out += term(name, meaning);
  return out;
}

std::string exit_section() {
  std::string out = section("EXIT STATUS");
  for (const auto& [code, meaning] : exit_codes()) out += term(std::to_string(code), meaning);
  return out;
}

std::string man_page(const CommandInfo& crmctl) {
  return ".TH CRMCTL 1 \"\" \"libcrm " + std::string(crm::version()) + "\" \"User Commands\"\n" +
         section("NAME") + "crmctl \\- customers, loans and calls of a loan\\-collection call centre\n" +
         section("SYNOPSIS") + ".B crmctl\n[OPTIONS] COMMAND [...]\n" + section("DESCRIPTION") +
         roff(
             "crmctl looks after a libcrm database: it makes it, shows and changes what it holds, answers "
             "who is "
             "behind a phone number and whether they may be called, and records what came of a call. Answers "
             "are "
             "tables for a person; --json and --csv make them documents for a program.") +
         "\n" + section("FIRST STEPS") + as_typed("crmctl init\ncrmctl seed\ncrmctl pre-call 5551234567") +
         section("OPTIONS") + roff("These may stand before and behind every command.") + "\n" +
         terms(crmctl.options) + commands_section(crmctl) + exit_section() +
         list_section("ENVIRONMENT", kVariables) + paragraph(kWhereSettingsComeFrom) +
         list_section("FILES", kFiles);
}

struct Man {
  static constexpr const char *name = "man", *description = "Write the manual page: crmctl man | man -l -";
  const CLI::App* command = nullptr;

  void add_options(CLI::App& app) { command = &app; }

  int run(const Context&) {
    print(man_page(describe(*command->get_parent())));
    return kDone;
  }
};

}  // namespace

void add_man(CLI::App& app, Context& context) { add_command<Man>(app, context); }

}  // namespace crm::cli
