// Restoring a backup, resetting and vacuuming: the whole database in one step, while others have it open.
#include <algorithm>
#include <atomic>
#include <fstream>
#include <thread>

#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;

namespace {

CustomerFields customer(const std::string& account) {
  CustomerFields fields = john_doe();
  fields.account_number = account;
  return fields;
}

void fill(const TestDatabase& database, int customers) {
  std::vector<CustomerFile> files;
  for (int i = 0; i < customers; ++i) {
    CustomerFile file{.customer = customer("B" + std::to_string(i)), .loans = {a_loan()}};
    file.interactions.assign(3, an_interaction());
    for (auto& interaction : file.interactions) interaction.notes = std::string(1500, 'n');
    files.push_back(std::move(file));
  }
  database.session().load(std::move(files), "test");
}

// A backup with the customer "old", and a database that has gone on since.
struct GoneOn {
  GoneOn() {
    database.session().customers().create(customer("old"));
    maintenance.backup(backup);
    database.advance(std::chrono::minutes(1));
    database.session().customers().create(customer("new"));
  }
  bool has(std::string_view account) {
    return database.session().customers().find_account(account).has_value();
  }

  TestDatabase database;
  const std::string backup = database.folder().file("backup.db");
  Maintenance maintenance = database->maintenance("Ada");
};

Database open(const std::string& file) {
  return Database(Options{.url = "sqlite:///" + file, .deadline = std::chrono::minutes(1)});
}

}  // namespace

TEST_CASE("a restored database holds what the backup holds, and an audit row that says who restored it") {
  GoneOn gone;
  const RestoreResult result = gone.maintenance.restore(gone.backup, IfNewer::overwrite);
  CHECK(result.migrations == 0);
  CHECK(result.key_problem == "");
  CHECK(result.content.records.at(0).count == 1);
  CHECK(gone.has("old"));
  CHECK_FALSE(gone.has("new"));
  const auto entries = gone.database.session().audit(CustomerId{}).items;
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].action == "restore");
  CHECK(entries[0].actor == "Ada");
  auto expected = RawDatabase(gone.backup).content(), restored = RawDatabase(gone.database.file()).content();
  for (auto* content : {&expected, &restored}) {
    content->erase("audit");
    content->erase("id_counter");
  }
  CHECK(restored == expected);
  CHECK(inconsistencies(RawDatabase(gone.database.file())) == "");
}

TEST_CASE("a database that is newer than the backup is not overwritten unless that is wanted") {
  GoneOn gone;
  CHECK_REFUSED(conflict, "", gone.maintenance.restore(gone.backup));
  CHECK(gone.has("new"));
  gone.maintenance.restore(gone.backup, IfNewer::overwrite);
  gone.maintenance.restore(gone.backup);  // what restoring left is no activity
  gone.maintenance.reset();
  gone.maintenance.restore(gone.backup);
  CHECK(gone.has("old"));
}

TEST_CASE("another database's backup overwrites records only when that is wanted") {
  GoneOn gone;
  TestDatabase other;
  other.advance(std::chrono::hours(-1));
  other->migrate();
  Maintenance maintenance = other->maintenance("Ada");
  other.session().customers().create(customer("elsewhere"));
  CHECK_REFUSED(conflict, "", maintenance.restore(gone.backup));
  CHECK(other.session().customers().find_account("elsewhere").has_value());
  maintenance.reset();
  maintenance.restore(gone.backup);  // where there is nothing, nothing is lost
  CHECK(other.session().customers().find_account("old").has_value());
  maintenance.restore(gone.backup);  // it is that database now
}

TEST_CASE("verifying a backup tells what it holds and finds damage") {
  GoneOn gone;
  const DatabaseContent content = gone.maintenance.verify_backup(gone.backup);
  CHECK(content.state == SchemaState::current);
  CHECK(content.records.at(0).count == 1);
  CHECK(content.created_at == gone.maintenance.status().content.created_at);
  CHECK_REFUSED(not_found, "file", gone.maintenance.verify_backup(gone.database.folder().file("nowhere.db")));
  RawDatabase(gone.backup).execute("DELETE FROM customer");
  CHECK_REFUSED(corrupt, "file", gone.maintenance.verify_backup(gone.backup));
}

