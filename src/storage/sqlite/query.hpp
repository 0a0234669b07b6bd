// One question in SQL, asked by a person or a program that is not libcrm.
#pragma once

#include <crm/maintenance.hpp>
#include <string_view>

#include "storage/sqlite/connection.hpp"

namespace crm::storage::sqlite {

// See Maintenance::query. The connection must be open for reading only, until the deadline; it is of no other
// use afterwards.
QueryResult ask(SqliteConnection& connection, std::string_view sql, const QueryLimits& limits);

}  // namespace crm::storage::sqlite
