#include "storage/postgres/upkeep.hpp"

#include <crm/error.hpp>

#include "storage/migrator.hpp"
#include "storage/postgres/copy_sink.hpp"
#include "storage/postgres/distribution.hpp"
#include "storage/postgres/driver.hpp"
#include "storage/postgres/query.hpp"
#include "storage/postgres/structure.hpp"
#include "storage/watched_wait.hpp"

namespace crm::storage::postgres {

namespace {

constexpr const char* kPassword = " It asks for the password, or takes it from PGPASSWORD or ~/.pgpass.";

[[noreturn]] void refuse(const std::string& sentence) { throw Error(Code::unsupported, sentence); }

[[noreturn]] void refuse_to_back_up(const std::string& server) {
  refuse(
      "Copies of a PostgreSQL database are made with its own tools: "
      "`pg_dump --format=custom --file=crm.dump " +
      server + "`." + kPassword);
}

[[noreturn]] void refuse_to_restore(const std::string& server) {
  refuse(
      "A copy of a PostgreSQL database is put back with its own tools: "
      "`pg_restore --clean --if-exists --single-transaction " +
      server + " crm.dump`." + kPassword);
}

// The server would only warn, and leave them as they are.
void require_right_to_vacuum(Connection& connection, const std::vector<std::string>& tables) {
  static const Sql select(
      "SELECT pg_has_role(d.datdba, 'USAGE') OR pg_has_role(t.tableowner, 'USAGE') FROM pg_tables t, "
      "pg_database d WHERE d.datname = current_database() AND t.schemaname = current_schema() AND "
      "t.tablename = $1");
  bool may = true;
  for (const std::string& table : tables) {
    const Param params[] = {table};
    connection.execute({select, params, [&](const Row& row) { may = may && row.boolean(0); }});
  }
  if (!may)
    throw Error(Code::permission,
                "Only the owner of the database or of its tables may clean them up; nothing was done.");
}

std::string listed(const std::vector<std::string>& tables) {
  std::string list;
  for (const std::string& table : tables) list += (list.empty() ? "" : ", ") + quoted(table);
  return list;
}

}  // namespace

std::unique_ptr<Connection> PostgresUpkeep::connect(Deadline deadline, const Watch* watch) {
  return driver_.connect(Access::read, deadline, watch);
}

Place PostgresUpkeep::place(Deadline deadline, const Watch* watch) {
  const auto connection = connect(deadline, watch);
  const Watching watching(*connection, watch);
  return {"PostgreSQL", text(*connection, "SELECT current_setting('server_version')"), place_,
          number(*connection, "SELECT pg_database_size(current_database())"), 0};
}

// No two servers start in the same microsecond.
std::string PostgresUpkeep::identity(Connection& connection) {
  return text(connection, "SELECT 'PostgreSQL ' || pg_postmaster_start_time() || ' ' || current_database()");
}

std::vector<TableInfo> PostgresUpkeep::tables(Connection& connection) { return read_tables(connection); }

std::int64_t PostgresUpkeep::rows(Connection& connection, const std::string& table) {
  return count_rows(connection, table);
}

std::unique_ptr<RowSink> PostgresUpkeep::sink(Connection& writer, const TableInfo& table) {
  return std::make_unique<CopySink>(static_cast<PostgresConnection&>(writer), table);
}

std::vector<SettingInfo> PostgresUpkeep::settings(Connection& reader, Connection& writer) {
  return read_settings(reader, writer);
}

void PostgresUpkeep::backup(const std::string&, IfThere, Deadline, const Progress&) {
  refuse_to_back_up(server_);
}
std::unique_ptr<Connection> PostgresUpkeep::open_backup(const std::string&) { refuse_to_restore(server_); }
std::int64_t PostgresUpkeep::size_of_backup(const std::string&) { refuse_to_back_up(server_); }
void PostgresUpkeep::restore(Connection&, Deadline, const Approve&, const Progress&) {
  refuse_to_restore(server_);
}

// The server checks its references by itself at every write; pages have checksums only where initdb was told
// so.
void PostgresUpkeep::check_content(Connection& connection, std::vector<Finding>& findings) {
  if (text(connection, "SELECT current_setting('data_checksums')") == "on") {
    findings.push_back({"integrity", Severity::ok, "The server has checksums on its pages."});
  } else {
    findings.push_back({"integrity", Severity::warning,
                        "The server has no checksums on its pages: damage on its disk may stay unnoticed.",
                        "Switch them on with pg_checksums --enable while the server is stopped."});
  }
}

void PostgresUpkeep::check_surroundings(std::vector<Finding>&) {}

// They may lie in another schema; then they are told with its name.
std::vector<std::string> PostgresUpkeep::referring_tables(Connection& connection) {
  static const Sql select(
      "SELECT DISTINCT CAST(CAST(c.conrelid AS regclass) AS text), CAST(t.relname AS text) "
      "FROM pg_constraint c JOIN pg_class t ON t.oid = c.confrelid WHERE c.contype = 'f' "
      "AND t.relnamespace = CAST(current_schema() AS regnamespace) ORDER BY 1");
  return others_referring(driver_, connection, select);
}

void PostgresUpkeep::clear(Deadline deadline, const Watch* watch, const Work& last) {
  const auto writer = driver_.connect(Access::write, deadline, watch);
  const Watching watching(*writer, watch);
  Transaction transaction(*writer, Access::write);
  const Sql truncate("TRUNCATE " + listed(tables_of_records(driver_, table_names(*writer))));
  writer->execute({truncate, {}});
  last(*writer);
  transaction.commit();
}

void PostgresUpkeep::vacuum(Deadline deadline, const Progress& progress) {
  const Watch watch = [&] { return !progress || progress(0, 0); };
  const auto connection = driver_.connect(Access::write, deadline, &watch);
  connection->set_deadline(Deadline::max());
  connection->set_watch(watch);
  const std::vector<std::string> tables = own_tables(driver_, table_names(*connection));
  require_right_to_vacuum(*connection, tables);
  connection->script("VACUUM (ANALYZE) " + listed(tables));
}

std::vector<PlacedTable> PostgresUpkeep::distribute(Connection& connection) {
  return postgres::distribute(connection);
}

QueryResult PostgresUpkeep::query(std::string_view sql, const QueryLimits& limits) {
  const auto connection = driver_.connect(Access::read, Clock::now() + limits.timeout);
  return ask(static_cast<PostgresConnection&>(*connection), sql, limits);
}

}  // namespace crm::storage::postgres
