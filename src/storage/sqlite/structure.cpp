#include "storage/sqlite/structure.hpp"

namespace crm::storage::sqlite {

namespace {

constexpr const char* kSettings[] = {
    "auto_vacuum",    "cache_size",     "cell_size_check",    "encoding",      "foreign_keys",
    "freelist_count", "journal_mode",   "journal_size_limit", "mmap_size",     "page_count",
    "page_size",      "query_only",     "recursive_triggers", "secure_delete", "synchronous",
    "temp_store",     "trusted_schema", "wal_autocheckpoint"};

std::string setting(Connection& connection, const char* name) {
  const Sql pragma(std::string("PRAGMA ") + name);
  std::string value;
  connection.execute({pragma, {}, [&](const Row& row) { value = row.text(0); }});
  return value;
}

std::vector<ColumnInfo> columns_of(Connection& connection, const std::string& table) {
  static const Sql select("SELECT name, type, \"notnull\", pk FROM pragma_table_info($1) ORDER BY cid");
  const Param params[] = {table};
  std::vector<ColumnInfo> columns;
  connection.execute({select, params, [&](const Row& row) {
                        columns.push_back({std::string(row.text(0)), std::string(row.text(1)), row.boolean(2),
                                           row.integer(3) > 0});
                      }});
  return columns;
}

// Indexes over expressions have columns without a name; ours have none.
std::vector<std::string> columns_of_index(Connection& connection, const std::string& index) {
  static const Sql select("SELECT name FROM pragma_index_info($1) ORDER BY seqno");
  const Param params[] = {index};
  std::vector<std::string> columns;
  connection.execute({select, params, [&](const Row& row) { columns.emplace_back(row.text(0)); }});
  return columns;
}

std::vector<IndexInfo> indexes_of(Connection& connection, const std::string& table) {
  static const Sql select("SELECT name, \"unique\" FROM pragma_index_list($1) ORDER BY name");
  const Param params[] = {table};
  std::vector<IndexInfo> indexes;
  connection.execute({select, params, [&](const Row& row) {
                        indexes.push_back({std::string(row.text(0)), {}, row.boolean(1)});
                      }});
  for (IndexInfo& index : indexes) index.columns = columns_of_index(connection, index.name);
  return indexes;
}

}  // namespace

std::vector<std::string> table_names(Connection& connection) {
  static const Sql select(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND substr(name, 1, 7) <> 'sqlite_' ORDER BY "
      "name");
  std::vector<std::string> names;
  connection.execute({select, {}, [&](const Row& row) { names.emplace_back(row.text(0)); }});
  return names;
}

std::vector<TableInfo> read_tables(Connection& connection) {
  std::vector<TableInfo> tables;
  for (const std::string& name : table_names(connection))
    tables.push_back({name, 0, columns_of(connection, name), indexes_of(connection, name)});
  return tables;
}

std::vector<SettingInfo> read_settings(Connection& reader, Connection& writer) {
  std::vector<SettingInfo> settings;
  for (const char* name : kSettings) settings.push_back({name, setting(reader, name), setting(writer, name)});
  return settings;
}

}  // namespace crm::storage::sqlite
