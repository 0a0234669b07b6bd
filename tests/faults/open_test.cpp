// What is wrong with the file: each has its own error, says what to do, and leaves everything as it was.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/child.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;
namespace fs = std::filesystem;

namespace {

Options options(const std::string& file, bool migrate = false) {
  return {.url = "sqlite:///" + file, .migrate = migrate, .deadline = std::chrono::seconds(30)};
}

Error error_of_opening(const std::string& file, bool migrate = false) {
  try {
    Database(options(file, migrate)).warm_up();
  } catch (const Error& error) {
    return error;
  }
  return Error(Code::internal, "the database was opened");
}

std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void write_bytes(const std::string& file, const std::string& bytes) {
  std::ofstream(file, std::ios::binary) << bytes;
}

std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * i * 31 + i / 7);
  return bytes;
}

std::size_t entries_in(const std::string& folder) {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator(folder), fs::directory_iterator()));
}

// A database with one customer, closed.
void make_database(const std::string& file, const std::string& account = "1") {
  Database database(options(file, true));
  Session session = database.session("test");
  session.load({{.customer = {.account_number = account}, .loans = {a_loan()}}}, "test");
}

// The same, left behind by a process that was killed: its rows stand in the -wal file.
void make_crashed_database(const std::string& file, const std::string& account) {
  Child crashed([&] {
    Database database(options(file, true));
    database.session("test").customers().create({.account_number = account});
    ::kill(getpid(), SIGKILL);
    return std::string();
  });
  REQUIRE(crashed.trouble() == "was ended by signal 9");
  REQUIRE(fs::file_size(file + "-wal") > 0);
}

}  // namespace

TEST_CASE("a missing database file is not found, and is not made") {
  const TempFolder folder;
  const Error error = error_of_opening(folder.file("crm.db"));
  CHECK(error.code() == Code::not_found);
  CHECK(error.field() == "url");
  CHECK_THAT(error.what(), Contains("crmctl init"));
  CHECK(entries_in(folder.path()) == 0);
}

TEST_CASE("a database that was not found works once it is there") {
  const TempFolder folder;
  Database database(options(folder.file("crm.db")));
  CHECK_REFUSED(not_found, "url", database.session("test").dashboard());
  make_database(folder.file("crm.db"));
  CHECK(database.session("test").dashboard().total_customers == 1);
}

TEST_CASE("a missing folder is not found, and is not made") {
  const TempFolder folder;
  const bool migrate = GENERATE(false, true);
  const Error error = error_of_opening(folder.file("none/crm.db"), migrate);
  CHECK(error.code() == Code::not_found);
  CHECK(entries_in(folder.path()) == 0);
}

TEST_CASE("a file where a folder should be is not found") {
  const TempFolder folder;
  write_bytes(folder.file("file"), "text");
  const bool migrate = GENERATE(false, true);
  CHECK(error_of_opening(folder.file("file/crm.db"), migrate).code() == Code::not_found);
  CHECK(bytes_of(folder.file("file")) == "text");
}

TEST_CASE("a folder, a pipe and a device are no database files") {
  const TempFolder folder;
  fs::create_directory(folder.file("folder"));
  REQUIRE(::mkfifo(folder.file("pipe").c_str(), 0600) == 0);
  const std::string name = GENERATE("folder", "pipe", "/dev/null");
  const std::string path = name.starts_with('/') ? name : folder.file(name);
  const bool migrate = GENERATE(false, true);
  CAPTURE(path, migrate);
  const Error error = error_of_opening(path, migrate);
  CHECK(error.code() == Code::invalid_argument);
  CHECK(error.field() == "url");
  CHECK_THAT(error.what(), Contains("not a file"));
  CHECK(entries_in(folder.path()) == 2);
}

TEST_CASE("a database file behind a symbolic link is refused") {
  const TempFolder folder;
  make_database(folder.file("real.db"));
  const std::string before = bytes_of(folder.file("real.db"));
  fs::create_symlink(folder.file("real.db"), folder.file("crm.db"));
  const bool migrate = GENERATE(false, true);
  const Error error = error_of_opening(folder.file("crm.db"), migrate);
  CHECK(error.code() == Code::permission);
  CHECK_THAT(error.what(), Contains("name the file itself"));
  CHECK(bytes_of(folder.file("real.db")) == before);
}

