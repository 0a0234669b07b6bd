// Each script has a table of what may stand behind which command, and a function that finds out where in the
// command line the cursor is: it steps over options and their values, and follows the names of commands.
#include "cli/completion.hpp"

#include <functional>

namespace crm::cli {

namespace {

using Words = std::vector<std::string>;

std::string sh_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// fish knows \' and \\ in single quotes.
std::string fish_quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' || c == '\\' ? std::string{'\\', c} : std::string(1, c);
  return out + "'";
}

std::string joined(const Words& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

template <class Item, class Text>
Words texts_of(const std::vector<Item>& items, Text text) {
  Words words;
  for (const Item& item : items) words.push_back(text(item));
  return words;
}

// What may stand behind a command: its own options, and crmctl's.
std::vector<OptionInfo> options_at(const CommandInfo& crmctl, const CommandInfo& command) {
  std::vector<OptionInfo> options = command.options;
  if (command.path.empty()) return options;
  for (const OptionInfo& option : crmctl.options)
    if (option.names.back() != "--help" && option.names.back() != "--version") options.push_back(option);
  return options;
}

Words names_of(const std::vector<OptionInfo>& options) {
  Words names;
  for (const OptionInfo& option : options)
    names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

// Those that are followed by a value.
Words valued_names_of(const std::vector<OptionInfo>& options) {
  Words names;
  for (const OptionInfo& option : options)
    if (!option.value.empty()) names.insert(names.end(), option.names.begin(), option.names.end());
  return names;
}

Words choices_of(const CommandInfo& command) {
  Words choices;
  for (const OptionInfo& argument : command.arguments)
    choices.insert(choices.end(), argument.choices.begin(), argument.choices.end());
  return choices;
}

std::string name_of(const CommandInfo& command) { return command.name; }

// Lines of a shell's `case`, one for each option with a fixed set of values: 'seed --format') print 'a b';;
std::string value_cases(const CommandInfo& crmctl, const std::function<std::string(const Words&)>& print) {
  std::string cases;
  each_command(crmctl, [&](const CommandInfo& command) {
    for (const OptionInfo& option : options_at(crmctl, command))
      for (const std::string& name : option.names)
        if (!option.choices.empty())
          cases += "    " + sh_quoted(command.path + " " + name) + ") " + print(option.choices) + ";;\n";
  });
  return cases;
}

std::string bash_case(const CommandInfo& crmctl, const CommandInfo& command) {
  const auto options = options_at(crmctl, command);
  return "    " + sh_quoted(command.path) +
         ") commands=" + sh_quoted(joined(texts_of(command.commands, name_of))) +
         " options=" + sh_quoted(joined(names_of(options))) +
         " valued=" + sh_quoted(joined(valued_names_of(options))) +
         " choices=" + sh_quoted(joined(choices_of(command))) + ";;\n";
}

constexpr const char* kBashSteps = R"(_crmctl() {
  local commands options valued choices words word previous= place= i
  local current=${COMP_WORDS[COMP_CWORD]}
  _crmctl_at ''
  for ((i = 1; i < COMP_CWORD; i++)); do
    word=${COMP_WORDS[i]}
    [[ $word == = ]] && continue
    if [[ -n $previous && " $valued " == *" $previous "* ]]; then
      word=
    elif [[ -n $word && " $commands " == *" $word "* ]]; then
      place+=${place:+ }$word
      _crmctl_at "$place"
    fi
    previous=$word
  done
  if [[ -n $previous && " $valued " == *" $previous "* ]]; then
    words=$(_crmctl_values "$place $previous")
  elif [[ $current == -* ]]; then
    words=$options
  else
    words="$commands $choices"
  fi
  COMPREPLY=($(compgen -W "$words" -- "$current"))
}
complete -o default -F _crmctl crmctl
)";

std::string described(const std::string& name, const std::string& description) {
  return sh_quoted(name + ":" + description);
}

std::string zsh_options(const std::vector<OptionInfo>& options) {
  Words words;
  for (const OptionInfo& option : options)
    for (const std::string& name : option.names) words.push_back(described(name, option.description));
  return joined(words);
}

std::string zsh_case(const CommandInfo& crmctl, const CommandInfo& command) {
  const auto options = options_at(crmctl, command);
  const Words commands = texts_of(
      command.commands, [](const CommandInfo& below) { return described(below.name, below.description); });
  return "    " + sh_quoted(command.path) + ")\n      names=(" + joined(texts_of(command.commands, name_of)) +
         ")\n      commands=(" + joined(commands) + ")\n      options=(" + zsh_options(options) +
         ")\n      valued=(" + joined(valued_names_of(options)) + ")\n      choices=(" +
         joined(choices_of(command)) + ");;\n";
}

constexpr const char* kZshSteps = R"(_crmctl() {
  local -a names commands options valued choices values
  local word previous='' place='' i
  _crmctl_at ''
  for ((i = 2; i < CURRENT; i++)); do
    word=$words[i]
    if (( ${valued[(Ie)$previous]} )); then
      word=''
    elif (( ${names[(Ie)$word]} )); then
      place+=${place:+ }$word
      _crmctl_at "$place"
    fi
    previous=$word
  done
  if (( ${valued[(Ie)$previous]} )); then
    _crmctl_values "$place $previous"
    if (( $#values )); then compadd -a values; else _files; fi
  elif [[ $words[CURRENT] == -* ]]; then
    _describe -o option options
  elif (( $#commands )); then
    _describe command commands
  elif (( $#choices )); then
    compadd -a choices
  else
    _files
  fi
}
if [[ $funcstack[1] == _crmctl ]]; then _crmctl "$@"; else compdef _crmctl crmctl; fi
)";

constexpr const char* kFishSteps = R"(function __crmctl_at
  set -l place
  set -l previous
  for word in (commandline -opc)[2..-1]
    if not contains -- "$previous" $__crmctl_valued
      and contains -- (string join -- ' ' $place $word) $__crmctl_places
      set -a place $word
    end
    set previous $word
  end
  test "$place" = "$argv[1]"
end
)";

// Where a line of the fish script counts; crmctl's own options count everywhere.
std::string fish_line(const std::string& condition, const std::string& what) {
  return "complete -c crmctl" + condition + " " + what + "\n";
}

std::string fish_names(const OptionInfo& option) {
  std::string text;
  for (const std::string& name : option.names)
    text += (text.empty() ? "" : " ") +
            (name.starts_with("--") ? "-l " + name.substr(2) : "-s " + name.substr(1));
  return text;
}

std::string fish_option(const std::string& condition, const OptionInfo& option) {
  std::string text = fish_names(option);
  if (!option.choices.empty())
    text += " -x -a " + fish_quoted(joined(option.choices));
  else if (!option.value.empty())
    text += " -r";
  return fish_line(condition, text + " -d " + fish_quoted(option.description));
}

std::string fish_command(const CommandInfo& command) {
  const std::string at = " -n " + fish_quoted("__crmctl_at " + fish_quoted(command.path));
  std::string text;
  for (const CommandInfo& below : command.commands)
    text += fish_line(at, "-f -a " + below.name + " -d " + fish_quoted(below.description));
  if (const Words choices = choices_of(command); !choices.empty())
    text += fish_line(at, "-f -a " + fish_quoted(joined(choices)));
  for (const OptionInfo& option : command.options)
    text += fish_option(command.path.empty() ? "" : at, option);
  return text;
}

}  // namespace

std::string bash_completion(const CommandInfo& crmctl) {
  std::string cases;
  each_command(crmctl, [&](const CommandInfo& command) { cases += bash_case(crmctl, command); });
  const auto print = [](const Words& words) { return "echo " + sh_quoted(joined(words)); };
  return "# Completion for bash. Put this into ~/.bashrc:  source <(crmctl completion bash)\n"
         "_crmctl_at() {\n  commands= options= valued= choices=\n  case \"$1\" in\n" +
         cases + "  esac\n}\n_crmctl_values() {\n  case \"$1\" in\n" + value_cases(crmctl, print) +
         "    *) ;;\n  esac\n}\n" + kBashSteps;
}

std::string zsh_completion(const CommandInfo& crmctl) {
  std::string cases;
  each_command(crmctl, [&](const CommandInfo& command) { cases += zsh_case(crmctl, command); });
  const auto print = [](const Words& words) { return "values=(" + joined(words) + ")"; };
  return "#compdef crmctl\n# Completion for zsh. Put this into ~/.zshrc, behind compinit:  "
         "source <(crmctl completion zsh)\n"
         "_crmctl_at() {\n  names=() commands=() options=() valued=() choices=()\n  case \"$1\" in\n" +
         cases + "  esac\n}\n_crmctl_values() {\n  values=()\n  case \"$1\" in\n" +
         value_cases(crmctl, print) + "    *) ;;\n  esac\n}\n" + kZshSteps;
}

std::string fish_completion(const CommandInfo& crmctl) {
  std::string places, lines;
  Words valued;
  each_command(crmctl, [&](const CommandInfo& command) {
    if (!command.path.empty()) places += " " + fish_quoted(command.path);
    const Words more = valued_names_of(command.options);
    valued.insert(valued.end(), more.begin(), more.end());
    lines += fish_command(command);
  });
  return "# Completion for fish. Put it where fish looks:\n"
         "#   crmctl completion fish >~/.config/fish/completions/crmctl.fish\n"
         "set -g __crmctl_places" +
         places + "\nset -g __crmctl_valued " + joined(valued) + "\n" + kFishSteps + lines;
}

}  // namespace crm::cli
