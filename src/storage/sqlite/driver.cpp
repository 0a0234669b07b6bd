#include "storage/sqlite/driver.hpp"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <cerrno>
#include <crm/error.hpp>
#include <filesystem>
#include <thread>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/migrations.hpp"

namespace crm::storage::sqlite {

namespace {

constexpr int kCheckpointPages = 1000;  // 4 MB of log

// From statfs(2). SQLite's locks and its shared memory do not work across a network.
constexpr long kNetworkFileSystems[] = {0x6969 /* NFS */, 0x517B /* SMB */, 0xFF534D42 /* CIFS */,
                                        0xFE534D42 /* SMB2 */};

// The folder may lie behind symbolic links; the file itself must not.
std::string resolved(const std::string& path) {
  if (path.empty()) return path;
  const std::filesystem::path file(path);
  std::error_code error;
  const auto folder = std::filesystem::weakly_canonical(
      file.has_parent_path() ? file.parent_path() : std::filesystem::path("."), error);
  return error ? path : (folder / file.filename()).string();
}

void refuse_network_file_system(const std::string& path) {
  struct statfs system {};
  if (statfs(path.c_str(), &system) != 0) return;
  for (const long type : kNetworkFileSystems)
    if (static_cast<unsigned long>(system.f_type) == static_cast<unsigned long>(type))
      throw Error(Code::unsupported,
                  "SQLite is not safe on a network file system. Put the database file on a local disk.",
                  "url");
}

// Says what is wrong with a path before SQLite would say "cannot open".
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

// The switch needs the file to itself for a moment, and SQLite does not wait for that: several processes may
// be making the same database at once.
void switch_to_wal(SqliteConnection& connection, Deadline deadline) {
  static const Sql pragma("PRAGMA journal_mode=WAL");
  std::string mode;
  while (mode != "wal") {
    try {
      connection.execute({pragma, {}, [&](const Row& row) { mode = row.text(0); }});
      if (mode != "wal")
        throw Error(Code::unsupported, "SQLite cannot use its write-ahead log on this file.", "url");
    } catch (const Error& error) {
      if (error.code() != Code::busy || passed(deadline)) throw;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

std::string absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).string();
}

}  // namespace

// The path is fixed now: a daemon may change its working directory before the first call.
SqliteDriver::SqliteDriver(SqliteUrl url, std::int64_t mmap_bytes)
    : path_(absolute(url.path)), mmap_bytes_(mmap_bytes), checkpoint_at_(kCheckpointPages) {}

std::unique_ptr<Connection> SqliteDriver::connect(Access access, Deadline deadline) {
  const std::string path = resolved(path_);
  if (!path.empty()) check_file(path);
  return std::make_unique<SqliteConnection>(OpenHow{path, access, mmap_bytes_}, deadline);
}

void SqliteDriver::create(Deadline deadline) {
  if (path_.empty()) return;
  const std::string path = resolved(path_);
  create_file(path);
  check_file(path);
  SqliteConnection connection({path, Access::write, 0}, deadline);
  switch_to_wal(connection, deadline);
}

std::span<const Migration> SqliteDriver::migrations() const { return sqlite::migrations(); }

bool SqliteDriver::has_table(Connection& connection, std::string_view name) const {
  static const Sql select("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1");
  const Param params[] = {std::string(name)};
  bool found = false;
  connection.execute({select, params, [&](const Row&) { found = true; }});
  return found;
}

void SqliteDriver::after_commit(Connection& writer) {
  auto& connection = static_cast<SqliteConnection&>(writer);
  if (!path_.empty() && connection.log_pages() >= checkpoint_at_) checkpoint(connection);
}

// SQLite before 3.51.3 can lose commits when one connection checkpoints while another commits. So nobody can:
// the writer holds the write lock, of all processes, while a second connection moves the log into the file.
void SqliteDriver::checkpoint(SqliteConnection& writer) {
  SqliteConnection& checkpointer = writer.companion();
  writer.set_deadline(Clock::now());  // another process is writing: it will not be waited for
  try {
    const Transaction lock(writer, Access::write);
    const int left = checkpointer.checkpoint();
    // What readers still hold back is tried again when the log has grown by as much again.
    checkpoint_at_ = kCheckpointPages + (left == 0 ? 0 : writer.log_pages());
  } catch (const Error& error) {
    if (error.code() != Code::timeout && error.code() != Code::busy) throw;
    checkpoint_at_ = writer.log_pages() + kCheckpointPages;
  }
}

bool disable_memory_statistics() noexcept { return sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK; }

std::string SqliteDriver::default_key_file() const {
  return path_.empty() ? std::string() : resolved(path_) + ".key";
}

}  // namespace crm::storage::sqlite
