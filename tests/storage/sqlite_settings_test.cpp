// The settings that keep data and hosts safe, read back from the connections that the library makes.
#include <sys/stat.h>

#include <catch2/catch.hpp>

#include "storage/sqlite_database.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

mode_t mode_of(const std::string& path) {
  struct stat file {};
  REQUIRE(stat(path.c_str(), &file) == 0);
  return file.st_mode & 07777;
}

storage::Connection& of_either_kind(SqliteDatabase& database, std::unique_ptr<storage::Connection>& reader) {
  reader = database.reader();
  return GENERATE(true, false) ? *database.writer : *reader;
}

}  // namespace

TEST_CASE("every connection is durable, checked and closed to hostile schemas") {
  SqliteDatabase database;
  std::unique_ptr<storage::Connection> reader;
  storage::Connection& connection = of_either_kind(database, reader);
  CHECK(value_of(connection, "PRAGMA journal_mode") == "wal");
  CHECK(value_of(connection, "PRAGMA synchronous") == "2");  // FULL
  CHECK(value_of(connection, "PRAGMA foreign_keys") == "1");
  CHECK(value_of(connection, "PRAGMA trusted_schema") == "0");
  CHECK(value_of(connection, "PRAGMA cell_size_check") == "1");
  CHECK(value_of(connection, "PRAGMA mmap_size") == "0");
  CHECK(value_of(connection, "PRAGMA journal_size_limit") == "67108864");
  CHECK(value_of(connection, "PRAGMA wal_autocheckpoint") == "0");
}

TEST_CASE("defensive mode keeps the schema table from being written") {
  SqliteDatabase database;
  database.writer->script("PRAGMA writable_schema=ON");
  CHECK(refusal_of([&] { database.writer->script("DELETE FROM sqlite_schema"); }).code.has_value());
}

TEST_CASE("extensions cannot be loaded, nor other files attached") {
  SqliteDatabase database;
  CHECK(refusal_of([&] { database.writer->script("SELECT load_extension('x')"); }).code.has_value());
  CHECK(refusal_of([&] { database.writer->script("ATTACH ':memory:' AS other"); }).code.has_value());
}

TEST_CASE("a connection for reading cannot write") {
  SqliteDatabase database;
  CHECK_REFUSED(permission, "", database.reader()->script("DELETE FROM customer"));
}

TEST_CASE("the database and its companions are their owner's alone, whatever the umask") {
  const mode_t before = umask(0);
  SqliteDatabase database;
  database.writer->script("DELETE FROM customer");
  umask(before);
  CHECK(mode_of(database.file()) == 0600);
  CHECK(mode_of(database.file() + "-wal") == 0600);
  CHECK(mode_of(database.file() + "-shm") == 0600);
}

TEST_CASE("a memory map is used when it is asked for; then readers trust the pages, the writer does not") {
  SqliteDatabase database;
  storage::sqlite::SqliteDriver mapped({database.file()}, 1 << 20);
  const auto reader = mapped.connect(storage::Access::read, SqliteDatabase::later());
  const auto writer = mapped.connect(storage::Access::write, SqliteDatabase::later());
  CHECK(value_of(*reader, "PRAGMA mmap_size") == "1048576");
  CHECK(value_of(*reader, "PRAGMA cell_size_check") == "0");
  CHECK(value_of(*writer, "PRAGMA cell_size_check") == "1");
}
