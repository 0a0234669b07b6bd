// Where a process's settings come from: its environment, and the .env file of its working directory.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <crm/config.hpp>
#include <crm/error.hpp>
#include <cstdlib>

namespace crm {

namespace {

constexpr const char* kFile = ".env";
constexpr std::size_t kMostRead = (64 << 10) + 1;  // one byte more than is taken, so that too much is noticed

class File {
 public:
  // O_NONBLOCK: opening a named pipe must not wait for its writer.
  File() : descriptor_(::open(kFile, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)) {}
  ~File() {
    if (descriptor_ != -1) ::close(descriptor_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;

  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

[[noreturn]] void fail(int error) {
  if (error == EACCES || error == EPERM)
    throw Error(Code::permission, "This user may not read the .env file of the working directory.", kFile);
  throw Error(Code::unavailable,
              "The .env file cannot be read: error " + std::to_string(error) + " of the system.", kFile);
}

std::string read_text(int file) {
  std::string text(kMostRead, '\0');
  std::size_t size = 0;
  while (size < text.size()) {
    const ssize_t got = ::read(file, text.data() + size, text.size() - size);
    if (got == -1 && errno == EINTR) continue;
    if (got == -1) fail(errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  text.resize(size);
  return text;
}

void read_dot_env(ConfigSources& sources) {
  const File file;
  if (file.get() == -1) {
    if (errno == ENOENT) return;
    fail(errno);
  }
  struct stat status {};
  if (::fstat(file.get(), &status) == -1) fail(errno);
  if (S_ISDIR(status.st_mode)) return;  // where Python keeps a virtual environment
  if (!S_ISREG(status.st_mode))
    throw Error(Code::invalid_argument, "The .env of the working directory is no regular file.", kFile);
  sources.dot_env = read_text(file.get());
  sources.dot_env_is_public = (status.st_mode & (S_IRWXG | S_IRWXO)) != 0;
}

}  // namespace

ConfigSources process_sources() {
  ConfigSources sources;
  sources.environment = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  read_dot_env(sources);
  return sources;
}

}  // namespace crm
