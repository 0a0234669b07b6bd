// Copies of a database with SQLite's online backup: made while others work on, verified before they count.
#pragma once

#include <crm/maintenance.hpp>
#include <functional>
#include <memory>
#include <string>

#include "storage/sqlite/connection.hpp"

namespace crm::storage::sqlite {

// See Maintenance::backup.
void back_up(SqliteConnection& source, const std::string& path, IfThere if_there, const Progress& progress);

// Puts `backup` in the place of what the database file at `path` holds. approve is called when nobody else
// can write any more.
void restore(SqliteConnection& backup, const std::string& path, Deadline deadline,
             const std::function<void()>& approve, const Progress& progress);

// A copy, to be read. Nothing is written beside it, so that it may lie on a medium that only can be read.
std::unique_ptr<SqliteConnection> open_copy(const std::string& path);

}  // namespace crm::storage::sqlite
