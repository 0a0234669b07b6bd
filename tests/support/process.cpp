// Files instead of pipes: a program that says much can never wait for a reader.
#include "support/process.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string_view>

namespace crm::test {

namespace {

constexpr char kInput[] = "/standard_input", kOutput[] = "/standard_output", kErrors[] = "/standard_error";

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (const std::string& text : texts) pointers.push_back(const_cast<char*>(text.c_str()));
  pointers.push_back(nullptr);
  return pointers;
}

// What would change where crmctl looks, or how it looks.
bool is_setting(std::string_view entry) {
  constexpr std::string_view names[] = {"DATABASE_URL=", "CRM_",        "REPL_SLUG=",   "REPLIT_DB_URL=",
                                        "DYNO=",         "VERCEL_ENV=", "POSTGRES_URL", "NO_COLOR="};
  return std::any_of(std::begin(names), std::end(names), [&](auto name) { return entry.starts_with(name); });
}

std::vector<std::string> environment_with(std::vector<std::string> more) {
  for (char** entry = environ; *entry != nullptr; ++entry)
    if (!is_setting(*entry)) more.emplace_back(*entry);
  return more;
}

class Redirections {
 public:
  explicit Redirections(const std::string& folder) {
    posix_spawn_file_actions_init(&actions_);
    constexpr int writing = O_WRONLY | O_CREAT | O_TRUNC;
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, (folder + kInput).c_str(), O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, (folder + kOutput).c_str(), writing, 0600);
    posix_spawn_file_actions_addopen(&actions_, STDERR_FILENO, (folder + kErrors).c_str(), writing, 0600);
    posix_spawn_file_actions_addchdir_np(&actions_, folder.c_str());
  }
  ~Redirections() { posix_spawn_file_actions_destroy(&actions_); }
  Redirections(const Redirections&) = delete;
  Redirections& operator=(const Redirections&) = delete;

  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_{};
};

int wait_for(pid_t pid) {
  int status = 0;
  while (waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

}  // namespace

Ended run(const std::vector<std::string>& command, const HowToRun& how) {
  std::ofstream(how.folder + kInput, std::ios::binary) << how.input;
  const std::vector<std::string> environment = environment_with(how.environment);
  const Redirections redirections(how.folder);
  pid_t pid = 0;
  if (posix_spawn(&pid, command.at(0).c_str(), redirections.get(), nullptr, pointers_to(command).data(),
                  pointers_to(environment).data()) != 0)
    throw std::runtime_error("cannot start " + command[0]);
  const int exit_code = wait_for(pid);
  return {exit_code, read_file(how.folder + kOutput), read_file(how.folder + kErrors)};
}

}  // namespace crm::test
