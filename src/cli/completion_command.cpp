// completion: the script that makes a shell complete crmctl's command lines.
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"

namespace crm::cli {

namespace {

struct Completion {
  static constexpr const char *name = "completion",
                              *description = "Write the script with which a shell completes command lines";
  std::string shell;
  const CLI::App* command = nullptr;

  void add_options(CLI::App& app) {
    command = &app;
    app.add_option("SHELL", shell, "Which shell")->required()->check(CLI::IsMember({"bash", "zsh", "fish"}));
    app.footer(
        "  bash  put into ~/.bashrc: source <(crmctl completion bash)\n"
        "  zsh   put into ~/.zshrc, behind compinit: source <(crmctl completion zsh)\n"
        "  fish  crmctl completion fish >~/.config/fish/completions/crmctl.fish");
  }

  int run(const Context&) {
    const CommandInfo crmctl = describe(*command->get_parent());
    print(shell == "bash"  ? bash_completion(crmctl)
          : shell == "zsh" ? zsh_completion(crmctl)
                           : fish_completion(crmctl));
    return kDone;
  }
};

}  // namespace

void add_completion(CLI::App& app, Context& context) { add_command<Completion>(app, context); }

}  // namespace crm::cli
