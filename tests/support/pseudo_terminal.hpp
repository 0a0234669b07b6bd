// A program with a person before it: its input, output and errors are a terminal of a chosen width.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace crm::test {

// What the person at the terminal has set up.
struct Screen {
  std::string folder;  // the program's working directory
  unsigned short columns = 80;
  std::vector<std::string> environment{};  // "NAME=value", instead of this process's
  bool echo = false;                       // what is typed is shown
  // Where these go instead of to the terminal; empty: to the terminal.
  std::string output_file{}, errors_file{};
};

// The program lives two minutes at most, so that a hanging test fails.
class PseudoTerminal {
 public:
  // command: the program's path and its arguments. Throws when it cannot be started.
  PseudoTerminal(const std::vector<std::string>& command, const Screen& screen);
  ~PseudoTerminal();
  PseudoTerminal(const PseudoTerminal&) = delete;
  PseudoTerminal& operator=(const PseudoTerminal&) = delete;

  // As if typed: "\n" is the enter key, "\x03" Ctrl-C, "\x04" the end of input.
  void type(const std::string& keys);
  // Reads until the screen has shown the text, or until the program has ended: then false.
  bool wait_for(const std::string& text);
  // Waits for the end and gives back all that the screen has shown, with the terminal's own line ends,
  // "\r\n".
  const std::string& screen();
  // Whether what is typed now would be shown.
  bool echoes() const;
  // After screen(): -1 when a signal ended it.
  int exit_code() const { return exit_code_.value(); }

 private:
  void read_some();
  bool has_ended() const;

  pid_t pid_ = -1;
  int master_ = -1;
  std::optional<int> exit_code_;
  std::string shown_;
};

}  // namespace crm::test
