// What a database says about itself: status, structure, migrations that wait.
#include <algorithm>
#include <fstream>

#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

std::optional<std::int64_t> count_of(const DatabaseContent& content, std::string_view record) {
  for (const RecordCount& each : content.records)
    if (each.record == record) return each.count;
  throw std::runtime_error("no such record");
}

DatabaseStatus status_of(const std::string& file) {
  return Database(Options{.url = "sqlite:///" + file}).maintenance("tester").status();
}

void make_database(const std::string& file) {
  Database(Options{.url = "sqlite:///" + file, .migrate = true}).warm_up();
}

}  // namespace

TEST_CASE("the status tells the file, the schema, the counts and the latest activity") {
  TestDatabase database;
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  session.loans().create(id, a_loan());
  database.set_clock("2024-02-01T18:00:00Z");
  session.customer_notes().create(id, {.note = "likes mornings"});
  const DatabaseStatus status = database->maintenance("tester").status();
  CHECK(status.product == "SQLite");
  CHECK(status.product_version == sqlite3_libversion());
  CHECK(status.place == std::filesystem::canonical(database.file()).string());
  CHECK(status.bytes == static_cast<std::int64_t>(std::filesystem::file_size(database.file())));
  CHECK(status.log_bytes > 0);
  CHECK(status.content.state == SchemaState::current);
  CHECK(status.content.schema == status.known_schema);
  CHECK(count_of(status.content, "customer") == 1);
  CHECK(count_of(status.content, "loan") == 1);
  CHECK(count_of(status.content, "interaction") == 0);
  CHECK(count_of(status.content, "customer_phone") == 1);
  CHECK(count_of(status.content, "customer_note") == 1);
  CHECK(status.content.latest_activity == instant("2024-02-01T18:00:00Z"));
}

TEST_CASE("a new database has no activity") {
  TestDatabase database;
  database->warm_up();
  CHECK_FALSE(database->maintenance("tester").status().content.latest_activity);
}

TEST_CASE("the status of an older, a newer and an edited schema says so") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  make_database(file);
  const auto state_after = [&](const std::string& sql) {
    RawDatabase(file).execute(sql);
    return status_of(file).content.state;
  };
  CHECK(state_after("SELECT 1") == SchemaState::current);
  CHECK(state_after("INSERT INTO schema_migration VALUES (9999, 'later', 'x', 'then')") ==
        SchemaState::newer);
  CHECK(status_of(file).content.schema == 9999);
  CHECK(state_after("DELETE FROM schema_migration WHERE number = 9999") == SchemaState::current);
  CHECK(state_after("UPDATE schema_migration SET checksum = 'x' WHERE number = 1") == SchemaState::unknown);
  CHECK(state_after("DELETE FROM schema_migration") == SchemaState::none);
}

TEST_CASE("the status of a newer schema leaves out what it cannot count") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  make_database(file);
  RawDatabase(file).execute(
      "DROP TABLE vehicle; INSERT INTO schema_migration VALUES (9999, 'later', 'x', 'then')");
  CHECK_FALSE(count_of(status_of(file).content, "vehicle"));
}

TEST_CASE("the status of a file that is empty, another program's, missing or no database") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  CHECK_REFUSED(not_found, "url", status_of(file));
  CHECK_REFUSED(
      not_found, "url",
      Database(Options{.url = "sqlite:///" + file, .migrate = true}).maintenance("tester").status());
  std::ofstream{file};
  CHECK(status_of(file).content.state == SchemaState::none);
  RawDatabase(file).execute("CREATE TABLE audit_log (x); INSERT INTO audit_log VALUES (1)");
  CHECK(status_of(file).content.state == SchemaState::none);
  CHECK_FALSE(status_of(file).content.latest_activity);
  std::ofstream(file) << std::string(8192, 'x');
  CHECK_REFUSED(corrupt, "", status_of(file));
}

TEST_CASE("the structure lists tables, columns, indexes, rows and the settings of live connections") {
  TestDatabase database;
  const CustomerId id = database.session().customers().create(john_doe()).id;
  for (int i = 0; i < 3; ++i) database.session().loans().create(id, a_loan());
  std::vector<std::int64_t> seen;
  const DatabaseStructure structure =
      database->maintenance("tester").structure([&](std::int64_t done, std::int64_t) {
        seen.push_back(done);
        return true;
      });
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  const RawDatabase raw(database.file());
  CHECK(structure.tables.size() == raw.tables().size());
  const auto loan = std::find_if(structure.tables.begin(), structure.tables.end(),
                                 [](const TableInfo& table) { return table.name == "loan"; });
  REQUIRE(loan != structure.tables.end());
  CHECK(loan->rows == 3);
  CHECK(loan->columns.at(1).name == "id");
  CHECK(loan->columns.at(1).in_key);
  CHECK(loan->columns.at(3).type == "TEXT");
  CHECK(loan->columns.at(3).required);
  const auto index = std::find_if(loan->indexes.begin(), loan->indexes.end(),
                                  [](const IndexInfo& each) { return each.name == "loan_by_status"; });
  REQUIRE(index != loan->indexes.end());
  CHECK(index->columns == std::vector<std::string>{"status", "customer_id", "id"});
  CHECK_FALSE(index->unique);
  const auto setting = std::find_if(structure.settings.begin(), structure.settings.end(),
                                    [](const SettingInfo& each) { return each.name == "query_only"; });
  REQUIRE(setting != structure.settings.end());
  CHECK(setting->reading == "1");
  CHECK(setting->writing == "0");
}

TEST_CASE("counting the rows can be stopped") {
  TestDatabase database;
  std::vector<CustomerFile> files(1000, CustomerFile{.customer = {.last_name = "Doe"}});
  database.session().load(std::move(files), "test");
  CHECK_REFUSED(cancelled, "", database->maintenance("tester").structure([](auto, auto) { return false; }));
}

TEST_CASE("the migrations that wait are listed without being run") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  std::ofstream{file};
  Database database(Options{.url = "sqlite:///" + file});
  const auto pending = database.maintenance("tester").pending_migrations();
  REQUIRE(pending.size() >= 1);
  CHECK(pending[0].number == 1);
  CHECK(pending[0].name == "initial");
  CHECK(RawDatabase(file).tables().empty());
  CHECK(database.migrate() == static_cast<int>(pending.size()));
  CHECK(database.maintenance("tester").pending_migrations().empty());
  RawDatabase(file).execute("INSERT INTO schema_migration VALUES (9999, 'later', 'x', 'then')");
  CHECK_REFUSED(schema_too_new, "", database.maintenance("tester").pending_migrations());
}
