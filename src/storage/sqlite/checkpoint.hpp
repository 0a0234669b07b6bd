// The only way in which libcrm moves the write-ahead log into the database file.
#pragma once

#include "storage/sqlite/connection.hpp"

namespace crm::storage::sqlite {

// SQLite before 3.51.3 can lose commits when one connection checkpoints while another commits. So nobody can:
// the writer holds the write lock, of all processes, while a second connection moves the log into the file.
//
// Says how many pages of the log readers still hold back. Error(timeout) when another process is writing.
int checkpoint(SqliteConnection& writer, Deadline deadline);

}  // namespace crm::storage::sqlite
