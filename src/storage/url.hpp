// Database URLs, read as SQLAlchemy reads them, because that is what users have.
#pragma once

#include <string>
#include <string_view>

namespace crm::storage {

struct SqliteUrl {
  std::string path;  // empty: in memory
};

// sqlite:///relative.db, sqlite:////absolute.db, sqlite:// or sqlite:///:memory: for a database in memory.
// %XX is decoded; a query (?mode=ro) is refused. Throws Error(invalid_argument, ..., "url").
SqliteUrl parse_sqlite_url(std::string_view url);

// Whether it begins as a PostgreSQL URL does: postgresql:// or postgres://.
bool is_postgres_url(std::string_view url);

}  // namespace crm::storage
