// Tables, columns, indexes and settings, as SQLite itself tells them.
#pragma once

#include <crm/maintenance.hpp>
#include <string>
#include <vector>

#include "storage/catalog.hpp"

namespace crm::storage::sqlite {

// In order of name; without SQLite's own.
std::vector<std::string> table_names(Connection& connection);

std::vector<TableInfo> read_tables(Connection& connection);
std::vector<SettingInfo> read_settings(Connection& reader, Connection& writer);

}  // namespace crm::storage::sqlite
