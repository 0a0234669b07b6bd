#include "storage/sqlite/files.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <crm/error.hpp>
#include <filesystem>
#include <fstream>

namespace crm::storage::sqlite {

namespace {

// From statfs(2). SQLite's locks and its shared memory do not work across a network.
constexpr long kNetworkFileSystems[] = {0x6969 /* NFS */, 0x517B /* SMB */, 0xFF534D42 /* CIFS */,
                                        0xFE534D42 /* SMB2 */};

void refuse_network_file_system(const std::string& path) {
  struct statfs system {};
  if (statfs(path.c_str(), &system) != 0) return;
  for (const long type : kNetworkFileSystems)
    if (static_cast<unsigned long>(system.f_type) == static_cast<unsigned long>(type))
      throw Error(Code::unsupported,
                  "SQLite is not safe on a network file system. Put the database file on a local disk.",
                  "url");
}

}  // namespace

std::string resolved(const std::string& path) {
  if (path.empty()) return path;
  const std::filesystem::path file(path);
  std::error_code error;
  const auto folder = std::filesystem::weakly_canonical(
      file.has_parent_path() ? file.parent_path() : std::filesystem::path("."), error);
  return error ? path : (folder / file.filename()).string();
}

void check_file(const std::string& path) {
  struct stat file {};
  if (stat(path.c_str(), &file) != 0) {
    if (errno == ENOENT || errno == ENOTDIR)
      throw Error(Code::not_found, "There is no database file at this path. Make one with `crmctl init`.",
                  "url");
    throw Error(Code::permission, "This user may not enter the database file's folder.", "url");
  }
  if (!S_ISREG(file.st_mode))
    throw Error(Code::invalid_argument, "The database path names a folder or a device, not a file.", "url");
  if (access(path.c_str(), R_OK) != 0)
    throw Error(Code::permission, "This user may not read the database file.", "url");
  refuse_network_file_system(path);
}

void make_private_while_empty(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && status.st_size == 0 &&
      (status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    ::chmod(path.c_str(), 0600);
}

// Made empty and for its owner alone, before SQLite opens it: SQLite would let the umask decide. O_EXCL makes
// sure that no file that somebody has open is touched.
void create_file(const std::string& path) {
  const int file = ::open(path.c_str(), O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC | O_RDWR, 0600);
  if (file >= 0) {
    ::close(file);
    return;
  }
  switch (errno) {
    case EEXIST:
      return;
    case ENOENT:
    case ENOTDIR:
      throw Error(Code::not_found, "The folder of the database file does not exist.", "url");
    case ENOSPC:
    case EDQUOT:
      throw Error(Code::full, "The disk is full: the database file cannot be made.", "url");
    default:
      throw Error(Code::permission, "The database file cannot be made in this folder.", "url");
  }
}

// What has a meaning in a URI is escaped.
std::string file_uri(const std::string& path, const char* parameters) {
  std::string uri = "file:";
  for (const char c : path) {
    if (c == '%') {
      uri += "%25";
    } else if (c == '?') {
      uri += "%3f";
    } else if (c == '#') {
      uri += "%23";
    } else {
      uri += c;
    }
  }
  return uri.append("?").append(parameters);
}

std::int64_t size_of(const std::string& path) {
  struct stat file {};
  return ::stat(path.c_str(), &file) == 0 ? static_cast<std::int64_t>(file.st_size) : 0;
}

bool is_same_file(const std::string& one, const std::string& other) {
  struct stat a {
  }, b{};
  return ::stat(one.c_str(), &a) == 0 && ::stat(other.c_str(), &b) == 0 && a.st_dev == b.st_dev &&
         a.st_ino == b.st_ino;
}

bool looks_like_database(const std::string& path) {
  static const std::string magic("SQLite format 3\0", 16);
  std::string start(magic.size(), ' ');
  std::ifstream file(path, std::ios::binary);
  return file.read(start.data(), static_cast<std::streamsize>(start.size())) && start == magic;
}

}  // namespace crm::storage::sqlite