TEST_CASE("sessions that were open before the restore go on, and see and write the restored data") {
  GoneOn gone;
  Session session = gone.database.session();
  const PreCall before = session.pre_call("2125551234");
  CHECK(before.candidates.size() == 2);
  gone.maintenance.restore(gone.backup, IfNewer::overwrite);
  CHECK(session.pre_call("2125551234").candidates.size() == 1);
  CHECK(session.customers().create(customer("newer")).id.value == 2);
  CHECK(inconsistencies(RawDatabase(gone.database.file())) == "");
}

TEST_CASE("restoring where no database is makes one") {
  GoneOn gone;
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  Database database = open(file);
  CHECK(database.maintenance("Ada").restore(gone.backup).content.records.at(0).count == 1);
  CHECK(database.session("test").customers().find_account("old").has_value());
  CHECK((std::filesystem::status(file).permissions() & std::filesystem::perms::all) ==
        (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write));
}

TEST_CASE("a backup that may not or cannot be restored changes nothing") {
  GoneOn gone;
  const RawDatabase raw(gone.database.file());
  const auto before = raw.content();
  const auto restore = [&](const std::string& file) { gone.maintenance.restore(file, IfNewer::overwrite); };
  const std::string other = gone.database.folder().file("other.db");
  CHECK_REFUSED(invalid_argument, "file", restore(gone.database.file()));
  std::filesystem::create_symlink(gone.database.file(), gone.database.folder().file("link.db"));
  CHECK_REFUSED(invalid_argument, "file", restore(gone.database.folder().file("link.db")));
  CHECK_REFUSED(not_found, "file", restore(gone.database.folder().file("nowhere.db")));
  std::ofstream{other};
  CHECK_REFUSED(corrupt, "file", restore(other));
  RawDatabase(other).execute("CREATE TABLE t (x)");
  CHECK_REFUSED(corrupt, "file", restore(other));
  RawDatabase(gone.backup).execute("INSERT INTO schema_migration VALUES (9999, 'later', 'x', 'then')");
  CHECK_REFUSED(schema_too_new, "", restore(gone.backup));
  RawDatabase(gone.backup).execute("UPDATE schema_migration SET checksum = 'x'");
  RawDatabase(gone.backup).execute("DELETE FROM schema_migration WHERE number = 9999");
  CHECK_REFUSED(corrupt, "file", restore(gone.backup));
  CHECK(raw.content() == before);
}

