#include "storage/postgres/structure.hpp"

#include "storage/columns.hpp"

namespace crm::storage::postgres {

namespace {

constexpr const char* kSettings[] = {"DateStyle",
                                     "TimeZone",
                                     "client_encoding",
                                     "data_checksums",
                                     "default_transaction_isolation",
                                     "fsync",
                                     "full_page_writes",
                                     "idle_in_transaction_session_timeout",
                                     "lock_timeout",
                                     "max_connections",
                                     "search_path",
                                     "server_encoding",
                                     "server_version",
                                     "shared_buffers",
                                     "statement_timeout",
                                     "synchronous_commit",
                                     "wal_level"};

std::string setting(Connection& connection, const char* name) {
  static const Sql select("SELECT COALESCE(current_setting($1, true), '')");
  std::string value;
  const Param params[] = {std::string(name)};
  connection.execute({select, params, [&](const Row& row) { value = row.text(0); }});
  return value;
}

std::vector<ColumnInfo> columns_of(Connection& connection, const std::string& table) {
  static const Sql select(
      "SELECT CAST(a.attname AS text), format_type(a.atttypid, a.atttypmod), a.attnotnull, "
      "COALESCE(a.attnum = ANY (i.indkey), false) "
      "FROM pg_attribute a LEFT JOIN pg_index i ON i.indrelid = a.attrelid AND i.indisprimary "
      "WHERE a.attrelid = to_regclass($1) AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum");
  const Param params[] = {quoted(table)};
  std::vector<ColumnInfo> columns;
  connection.execute({select, params, [&](const Row& row) {
                        columns.push_back({std::string(row.text(0)), std::string(row.text(1)), row.boolean(2),
                                           row.boolean(3)});
                      }});
  return columns;
}

std::vector<IndexInfo> indexes_of(Connection& connection, const std::string& table) {
  static const Sql select(
      "SELECT CAST(c.relname AS text), i.indisunique, CAST(json_agg(a.attname ORDER BY k.place) AS text) "
      "FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid "
      "CROSS JOIN LATERAL unnest(CAST(i.indkey AS smallint[])) WITH ORDINALITY AS k (attnum, place) "
      "JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum "
      "WHERE i.indrelid = to_regclass($1) GROUP BY c.relname, i.indisunique ORDER BY c.relname");
  const Param params[] = {quoted(table)};
  std::vector<IndexInfo> indexes;
  connection.execute({select, params, [&](const Row& row) {
                        indexes.push_back({std::string(row.text(0)), read_list(row.text(2)), row.boolean(1)});
                      }});
  return indexes;
}

}  // namespace

std::vector<std::string> table_names(Connection& connection) {
  static const Sql select(
      "SELECT CAST(tablename AS text) FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename");
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

std::int64_t number(Connection& connection, const std::string& statement) {
  const Sql sql(statement);
  std::int64_t value = 0;
  connection.execute({sql, {}, [&](const Row& row) { value = row.integer(0); }});
  return value;
}

std::string text(Connection& connection, const std::string& statement) {
  const Sql sql(statement);
  std::string value;
  connection.execute({sql, {}, [&](const Row& row) { value = row.text(0); }});
  return value;
}

}  // namespace crm::storage::postgres
