#include "intake/file_output.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <utility>

#include <crm/error.hpp>

namespace crm::intake {

namespace {

constexpr const char* kField = "FILE";

[[noreturn]] void fail(int reason, const char* field) {
  switch (reason) {
    case ENOSPC:
    case EDQUOT:
      throw Error(Code::full, "The disk is full: the file was not finished.", field);
    case ENOENT:
    case ENOTDIR:
      throw Error(Code::not_found, "The folder of the file does not exist.", field);
    case EACCES:
    case EPERM:
    case EROFS:
      throw Error(Code::permission, "This user may not write there.", field);
    case EEXIST:
      throw Error(Code::conflict, "There is a file of this name. Say --force to replace it.", field);
    default:
      throw Error(Code::unavailable, "The file could not be written.", field);
  }
}

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  return slash == path.npos ? "." : path.substr(0, slash + 1);
}

void sync_folder(const std::string& folder) {
  const int file = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (file < 0) return;
  ::fsync(file);
  ::close(file);
}

bool is_standard_output(const std::string& path) { return path == "-"; }

}  // namespace

bool is_sqlite_database(const std::string& path) {
  constexpr std::string_view magic = "SQLite format 3";
  std::string start(magic.size(), ' ');
  return std::ifstream(path, std::ios::binary).read(start.data(), std::streamsize{magic.size()}) &&
         start == magic;
}

void write_all(int file, std::string_view text, const char* field) {
  while (!text.empty()) {
    const ssize_t written = ::write(file, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(errno, field);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

FileOutput::FileOutput(std::string path, Existing existing)
    : path_(std::move(path)), existing_(existing), temporary_(path_ + ".XXXXXX"), file_(STDOUT_FILENO) {
  if (is_standard_output(path_)) return;
  refuse_existing();
  file_ = ::mkostemp(temporary_.data(), O_CLOEXEC);  // 0600
  if (file_ < 0) fail(errno, kField);
}

FileOutput::~FileOutput() {
  if (file_ < 0 || is_standard_output(path_)) return;
  ::close(file_);
  ::unlink(temporary_.c_str());
}

void FileOutput::refuse_existing() const {
  struct stat file {};
  if (::lstat(path_.c_str(), &file) != 0) return;
  if (existing_ == Existing::keep) fail(EEXIST, kField);
  if (!S_ISREG(file.st_mode) || is_sqlite_database(path_))
    throw Error(Code::conflict,
                "What is there is a database or no ordinary file, and is not replaced. Name another file.",
                kField);
}

void FileOutput::write(std::string_view text) { write_all(file_, text, kField); }

void FileOutput::finish() {
  if (is_standard_output(path_)) return;
  if (::fsync(file_) != 0) fail(errno, kField);
  const unsigned only_new = existing_ == Existing::keep ? RENAME_NOREPLACE : 0;
  int renamed = ::renameat2(AT_FDCWD, temporary_.c_str(), AT_FDCWD, path_.c_str(), only_new);
  if (renamed != 0 && errno == EINVAL) {  // a file system that cannot look and rename at once
    refuse_existing();
    renamed = ::rename(temporary_.c_str(), path_.c_str());
  }
  if (renamed != 0) fail(errno, kField);
  ::close(std::exchange(file_, -1));
  sync_folder(folder_of(path_));
}

}  // namespace crm::intake
