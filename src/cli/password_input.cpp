// The terminal's echo is off while a password is typed.
#include "cli/password_input.hpp"

#include <termios.h>
#include <unistd.h>

#include <crm/error.hpp>
#include <iostream>

#include "cli/screen.hpp"

namespace crm::cli {

namespace {

class NoEcho {
 public:
  NoEcho() {
    tcgetattr(STDIN_FILENO, &before_);
    termios quiet = before_;
    quiet.c_lflag &= static_cast<tcflag_t>(~ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~NoEcho() {
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cerr << '\n';
  }
  NoEcho(const NoEcho&) = delete;
  NoEcho& operator=(const NoEcho&) = delete;

 private:
  termios before_{};
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