TEST_CASE("a damaged backup is noticed before anything is changed") {
  GoneOn gone;
  const RawDatabase raw(gone.database.file());
  const auto before = raw.content();
  {
    const auto page = RawDatabase(gone.backup)
                          .number("SELECT rootpage FROM sqlite_schema WHERE name = 'audit_by_customer'");
    std::fstream file(gone.backup, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((page - 1) * 4096);
    file << std::string(4096, '\x07');
  }
  CHECK_REFUSED(corrupt, "file", gone.maintenance.restore(gone.backup, IfNewer::overwrite));
  CHECK(raw.content() == before);
}

TEST_CASE("a damaged database is replaced by a backup") {
  GoneOn gone;
  gone.database->before_fork();
  {
    std::fstream file(gone.database.file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);
    for (int page = 1; page < 20; ++page) file << std::string(4096, '\x07');
  }
  CHECK_REFUSED(conflict, "", gone.maintenance.restore(gone.backup));
  gone.maintenance.restore(gone.backup, IfNewer::overwrite);
  CHECK(gone.has("old"));
  CHECK(inconsistencies(RawDatabase(gone.database.file())) == "");
}

TEST_CASE("a database whose first page is damaged says what to do before a restore") {
  GoneOn gone;
  gone.database->before_fork();
  std::ofstream(gone.database.file(), std::ios::binary) << std::string(8192, '\x07');
  CHECK_THAT(message_of([&] { gone.maintenance.restore(gone.backup, IfNewer::overwrite); }),
             Contains("move it away"));
}

TEST_CASE("a restore that is stopped changes nothing") {
  GoneOn gone;
  fill(gone.database, 1000);
  const std::string big = gone.database.folder().file("big.db");
  gone.maintenance.backup(big);
  gone.maintenance.reset();
  const int steps = GENERATE(1, 5, 200);
  int step = 0;
  CAPTURE(steps);
  const auto stop_at = [&](std::int64_t done, std::int64_t all) {
    return ++step < steps && (done == 0 || done == all);
  };
  CHECK_REFUSED(cancelled, "", gone.maintenance.restore(big, IfNewer::refuse, stop_at));
  CHECK(gone.database.session().dashboard().total_customers == 0);
  CHECK(inconsistencies(RawDatabase(gone.database.file())) == "");
}

TEST_CASE("who writes meanwhile is never half restored, and nothing is damaged", "[threads]") {
  GoneOn gone;
  fill(gone.database, 300);
  const std::string big = gone.database.folder().file("big.db");
  gone.maintenance.backup(big);
  std::atomic<bool> ended = false;
  std::atomic<int> trouble = 0;
  std::thread writer([&] {
    Session session = gone.database.session("writer");
    for (int n = 0; !ended; ++n)
      session.post_call({.call_id = std::to_string(n), .customer_id = CustomerId{1}});
  });
  std::thread reader([&] {
    Session session = gone.database.session("reader");
    while (!ended) {
      const std::int64_t customers = session.dashboard().total_customers;
      if (customers != 1 && customers != 302) ++trouble;
    }
  });
  for (int i = 0; i < 5; ++i) {
    gone.maintenance.restore(gone.backup, IfNewer::overwrite);
    gone.maintenance.restore(big, IfNewer::overwrite);
  }
  ended = true;
  writer.join();
  reader.join();
  CHECK(trouble == 0);
  CHECK(inconsistencies(RawDatabase(gone.database.file())) == "");
}

TEST_CASE("a restore waits for a writer until the deadline only") {
  GoneOn gone;
  Database impatient(
      Options{.url = "sqlite:///" + gone.database.file(), .deadline = std::chrono::milliseconds(50)});
  const RawDatabase raw(gone.database.file());
  raw.execute("BEGIN IMMEDIATE");
  CHECK_REFUSED(busy, "", impatient.maintenance("Ada").restore(gone.backup, IfNewer::overwrite));
  CHECK_REFUSED(busy, "", impatient.maintenance("Ada").reset());
  CHECK_REFUSED(busy, "", impatient.maintenance("Ada").vacuum());
  raw.execute("ROLLBACK");
  CHECK(gone.has("new"));
}

TEST_CASE("another program's database is neither overwritten nor emptied") {
  const GoneOn gone;
  const TempFolder folder;
  const std::string file = folder.file("bookmarks.db");
  std::ofstream{file};
  RawDatabase(file).execute(
      "CREATE TABLE bookmark (url); INSERT INTO bookmark VALUES ('https://example.org')");
  Maintenance maintenance = open(file).maintenance("Ada");
  CHECK_REFUSED(conflict, "url", maintenance.restore(gone.backup, IfNewer::overwrite));
  CHECK_REFUSED(corrupt, "url", maintenance.reset());
  CHECK(RawDatabase(file).rows("SELECT url FROM bookmark") == RawDatabase::Rows{{"https://example.org"}});
  CHECK(RawDatabase(file).tables() == std::vector<std::string>{"bookmark"});
}

TEST_CASE("a restored database says whether the key at hand fits") {
  TestDatabase database;
  CustomerFields fields = customer("1");
  fields.ssn = Ssn::parse("123-45-6789");
  database.session().customers().create(fields);
  const std::string backup = database.folder().file("backup.db");
  database->maintenance("Ada").backup(backup);
  CHECK(database->maintenance("Ada").restore(backup).key_problem == "");
  const TempFolder elsewhere;
  Database other = open(elsewhere.file("crm.db"));
  const RestoreResult keyless = other.maintenance("Ada").restore(backup);
  CHECK(keyless.key_file == elsewhere.file("crm.db.key"));
  CHECK_THAT(keyless.key_problem, Contains("key file does not exist"));
  std::filesystem::copy_file(database.file() + ".key", elsewhere.file("crm.db.key"));
  CHECK(other.session("test").customers().reveal_ssn(CustomerId{1}, "test") == "123456789");
}

TEST_CASE("a reset deletes every row of every table but the schema's, and leaves one audit row") {
  TestDatabase database;
  CustomerFields fields = customer("1");
  fields.ssn = Ssn::parse("123-45-6789");
  const CustomerId id = database.session().customers().create(fields).id;
  database.session().loans().create(id, a_loan());
  database.session().post_call({.call_id = "1", .customer_id = id});
  const auto schema = RawDatabase(database.file()).rows("SELECT * FROM schema_migration");
  database->maintenance("Ada").reset();
  const RawDatabase raw(database.file());
  CHECK(raw.rows("SELECT * FROM schema_migration") == schema);
  CHECK(raw.rows("SELECT customer_id, actor, action, record FROM audit") ==
        RawDatabase::Rows{{"0", "Ada", "reset", "database"}});
  for (const std::string& table : raw.tables()) {
    CAPTURE(table);
    if (table != "schema_migration" && table != "audit" && table != "id_counter")
      CHECK(raw.number("SELECT count(*) FROM " + table) == 0);
  }
  CHECK(inconsistencies(raw) == "");
  CHECK(std::filesystem::exists(database.file() + ".key"));
}

TEST_CASE("a database that was reset is used as a new one, with the same key") {
  TestDatabase database;
  CustomerFields fields = customer("1");
  fields.ssn = Ssn::parse("123-45-6789");
  database.session().customers().create(fields);
  database->maintenance("Ada").reset();
  const CustomerId id = database.session().customers().create(fields).id;
  CHECK(database.session().customers().reveal_ssn(id, "test") == "123456789");
  CHECK(database.session().customers().find_ssn(Ssn::parse("123456789")).size() == 1);
  CHECK(inconsistencies(RawDatabase(database.file())) == "");
}

TEST_CASE("a missing database is not made by a reset or a vacuum") {
  const TempFolder folder;
  CHECK_REFUSED(not_found, "url", open(folder.file("crm.db")).maintenance("Ada").reset());
  CHECK_REFUSED(not_found, "url", open(folder.file("crm.db")).maintenance("Ada").vacuum());
  CHECK_FALSE(std::filesystem::exists(folder.file("crm.db")));
}

TEST_CASE("a vacuum gives the space of deleted records back and keeps everything else") {
  GoneOn gone;
  fill(gone.database, 1000);
  for (int id = 3; id <= 900; ++id) gone.database.session().customers().erase(CustomerId{id});
  const RawDatabase raw(gone.database.file());
  const auto before = raw.content();
  const VacuumResult result = gone.maintenance.vacuum();
  CHECK(result.bytes_after < result.bytes_before);
  CHECK(raw.number("PRAGMA freelist_count") == 0);
  CHECK(raw.content() == before);
  CHECK(inconsistencies(raw) == "");
  CHECK(static_cast<std::int64_t>(std::filesystem::file_size(gone.database.file())) ==
        raw.number("PRAGMA page_count") * 4096);
  gone.database.session().customers().create(customer("after"));
  CHECK(inconsistencies(raw) == "");
}

TEST_CASE("a vacuum under constant writing loses nothing", "[threads]") {
  GoneOn gone;
  fill(gone.database, 300);
  std::atomic<bool> ended = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    Session session = gone.database.session("writer");
    for (; !ended; ++written)
      session.post_call({.call_id = std::to_string(written), .customer_id = CustomerId{1}});
  });
  for (int i = 0; i < 5; ++i) gone.maintenance.vacuum();
  ended = true;
  writer.join();
  const RawDatabase raw(gone.database.file());
  CHECK(raw.number("SELECT count(*) FROM call_outcome") == written);
  CHECK(inconsistencies(raw) == "");
}

TEST_CASE("a vacuum can be stopped, and then changes nothing") {
  GoneOn gone;
  fill(gone.database, 500);
  const RawDatabase raw(gone.database.file());
  const auto before = raw.content();
  int asked = 0;
  CHECK_REFUSED(cancelled, "", gone.maintenance.vacuum([&](auto, auto) { return ++asked < 3; }));
  CHECK(raw.content() == before);
  CHECK(inconsistencies(raw) == "");
}
