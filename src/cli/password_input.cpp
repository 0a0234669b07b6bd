// The terminal's echo is off while a password is typed.
#include "cli/password_input.hpp"

#include <termios.h>
#include <unistd.h>

#include <csignal>
#include <iostream>

#include <crm/error.hpp>

#include "cli/screen.hpp"

namespace crm::cli {

namespace {

termios g_before{};  // for the handler

// Ends the program as the signal would have, but not with a terminal that shows nothing.
void end_with_echo(int signal) {
  tcsetattr(STDIN_FILENO, TCSANOW, &g_before);
  raise(signal);
}

class NoEcho {
 public:
  NoEcho() {
    tcgetattr(STDIN_FILENO, &g_before);
    for (const int signal : kEnding) handle(signal, end_with_echo);
    termios quiet = g_before;
    quiet.c_lflag &= static_cast<tcflag_t>(~ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~NoEcho() {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &g_before);
    for (const int signal : kEnding) handle(signal, SIG_DFL);
    std::cerr << '\n';
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  static constexpr int kEnding[] = {SIGINT, SIGTERM, SIGHUP, SIGQUIT};

  static void handle(int signal, void (*handler)(int)) {
    struct sigaction action {};
    action.sa_handler = handler;
    action.sa_flags = static_cast<int>(SA_RESETHAND | SA_NODEFER);
    sigaction(signal, &action, nullptr);
  }
};

std::string read_line() {
  std::string line;
  if (!std::getline(std::cin, line) || line.empty())
    throw Error(Code::invalid_argument, "No password came: type it, or pass it on the standard input.",
                "password");
  return line;
}

std::string ask(const char* question) {
  const NoEcho quiet;  // before the question: what is typed earlier is thrown away
  std::cerr << question << std::flush;
  return read_line();
}

}  // namespace

std::string read_new_password() {
  if (!input_is_terminal()) return read_line();
  std::string password = ask("New password: ");
  if (ask("Again: ") != password)
    throw Error(Code::invalid_argument, "The two passwords differ; nothing was changed.", "password");
  return password;
}

}  // namespace crm::cli
