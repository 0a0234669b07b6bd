// What a PostgreSQL database is made of, read from its catalogue.
#pragma once

#include <crm/maintenance.hpp>
#include <string>
#include <vector>

#include "storage/catalog.hpp"

namespace crm::storage::postgres {

// Of the schema in use, in order of name.
std::vector<std::string> table_names(Connection& connection);
std::vector<TableInfo> read_tables(Connection& connection);
std::vector<SettingInfo> read_settings(Connection& reader, Connection& writer);

// The answer of a statement with one row and one column.
std::int64_t number(Connection& connection, const std::string& statement);
std::string text(Connection& connection, const std::string& statement);

}  // namespace crm::storage::postgres
