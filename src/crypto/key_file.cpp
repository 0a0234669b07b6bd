// Reading and making the key file with the system's own calls: modes, links and fsync matter here.
#include "crypto/key_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <crm/error.hpp>
#include <cstdio>
#include <span>
#include <string_view>
#include <system_error>

namespace crm::crypto {
namespace {

constexpr std::size_t kHexSize = 2 * Secret::kSize + 1;  // with the newline

// Key text; its memory is wiped. The string must not grow, or a copy would stay behind.
struct WipedText {
  std::string text;
  ~WipedText() { wipe({reinterpret_cast<unsigned char*>(text.data()), text.size()}); }
};

class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ != -1) ::close(fd_);  // never again after EINTR: the number may be another file's by then
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

// Repeats a system call that a signal interrupted.
template <class Call>
auto uninterrupted(Call call) {
  auto result = call();
  while (result == -1 && errno == EINTR) result = call();
  return result;
}

int open_file(const std::string& path, int flags) {
  return uninterrupted([&] { return ::open(path.c_str(), flags | O_CLOEXEC, 0600); });
}

// `what` is a clause ("The key file cannot be read").
[[noreturn]] void fail(int error, const std::string& what) {
  const auto say = [&](Code code, const std::string& advice) { return Error(code, what + advice); };
  switch (error) {
    case EACCES:
    case EPERM:
    case EROFS:
      throw say(Code::permission, ": the system refuses; check owner and mode of file and directory.");
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      throw say(Code::full, ": the disk, or this user's share of it, is full; make room.");
    case EISDIR:
    case EINVAL:
    case ENAMETOOLONG:
      throw say(Code::invalid_argument, ": its path cannot be a file's; name another.");
    default:
      throw say(Code::unavailable, ": error " + std::to_string(error) + " of the system; try again.");
  }
}

[[noreturn]] void refuse_content() {
  throw Error(
      Code::key_missing,
      "The key file does not hold a key (32 bytes, or 64 hex digits and a newline); restore it from a "
      "backup.");
}

[[noreturn]] void fail_to_open(int error) {
  if (error == ENOENT || error == ENOTDIR)
    throw Error(Code::key_missing, "The key file does not exist; restore it from a backup.");
  if (error == ELOOP)
    throw Error(Code::permission, "The key file is a symbolic link; name the file that it leads to.");
  fail(error, "The key file cannot be opened");
}

void check_protection(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) == -1) fail(errno, "The key file cannot be examined");
  if (!S_ISREG(status.st_mode))
    throw Error(Code::permission, "The key file is not a regular file; name one that is.");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    throw Error(Code::permission,
                "The key file is open to others than its owner; run `chmod 600` on it, and change the key "
                "if someone may have read it.");
}

// At most `limit` bytes.
WipedText read_text(int fd, std::size_t limit) {
  WipedText read{std::string(limit, '\0')};
  std::size_t size = 0;
  while (size < limit) {
    const auto got = uninterrupted([&] { return ::read(fd, read.text.data() + size, limit - size); });
    if (got == -1) fail(errno, "The key file cannot be read");
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
  }
  read.text.resize(size);
  return read;
}

Secret from_raw(std::string_view text) {
  Secret secret;
  for (std::size_t i = 0; i < Secret::kSize; ++i) secret.bytes()[i] = static_cast<unsigned char>(text[i]);
  return secret;
}

Secret from_hex(std::string_view text) {
  Secret secret;
  for (std::size_t i = 0; i < Secret::kSize; ++i) {
    const char* const pair = text.data() + 2 * i;
    const auto result = std::from_chars(pair, pair + 2, secret.bytes()[i], 16);
    if (result.ec != std::errc() || result.ptr != pair + 2) refuse_content();
  }
  return secret;
}

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const auto written = uninterrupted([&] { return ::write(fd, text.data(), text.size()); });
    if (written == -1) fail(errno, "The key file cannot be written");
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void sync(int fd) {
  if (uninterrupted([&] { return ::fsync(fd); }) == -1) fail(errno, "The key file cannot be made durable");
}

// The new name is durable only when its directory is. Some network file systems know no such thing (EINVAL).
void sync_directory_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const auto directory = slash == path.npos ? "." : path.substr(0, slash + 1);
  const Descriptor opened(open_file(directory, O_RDONLY | O_DIRECTORY));
  if (opened.get() == -1) fail(errno, "The directory of the key file cannot be opened");
  if (uninterrupted([&] { return ::fsync(opened.get()); }) == -1 && errno != EINVAL)
    fail(errno, "The directory of the key file cannot be made durable");
}

int open_new(const std::string& path) {
  const int fd = open_file(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW);
  if (fd != -1) return fd;
  if (errno == EEXIST) throw Error(Code::conflict, "The key file exists already; it is never overwritten.");
  if (errno == ENOENT || errno == ENOTDIR)
    throw Error(Code::not_found, "The directory of the key file does not exist; create it first.");
  fail(errno, "The key file cannot be created");
}

void store(int fd, const std::string& path, const Secret& secret) {
  const WipedText digits{hex(secret.bytes())};
  write_all(fd, digits.text);
  write_all(fd, "\n");
  sync(fd);
  sync_directory_of(path);
}

void write_new(const std::string& path, const Secret& secret) {
  const Descriptor file(open_new(path));
  try {
    store(file.get(), path, secret);
  } catch (...) {
    ::unlink(path.c_str());  // half a key would block every later attempt
    throw;
  }
}

bool same(const Secret& a, const Secret& b) {
  return std::equal(a.bytes().begin(), a.bytes().end(), b.bytes().begin());
}

}  // namespace

Secret read_key_file(const std::string& path) {
  // O_NONBLOCK: opening a named pipe must not wait for its writer.
  const Descriptor file(open_file(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY));
  if (file.get() == -1) fail_to_open(errno);
  check_protection(file.get());
  const auto content = read_text(file.get(), kHexSize + 1);
  if (content.text.size() == Secret::kSize) return from_raw(content.text);
  if (content.text.size() == kHexSize && content.text.back() == '\n') return from_hex(content.text);
  refuse_content();
}

Secret create_key_file(const std::string& path) {
  Secret secret = random_secret();
  write_new(path, secret);
  return secret;
}

void copy_key_file(const std::string& from, const std::string& to) {
  const Secret secret = read_key_file(from);
  try {
    return write_new(to, secret);
  } catch (const Error& error) {
    if (error.code() != Code::conflict) throw;
  }
  if (!same(secret, read_key_file(to)))
    throw Error(Code::conflict, "The file for the old key holds another key; move it out of the way.");
}

void move_key_file(const std::string& from, const std::string& to) {
  if (::rename(from.c_str(), to.c_str()) == -1) {
    if (errno == ENOENT)
      throw Error(Code::key_missing, "The new key file has gone; restore it from a backup.");
    fail(errno, "The key file cannot be renamed");
  }
  sync_directory_of(to);
}

void remove_key_file(const std::string& path) {
  if (::unlink(path.c_str()) == -1 && errno != ENOENT) fail(errno, "The key file cannot be removed");
}

}  // namespace crm::crypto
