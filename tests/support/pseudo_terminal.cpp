// When the first process of a terminal ends, the system throws away what nobody has read yet. So the program
// is that process's child, and the first one stays until all was read: it writes the exit code between two
// marks as the last words on the screen.
#include "support/pseudo_terminal.hpp"

#include <fcntl.h>
#include <pty.h>
#include <signal.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <stdexcept>

namespace crm::test {

namespace {

constexpr unsigned kLongestLife = 120;  // seconds
const std::string kMark = "\x1e";

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

void redirect(int file, const std::string& path) {
  if (path.empty()) return;
  const int opened = open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (opened < 0 || dup2(opened, file) < 0) _exit(126);
}

[[noreturn]] void run(const std::vector<std::string>& command, const Screen& screen) {
  alarm(kLongestLife);
  signal(SIGINT, SIG_DFL);
  redirect(STDOUT_FILENO, screen.output_file);
  redirect(STDERR_FILENO, screen.errors_file);
  if (chdir(screen.folder.c_str()) != 0) _exit(126);
  execve(command.at(0).c_str(), pointers_to(command).data(), pointers_to(screen.environment).data());
  _exit(127);
}

[[noreturn]] void run_and_report(const std::vector<std::string>& command, const Screen& screen) {
  alarm(kLongestLife);
  signal(SIGINT, SIG_IGN);
  const pid_t program = fork();
  if (program == 0) run(command, screen);
  int status = 0;
  while (waitpid(program, &status, 0) < 0 && errno == EINTR) {
  }
  const std::string report = kMark + std::to_string(WIFEXITED(status) ? WEXITSTATUS(status) : -1) + kMark;
  if (write(STDIN_FILENO, report.data(), report.size()) < 0) _exit(1);
  for (;;) pause();
}

termios new_terminal(const Screen& screen) {
  termios settings{};
  settings.c_iflag = ICRNL;
  settings.c_oflag = OPOST | ONLCR;
  settings.c_cflag = CS8 | CREAD;
  settings.c_lflag = ISIG | ICANON | (screen.echo ? ECHO : 0);
  settings.c_cc[VINTR] = 3;
  settings.c_cc[VEOF] = 4;
  return settings;
}

}  // namespace

PseudoTerminal::PseudoTerminal(const std::vector<std::string>& command, const Screen& screen) {
  const termios settings = new_terminal(screen);
  const winsize size{24, screen.columns, 0, 0};
  pid_ = forkpty(&master_, nullptr, &settings, &size);
  if (pid_ < 0) throw std::runtime_error("no pseudo terminal");
  if (pid_ == 0) run_and_report(command, screen);
}

// The program loses its terminal with the first process, and so ends with it.
PseudoTerminal::~PseudoTerminal() {
  kill(pid_, SIGKILL);
  while (waitpid(pid_, nullptr, 0) < 0 && errno == EINTR) {
  }
  close(master_);
}

void PseudoTerminal::type(const std::string& keys) {
  if (write(master_, keys.data(), keys.size()) != static_cast<ssize_t>(keys.size()))
    throw std::runtime_error("the terminal takes no more keys");
}

void PseudoTerminal::read_some() {
  char buffer[4096];
  ssize_t size = 0;
  do {
    size = read(master_, buffer, sizeof buffer);
  } while (size < 0 && errno == EINTR);
  if (size <= 0) throw std::runtime_error("the terminal has gone after it showed \"" + shown_ + '"');
  shown_.append(buffer, static_cast<std::size_t>(size));
}

bool PseudoTerminal::wait_for(const std::string& text) {
  while (shown_.find(text) == std::string::npos) {
    if (has_ended()) return false;
    read_some();
  }
  return true;
}

bool PseudoTerminal::has_ended() const { return exit_code_ || shown_.find(kMark) < shown_.rfind(kMark); }

bool PseudoTerminal::echoes() const {
  termios settings{};
  if (tcgetattr(master_, &settings) != 0) throw std::runtime_error("the terminal has no settings");
  return (settings.c_lflag & ECHO) != 0;
}

const std::string& PseudoTerminal::screen() {
  while (!has_ended()) read_some();
  if (exit_code_) return shown_;
  const std::size_t first = shown_.find(kMark), last = shown_.rfind(kMark);
  exit_code_ = std::stoi(shown_.substr(first + 1, last - first - 1));
  shown_.erase(first);
  return shown_;
}

}  // namespace crm::test
