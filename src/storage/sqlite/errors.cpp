#include "storage/sqlite/errors.hpp"

#include <sqlite3.h>

namespace crm::storage::sqlite {

namespace {

struct Meaning {
  int code;
  Code meaning;
  const char* sentence;
};

// A transaction: work of many may have written others before.
constexpr const char* kDiskFull = "The disk is full: this was not written. Free some space, and try again.";

// The first line whose code is the extended or else the primary result code counts.
constexpr Meaning kMeanings[] = {
    {SQLITE_IOERR_NOMEM, Code::no_memory, "SQLite had no memory left."},
    {SQLITE_IOERR_SHMSIZE, Code::full, kDiskFull},
    {SQLITE_READONLY_DBMOVED, Code::unavailable,
     "The database file was moved or replaced while it was open."},
    {SQLITE_CONSTRAINT_UNIQUE, Code::conflict, "Another record has this value already."},
    {SQLITE_CONSTRAINT_PRIMARYKEY, Code::conflict, "Another record has this value already."},
    {SQLITE_CONSTRAINT_FOREIGNKEY, Code::conflict, "A record that this one refers to does not exist."},
    {SQLITE_CANTOPEN_SYMLINK, Code::permission,
     "The database file is a symbolic link; name the file itself."},
    {SQLITE_CONSTRAINT, Code::invalid_argument, "The database refuses a value that is out of its range."},
    {SQLITE_BUSY, Code::busy, "Another program holds the database's lock."},
    {SQLITE_LOCKED, Code::busy, "Another program holds the database's lock."},
    {SQLITE_INTERRUPT, Code::cancelled, "The call was cancelled."},
    {SQLITE_READONLY, Code::permission, "The database file or its folder cannot be written by this user."},
    {SQLITE_PERM, Code::permission, "The operating system refuses access to the database file."},
    {SQLITE_AUTH, Code::permission, "The statement is not allowed on this connection."},
    {SQLITE_CANTOPEN, Code::unavailable,
     "The database file cannot be opened; check its path, its folder and their rights."},
    {SQLITE_NOTADB, Code::corrupt, "The file is not a SQLite database."},
    {SQLITE_CORRUPT, Code::corrupt, "The database file is damaged. Restore it from a backup."},
    {SQLITE_FULL, Code::full, kDiskFull},
    {SQLITE_IOERR, Code::unavailable, "The disk failed while the database was read or written."},
    {SQLITE_NOMEM, Code::no_memory, "SQLite had no memory left."},
    {SQLITE_TOOBIG, Code::invalid_argument, "A value is larger than the database takes."},
    {SQLITE_NOLFS, Code::unsupported, "The operating system cannot hold a file of this size."},
};

Meaning meaning_of(int extended) {
  for (const int code : {extended, extended & 0xff})
    for (const Meaning& line : kMeanings)
      if (line.code == code) return line;
  return {extended, Code::internal, "SQLite reported an error that libcrm does not expect."};
}

}  // namespace

Error error_of(int extended, bool deadline_passed) {
  const int primary = extended & 0xff;
  const bool waited = primary == SQLITE_BUSY || primary == SQLITE_LOCKED || primary == SQLITE_INTERRUPT;
  if (waited && deadline_passed)
    return Error(Code::timeout, "The database did not answer within the deadline; nothing was written.");
  const Meaning meaning = meaning_of(extended);
  return Error(meaning.meaning,
               std::string(meaning.sentence) + " (SQLite result code " + std::to_string(extended) + ")");
}

}  // namespace crm::storage::sqlite
