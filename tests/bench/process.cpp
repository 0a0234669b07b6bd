#include "process.hpp"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace crm::bench {

namespace {

constexpr const char* kSelf = "/proc/self/exe";

// Where a child finds its place in the ring: the turn comes in here and goes out there.
constexpr int kTurnIn = STDIN_FILENO, kTurnOut = 100;

void require(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

// Closed in children but for what they are given, so that a process that ends is seen to end.
class Pipe {
 public:
  Pipe() { require(::pipe2(ends_.data(), O_CLOEXEC) == 0 ? 0 : errno, "pipe"); }
  ~Pipe() {
    close_end(0);
    close_end(1);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  int out() const { return ends_[0]; }
  int in() const { return ends_[1]; }
  void close_in() { close_end(1); }
  void close_both() {
    close_end(0);
    close_end(1);
  }

 private:
  void close_end(std::size_t end) {
    if (ends_[end] >= 0) ::close(ends_[end]);
    ends_[end] = -1;
  }
  std::array<int, 2> ends_{-1, -1};
};

pid_t start(const Arguments& arguments, const Pipe& output, const Pipe& turn_in, const Pipe& turn_out) {
  std::vector<char*> argv{const_cast<char*>("crm_bench")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  require(posix_spawn_file_actions_init(&actions), "posix_spawn");
  posix_spawn_file_actions_adddup2(&actions, output.in(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, turn_in.out(), kTurnIn);
  posix_spawn_file_actions_adddup2(&actions, turn_out.in(), kTurnOut);
  pid_t child = 0;
  const int error = posix_spawn(&child, kSelf, &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  require(error, "posix_spawn");
  return child;
}

std::string read_all(int descriptor) {
  std::string text;
  std::array<char, 4096> block;
  for (ssize_t size; (size = ::read(descriptor, block.data(), block.size())) > 0;)
    text.append(block.data(), static_cast<std::size_t>(size));
  return text;
}

Figures parse(const std::string& text) {
  Figures figures;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t blank = text.find(' ', at), end = text.find('\n', at);
    if (blank == text.npos || end == text.npos || blank > end) break;
    double& value = figures[text.substr(at, blank - at)].emplace_back();
    std::from_chars(text.data() + blank + 1, text.data() + end, value);
    at = end + 1;
  }
  return figures;
}

void require_success(pid_t child) {
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("A measuring process failed; its message stands above.");
}

}  // namespace

std::vector<Figures> run_in_turn(const std::vector<Arguments>& programs) {
  const std::size_t count = programs.size();
  std::vector<Pipe> outputs(count), turns(count);
  std::vector<pid_t> children;
  for (std::size_t i = 0; i < count; ++i)
    children.push_back(start(programs[i], outputs[i], turns[i], turns[(i + 1) % count]));
  if (::write(turns.front().in(), "", 1) != 1) throw std::runtime_error("The first turn could not be given.");
  for (Pipe& turn : turns) turn.close_both();
  std::vector<Figures> figures;
  for (std::size_t i = 0; i < count; ++i) {
    outputs[i].close_in();
    figures.push_back(parse(read_all(outputs[i].out())));
    require_success(children[i]);
  }
  return figures;
}

Figures run_self(const Arguments& arguments) { return run_in_turn({arguments}).front(); }

void print_figure(const std::string& name, double value) { std::printf("%s %.9g\n", name.c_str(), value); }

// When the one before has ended, its end of the pipe is closed and nobody waits any more.
Turn::Turn(bool has_others) : has_others_(has_others) {
  if (!has_others) return;
  ::signal(SIGPIPE, SIG_IGN);
  char token = 0;
  while (::read(kTurnIn, &token, 1) < 0 && errno == EINTR) {
  }
}

Turn::~Turn() {
  if (has_others_ && ::write(kTurnOut, "", 1) < 0) return;  // the next one has ended
}

}  // namespace crm::bench
