// Plain read(2): a stream would copy every byte once more.
#include "intake/input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include <crm/error.hpp>

namespace crm::intake {

namespace {

[[noreturn]] void refuse(int reason, const char* field) {
  switch (reason) {
    case ENOENT:
    case ENOTDIR:
      throw Error(Code::not_found, "There is no such file.", field);
    case EACCES:
    case EPERM:
      throw Error(Code::permission, "This user may not read the file.", field);
    case EISDIR:
      throw Error(Code::invalid_argument, "This is a folder; name a file in it.", field);
    default:
      throw Error(Code::unavailable, "The file cannot be read.", field);
  }
}

int open_file(const std::string& path, const char* field) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOCTTY);
  if (file < 0) refuse(errno, field);
  ::posix_fadvise(file, 0, 0, POSIX_FADV_SEQUENTIAL);
  return file;
}

}  // namespace

Input::Input(const std::string& path, const char* field)
    : field_(field), file_(path == "-" ? STDIN_FILENO : open_file(path, field)) {}

Input::~Input() {
  if (file_ != STDIN_FILENO) ::close(file_);
}

namespace {

// A signal that somebody notes ends this wait, however it is handled (signal(7)); read() alone would go on.
void wait_for_bytes(int file) {
  pollfd waited{file, POLLIN, 0};
  if (::poll(&waited, 1, -1) < 0 && errno == EINTR)
    throw Error(Code::cancelled, "Interrupted while waiting for more to read.");
}

}  // namespace

std::size_t Input::read(char* buffer, std::size_t size) {
  wait_for_bytes(file_);
  ssize_t got = 0;
  do {
    got = ::read(file_, buffer, size);
  } while (got < 0 && errno == EINTR);
  if (got < 0) refuse(errno, field_);
  return static_cast<std::size_t>(got);
}

bool Input::go_to(std::int64_t offset) { return ::lseek(file_, offset, SEEK_SET) == offset; }

std::int64_t Input::size() const {
  struct stat file {};
  return ::fstat(file_, &file) == 0 && S_ISREG(file.st_mode) ? file.st_size : 0;
}

}  // namespace crm::intake