TEST_CASE("nothing is made through a symbolic link that leads nowhere") {
  const TempFolder folder;
  fs::create_symlink(folder.file("elsewhere.db"), folder.file("crm.db"));
  CHECK_THROWS_AS(Database(options(folder.file("crm.db"), true)).warm_up(), Error);
  CHECK_FALSE(fs::exists(folder.file("elsewhere.db")));
}

TEST_CASE("a database file in a folder behind a symbolic link works") {
  const TempFolder folder;
  fs::create_directory(folder.file("real"));
  fs::create_directory_symlink(folder.file("real"), folder.file("link"));
  make_database(folder.file("link/crm.db"));
  CHECK(Database(options(folder.file("real/crm.db"))).session("test").dashboard().total_customers == 1);
}

TEST_CASE("an empty file has an old schema, and stays empty") {
  const TempFolder folder;
  write_bytes(folder.file("crm.db"), "");
  const Error error = error_of_opening(folder.file("crm.db"));
  CHECK(error.code() == Code::schema_too_old);
  CHECK_THAT(error.what(), Contains("`crmctl init`"));
  CHECK(fs::file_size(folder.file("crm.db")) == 0);
}

TEST_CASE("a file that is no database is never touched") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  const std::string content = GENERATE(std::string("Dear customer,\n"), noise(8192),
                                       "SQLite format 3" + std::string(1, '\0') + noise(4080));
  const bool migrate = GENERATE(false, true);
  CAPTURE(content.size(), migrate);
  write_bytes(file, content);
  const Error error = error_of_opening(file, migrate);
  CHECK(error.code() == Code::corrupt);
  INFO(error.what());
  CHECK(bytes_of(file) == content);
  CHECK(entries_in(folder.path()) == 1);
}

TEST_CASE("a database of a newer schema is refused and left as it was") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  make_database(file);
  RawDatabase(file).execute(
      "INSERT INTO schema_migration (number, name, checksum, applied_at) VALUES (9999, 'later', '', '')");
  const auto before = RawDatabase(file).content();
  const bool migrate = GENERATE(false, true);
  const Error error = error_of_opening(file, migrate);
  CHECK(error.code() == Code::schema_too_new);
  CHECK_THAT(error.what(), Contains("Update this program"));
  CHECK(RawDatabase(file).content() == before);
}

TEST_CASE("a database that was made by another edition of a migration is refused and left as it was") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  make_database(file);
  RawDatabase(file).execute("UPDATE schema_migration SET checksum = 'edited' WHERE number = 1");
  const auto before = RawDatabase(file).content();
  const bool migrate = GENERATE(false, true);
  const Error error = error_of_opening(file, migrate);
  CHECK(error.code() == Code::corrupt);
  CHECK_THAT(error.what(), Contains("migration 1"));
  CHECK(RawDatabase(file).content() == before);
}

TEST_CASE("a database whose log was deleted has what was in the file, and works") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  make_database(file);
  make_crashed_database(file, "2");
  fs::remove(file + "-wal");
  Database database(options(file));
  CHECK(database.session("test").dashboard().total_customers == 1);
  database.session("test").customers().create({.account_number = "3"});
  CHECK(inconsistencies(RawDatabase(file)) == "");
}

TEST_CASE("a log full of noise is not taken for the database's") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  make_database(file);
  write_bytes(file + "-wal", noise(GENERATE(std::size_t{10}, 32, 5'000, 100'000)));
  Database database(options(file));
  CHECK(database.session("test").dashboard().total_customers == 1);
  database.session("test").customers().create({.account_number = "2"});
  CHECK(inconsistencies(RawDatabase(file)) == "");
}

TEST_CASE("another database's log gives an error or an answer, never a crash") {
  const TempFolder folder;
  make_database(folder.file("ours.db"));
  make_crashed_database(folder.file("other.db"), "other");
  fs::copy_file(folder.file("other.db-wal"), folder.file("ours.db-wal"),
                fs::copy_options::overwrite_existing);
  const std::string report = in_child([&] {
    Database database(options(folder.file("ours.db")));
    database.session("test").customers().list();
    database.session("test").customers().create({.account_number = "3"});
    return std::string("worked");
  });
  CHECK((report == "worked" || report.starts_with("corrupt: ") || report.starts_with("schema_too_old: ")));
}
