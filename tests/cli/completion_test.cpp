// completion and man: made from the commands, so that they know every one; tried out in the programs that
// read them, where those are installed.
#include <set>
#include <sstream>

#include "cli/terminal.hpp"

using namespace crm::test;
using Catch::Contains;

namespace {

// The commands that --help lists: lines of two blanks and a name, below the options.
std::set<std::string> commands() {
  std::set<std::string> names;
  const std::string help = Terminal().crmctl({"--help"}).out;
  std::istringstream lines(
      help.substr(help.find("\nDatabase:\n"), help.find("\nFirst steps:\n") - help.find("\nDatabase:\n")));
  for (std::string line; std::getline(lines, line);)
    if (line.size() > 3 && line.starts_with("  ") && line[2] != ' ')
      names.insert(line.substr(2, line.find(' ', 2) - 2));
  return names;
}

std::set<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::set<std::string> words;
  for (std::string word; stream >> word;) words.insert(word);
  return words;
}

// What bash offers for the last of these words.
std::set<std::string> bash_offers(const Terminal& terminal, const std::string& words, int at) {
  const Ended ended =
      terminal.shell("bash -c 'source <(crmctl completion bash); COMP_WORDS=(" + words +
                     "); COMP_CWORD=" + std::to_string(at) + "; _crmctl; echo \"${COMPREPLY[@]}\"'");
  CHECK(ended.err == "");
  return words_of(ended.out);
}

std::set<std::string> fish_offers(const Terminal& terminal, const std::string& line) {
  const Ended ended = terminal.shell(
      "crmctl completion fish >c.fish; fish -c \"source c.fish; complete -C '" + line + "'\" | cut -f1");
  CHECK(ended.err == "");
  return words_of(ended.out);
}

bool is_installed(const Terminal& terminal, const std::string& program) {
  return terminal.shell("command -v " + program).exit_code == 0;
}

using Words = std::set<std::string>;

// Those that a backslash makes a character of a text do not count.
int open_and_closing_quotes(const std::string& script) {
  int count = 0;
  for (std::size_t i = 0; i < script.size(); ++i)
    if (script[i] == '\'' && (i == 0 || script[i - 1] != '\\')) ++count;
  return count;
}

}  // namespace

TEST_CASE("bash completes commands and options and fixed values") {
  const Terminal terminal;
  CHECK(bash_offers(terminal, "crmctl \"\"", 1) == commands());
  CHECK(bash_offers(terminal, "crmctl mig", 1) == Words{"migrate"});
  CHECK(bash_offers(terminal, "crmctl seed --cu", 2) == Words{"--customers"});
  CHECK(bash_offers(terminal, "crmctl seed --ve", 2) == Words{});
  CHECK(bash_offers(terminal, "crmctl --", 1) ==
        Words{"--version", "--help", "--database", "--actor", "--json", "--csv", "--yes"});
  CHECK(bash_offers(terminal, "crmctl completion \"\"", 2) == Words{"bash", "zsh", "fish"});
  CHECK(bash_offers(terminal, "crmctl export --record l", 3) == Words{"loan", "loan_note"});
  CHECK(bash_offers(terminal, "crmctl export --record a", 3) == Words{"all"});
}

TEST_CASE("completion --help has a line for each shell") {
  const std::string help = Terminal().crmctl({"completion", "--help"}).out;
  for (const char* line : {"\n  bash  put into ~/.bashrc: source <(crmctl completion bash)\n",
                           "\n  zsh   put into ~/.zshrc, behind compinit: source <(crmctl completion zsh)\n",
                           "\n  fish  crmctl completion fish >~/.config/fish/completions/crmctl.fish\n"})
    CHECK_THAT(help, Contains(line));
}

TEST_CASE("bash completes what belongs to a group of commands") {
  const Terminal terminal;
  CHECK(bash_offers(terminal, "crmctl key \"\"", 2) == Words{"show", "check", "rotate"});
  CHECK(bash_offers(terminal, "crmctl --yes key --actor show ro", 5) == Words{"rotate"});
  CHECK(bash_offers(terminal, "crmctl key show --ac", 3) == Words{"--actor"});
}

