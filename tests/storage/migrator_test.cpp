// Migrations: each once, in order, remembered with a checksum.
#include "storage/migrator.hpp"

#include <catch2/catch.hpp>

#include "storage/sqlite_database.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

TEST_CASE("migrating again does nothing") {
  SqliteDatabase database;
  const std::string before = value_of(*database.writer, "SELECT group_concat(sql, ';') FROM sqlite_schema");
  CHECK(storage::migrate(database.driver, *database.writer, "2025-01-01T00:00:00.000000Z") == 0);
  CHECK(value_of(*database.writer, "SELECT group_concat(sql, ';') FROM sqlite_schema") == before);
}

TEST_CASE("every migration that ran is remembered with its name and time") {
  SqliteDatabase database;
  CHECK(value_of(*database.writer, "SELECT count(*) FROM schema_migration") ==
        std::to_string(database.driver.migrations().size()));
  CHECK(value_of(*database.writer, "SELECT name FROM schema_migration WHERE number = 1") == "initial");
  CHECK(value_of(*database.writer, "SELECT applied_at FROM schema_migration WHERE number = 1") ==
        "2024-02-01T17:00:00.000000Z");
}

TEST_CASE("a schema is current, too old, too new or not ours") {
  SqliteDatabase database;
  const auto check = [&] { storage::check_schema(database.driver, *database.writer); };
  CHECK_NOTHROW(check());
  SECTION("too old") {
    database.writer->script("DELETE FROM schema_migration WHERE number > 1");
    CHECK_REFUSED(schema_too_old, "", check());
  }
  SECTION("too new") {
    database.writer->script("INSERT INTO schema_migration VALUES (9999, 'later', 'x', 'then')");
    CHECK_REFUSED(schema_too_new, "", check());
    CHECK_REFUSED(schema_too_new, "", storage::migrate(database.driver, *database.writer, "now"));
  }
  SECTION("another edition of a migration") {
    database.writer->script("UPDATE schema_migration SET checksum = 'edited' WHERE number = 1");
    CHECK_REFUSED(corrupt, "", check());
  }
  SECTION("no table of migrations at all") {
    database.writer->script("DROP TABLE schema_migration");
    CHECK_REFUSED(schema_too_old, "url", check());
  }
}

TEST_CASE("migrations are numbered from 1 without a gap") {
  const SqliteDatabase database;
  int expected = 1;
  for (const storage::Migration& migration : database.driver.migrations())
    CHECK(migration.number == expected++);
  CHECK(expected > 1);
}
