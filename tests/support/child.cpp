// Processes for tests: fork, report through a pipe, kill.
#include "support/child.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <crm/error.hpp>
#include <stdexcept>
#include <utility>

namespace crm::test {

namespace {

constexpr unsigned kLongestLife = 120;  // seconds

struct Pipe {
  int read_end, write_end;
};

Pipe make_pipe() {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
  return {ends[0], ends[1]};
}

void close_once(int& file) {
  if (file >= 0) ::close(file);
  file = -1;
}

std::string outcome_of(const Child::Work& work) {
  try {
    return work();
  } catch (const Error& error) {
    return std::string(name(error.code())) + ": " + error.what();
  } catch (const std::exception& error) {
    return std::string("exception: ") + error.what();
  }
}

void write_all(int file, const std::string& text) {
  for (std::size_t done = 0; done < text.size();) {
    const ssize_t written = ::write(file, text.data() + done, text.size() - done);
    if (written < 0 && errno != EINTR) return;  // nobody listens any more
    if (written > 0) done += static_cast<std::size_t>(written);
  }
}

pid_t fork_or_throw(unsigned longest_life) {
  const pid_t pid = fork();
  if (pid < 0) throw std::runtime_error("no process");
  if (pid == 0) alarm(longest_life);
  return pid;
}

[[noreturn]] void run_program(const std::vector<std::string>& command, int output) {
  std::vector<char*> arguments;
  for (const std::string& argument : command) arguments.push_back(const_cast<char*>(argument.c_str()));
  arguments.push_back(nullptr);
  dup2(output, STDOUT_FILENO);
  execv(arguments[0], arguments.data());
  _exit(127);
}

}  // namespace

Child::Child(const Work& work) {
  const Pipe pipe = make_pipe();
  pid_ = fork_or_throw(kLongestLife);
  if (pid_ == 0) {
    ::close(pipe.read_end);
    write_all(pipe.write_end, outcome_of(work));
    _exit(0);
  }
  ::close(pipe.write_end);
  report_ = pipe.read_end;
}

Child::Child(const std::vector<std::string>& command, unsigned longest_life) {
  const Pipe pipe = make_pipe();
  pid_ = fork_or_throw(longest_life);
  if (pid_ == 0) run_program(command, pipe.write_end);
  ::close(pipe.write_end);
  report_ = pipe.read_end;
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), report_(std::exchange(other.report_, -1)) {}

Child::~Child() {
  if (pid_ > 0) {
    kill();
    trouble();
  }
  close_once(report_);
}

void Child::kill() { ::kill(pid_, SIGKILL); }
void Child::interrupt() { ::kill(pid_, SIGINT); }

// What it says at its end stays for trouble().
bool Child::has_ended() const {
  siginfo_t ended{};
  return waitid(P_PID, static_cast<id_t>(pid_), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 &&
         ended.si_pid != 0;
}

std::string Child::read_some() {
  char buffer[4096];
  ssize_t size = 0;
  do {
    size = ::read(report_, buffer, sizeof buffer);
  } while (size < 0 && errno == EINTR);
  return size > 0 ? std::string(buffer, static_cast<std::size_t>(size)) : std::string();
}

std::string Child::report() {
  std::string all;
  for (std::string part = read_some(); !part.empty(); part = read_some()) all += part;
  if (const std::string what = trouble(); !what.empty())
    throw std::runtime_error("a child process " + what + " after it said \"" + all + '"');
  return all;
}

std::string Child::trouble() {
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  pid_ = -1;
  if (WIFSIGNALED(status)) return "was ended by signal " + std::to_string(WTERMSIG(status));
  if (WEXITSTATUS(status) != 0) return "ended with exit code " + std::to_string(WEXITSTATUS(status));
  return {};
}

std::string in_child(const Child::Work& work) { return Child(work).report(); }

std::vector<std::string> in_children(int count, const std::function<std::string(int)>& work) {
  Gate gate;
  std::vector<Child> children;
  for (int i = 0; i < count; ++i)
    children.emplace_back([&, i] {
      gate.pass();
      return work(i);
    });
  gate.open();
  std::vector<std::string> reports;
  for (Child& child : children) reports.push_back(child.report());
  return reports;
}

Gate::Gate() {
  const Pipe pipe = make_pipe();
  read_end_ = pipe.read_end;
  write_end_ = pipe.write_end;
}

Gate::~Gate() {
  close_once(read_end_);
  close_once(write_end_);
}

void Gate::pass() {
  close_once(write_end_);
  char byte = 0;
  while (::read(read_end_, &byte, 1) < 0 && errno == EINTR) {
  }
}

void Gate::open() { close_once(write_end_); }

}  // namespace crm::test