TEST_CASE("bash steps over options and their values") {
  const Terminal terminal;
  CHECK(bash_offers(terminal, "crmctl --actor seed mi", 3) == Words{"migrate"});
  CHECK(bash_offers(terminal, "crmctl --actor = seed mi", 4) == Words{"migrate"});
  CHECK(bash_offers(terminal, "crmctl --json seed --cu", 3) == Words{"--customers"});
  CHECK(bash_offers(terminal, "crmctl --database \"\"", 2) == Words{});  // files, which bash itself offers
  CHECK(bash_offers(terminal, "crmctl seed \"\" --cu", 3) == Words{"--customers"});
}

TEST_CASE("the completion script of every shell knows every command and is well formed") {
  const Terminal terminal;
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Ended ended = terminal.shell(std::string("crmctl completion ") + shell + " | tee script");
    for (const std::string& command : commands()) CHECK_THAT(ended.out, Contains(command));
    CHECK(open_and_closing_quotes(ended.out) % 2 == 0);
    if (is_installed(terminal, shell))
      CHECK(terminal.shell(std::string(shell) + " -n script").exit_code == 0);
  }
}

TEST_CASE("fish completes as bash does") {
  const Terminal terminal;
  if (!is_installed(terminal, "fish")) return;
  CHECK(fish_offers(terminal, "crmctl ") == commands());
  CHECK(fish_offers(terminal, "crmctl seed --cu") == Words{"--customers"});
  CHECK(fish_offers(terminal, "crmctl --actor seed mi") == Words{"migrate"});
  CHECK(fish_offers(terminal, "crmctl key ") == Words{"show", "check", "rotate"});
  CHECK(fish_offers(terminal, "crmctl completion ") == Words{"bash", "zsh", "fish"});
}

TEST_CASE("completion refuses a shell that it does not know") {
  check_refused(Terminal().crmctl({"completion", "tcsh"}), 2, "SHELL");
  check_refused(Terminal().crmctl({"completion"}), 2, "SHELL");
}

TEST_CASE("completion and the man page need no settings") {
  Terminal terminal;
  terminal.environment = {"CRM_CALLING_HOURS=never"};
  CHECK(terminal.crmctl({"completion", "bash"}).exit_code == 0);
  CHECK(terminal.crmctl({"man"}).exit_code == 0);
  CHECK(terminal.crmctl({"init"}).exit_code == 2);
}

TEST_CASE("the man page holds every command with its options and everything else that is worth knowing") {
  const std::string page = Terminal().crmctl({"man"}).out;
  for (std::string command : commands()) {
    if (command == "key") command = "key rotate";  // a group is the beginning of commands only
    for (std::size_t at = 0; (at = command.find('-', at)) != std::string::npos; at += 2)
      command.insert(at, "\\");
    CHECK_THAT(page, Contains("\n.SS crmctl " + command));
  }
  for (const char* part :
       {".TH CRMCTL 1", ".SH \"NAME\"", ".SH \"SYNOPSIS\"", ".SH \"FIRST STEPS\"", "\\-\\-customers N",
        ".SH \"EXIT STATUS\"", "\n.B 130\n", "\n.B DATABASE_URL\n", "\n.B crm.db.key\n"})
    CHECK_THAT(page, Contains(part));
}

TEST_CASE("the man page is set without a warning") {
  const Terminal terminal;
  if (is_installed(terminal, "groff")) {
    const Ended ended = terminal.shell("crmctl man | groff -man -ww -z -Tutf8");
    CHECK(ended.exit_code == 0);
    CHECK(ended.err == "");
  }
  if (is_installed(terminal, "man")) {
    const Ended ended = terminal.shell("crmctl man | MANWIDTH=80 man -l --warnings -E UTF-8 -");
    CHECK(ended.err == "");
    CHECK_THAT(ended.out, Contains("crmctl pre-call 5551234567") && Contains("--database URL"));
  }
}
