#include "storage/new_file.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <crm/error.hpp>
#include <cstdio>

namespace crm::storage {

namespace {

[[noreturn]] void fail(int error) {
  switch (error) {
    case ENOSPC:
    case EDQUOT:
      throw Error(Code::full, "The disk is full: the file cannot be made.", "file");
    case ENOENT:
    case ENOTDIR:
      throw Error(Code::not_found, "The folder of the file does not exist.", "file");
    case EISDIR:
    case ENAMETOOLONG:
    case EINVAL:
      throw Error(Code::invalid_argument, "The path cannot be a file's; name another.", "file");
    case EACCES:
    case EPERM:
    case EROFS:
    case ELOOP:
      throw Error(Code::permission, "The file cannot be made in this folder.", "file");
    default:
      throw Error(Code::unavailable, "The disk failed while the file was written.", "file");
  }
}

[[noreturn]] void refuse_taken() {
  throw Error(Code::conflict, "The file exists already, and is not overwritten. Name another one.", "file");
}

void sync(int file) {
  if (::fsync(file) != 0 && errno != EINVAL)
    fail(errno);  // EINVAL: some network file systems know no folders' sync
}

void sync_folder_of(const std::string& path) {
  const auto slash = path.rfind('/');
  const std::string folder = slash == path.npos ? "." : path.substr(0, slash + 1);
  const int opened = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (opened < 0) fail(errno);
  const int result = ::fsync(opened) == 0 || errno == EINVAL ? 0 : errno;
  ::close(opened);
  if (result != 0) fail(result);
}

// A regular file of this user's alone, which still has this name.
bool is_own(int file, const std::string& path) {
  struct stat opened {
  }, named{};
  return ::fstat(file, &opened) == 0 && ::lstat(path.c_str(), &named) == 0 && S_ISREG(opened.st_mode) &&
         opened.st_uid == ::geteuid() && opened.st_nlink == 1 && opened.st_ino == named.st_ino &&
         opened.st_dev == named.st_dev;
}

// In one step with the look whether the name is taken, where the file system can.
int rename_to_free_name(const char* from, const char* to) {
  if (::renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return 0;
  if (errno != EINVAL && errno != ENOSYS) return errno;
  struct stat there {};
  if (::lstat(to, &there) == 0) return EEXIST;
  return ::rename(from, to) == 0 ? 0 : errno;
}

}  // namespace

NewFile::NewFile(std::string path, IfThere if_there)
    : path_(std::move(path)), partial_(path_ + ".partial"), if_there_(if_there) {
  refuse_if_there();
  file_ = ::open(partial_.c_str(), O_CREAT | O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK, 0600);
  if (file_ < 0) fail(errno);
  try {
    lock();
  } catch (...) {
    ::close(file_);
    throw;
  }
}

NewFile::~NewFile() {
  if (file_ < 0) return;
  ::unlink(partial_.c_str());
  ::close(file_);
}

void NewFile::refuse_if_there() const {
  struct stat there {};
  if (if_there_ == IfThere::refuse && ::lstat(path_.c_str(), &there) == 0) refuse_taken();
}

// The lock goes with the process, so that what a killed one left is free. Only what is this user's alone is
// used: a stranger may have put a file there to read along.
void NewFile::lock() {
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0)
    throw Error(Code::busy, "Another program is writing this file already.", "file");
  if (!is_own(file_, partial_))
    throw Error(Code::permission, "A file with this name and .partial behind it is in the way; remove it.",
                "file");
  if (::fchmod(file_, 0600) != 0 || ::ftruncate(file_, 0) != 0) fail(errno);
}

void NewFile::publish() {
  sync(file_);
  const int result = if_there_ == IfThere::replace
                         ? (::rename(partial_.c_str(), path_.c_str()) == 0 ? 0 : errno)
                         : rename_to_free_name(partial_.c_str(), path_.c_str());
  if (result == EEXIST) refuse_taken();
  if (result != 0) fail(result);
  ::close(file_);
  file_ = -1;
  sync_folder_of(path_);
}

}  // namespace crm::storage
