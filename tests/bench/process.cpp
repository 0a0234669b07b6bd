#include "process.hpp"

#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <charconv>
#include <cstdio>
#include <stdexcept>
#include <system_error>

extern char** environ;

namespace crm::bench {

namespace {

constexpr const char* kSelf = "/proc/self/exe";

void require(int error, const char* what) {
  if (error != 0) throw std::system_error(error, std::generic_category(), what);
}

struct Pipe {
  Pipe() { require(::pipe(ends.data()) == 0 ? 0 : errno, "pipe"); }
  std::array<int, 2> ends{};
  int reading() const { return ends[0]; }
  int writing() const { return ends[1]; }
};

pid_t start(const std::vector<std::string>& arguments, const Pipe& output) {
  std::vector<char*> argv{const_cast<char*>("crm_bench")};
  for (const std::string& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  require(posix_spawn_file_actions_init(&actions), "posix_spawn");
  posix_spawn_file_actions_adddup2(&actions, output.writing(), STDOUT_FILENO);
  posix_spawn_file_actions_addclose(&actions, output.reading());
  posix_spawn_file_actions_addclose(&actions, output.writing());
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
    std::from_chars(text.data() + blank + 1, text.data() + end, figures[text.substr(at, blank - at)]);
    at = end + 1;
  }
  return figures;
}

}  // namespace

Figures run_self(const std::vector<std::string>& arguments) {
  const Pipe output;
  const pid_t child = start(arguments, output);
  ::close(output.writing());
  const std::string text = read_all(output.reading());
  ::close(output.reading());
  int status = 0;
  ::waitpid(child, &status, 0);
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0)
    throw std::runtime_error("A measuring process failed; its message stands above.");
  return parse(text);
}

void print_figure(const std::string& name, double value) { std::printf("%s %.9g\n", name.c_str(), value); }

}  // namespace crm::bench
