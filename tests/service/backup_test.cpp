// Backups: complete, verified, made while others write, and never half a file under the final name.
#include <sys/stat.h>

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

namespace {

// Some megabytes, so that the copying takes several steps.
void fill(const TestDatabase& database) {
  Session session = database.session();
  std::vector<CustomerFile> files;
  for (int i = 0; i < 500; ++i) {
    CustomerFile file{.customer = john_doe(), .loans = {a_loan()}};
    file.customer.account_number = "A" + std::to_string(i);
    file.interactions.assign(4, an_interaction());
    for (auto& interaction : file.interactions) interaction.notes = std::string(2000, 'n');
    files.push_back(std::move(file));
  }
  session.load(std::move(files), "test");
}

Database open(const std::string& file) {
  return Database(Options{.url = "sqlite:///" + file, .deadline = std::chrono::minutes(1)});
}

std::string bytes_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> files_in(const std::string& folder) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(folder))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

TEST_CASE("a backup holds everything, needs no other file and is its owner's alone") {
  TestDatabase database;
  fill(database);
  const TempFolder elsewhere;
  const std::string copy = elsewhere.file("backup.db");
  const auto content = RawDatabase(database.file()).content();
  const mode_t before = umask(0);
  const BackupResult result = database->maintenance("tester").backup(copy);
  umask(before);
  CHECK(files_in(elsewhere.path()) == std::vector<std::string>{"backup.db"});
  struct stat file {};
  REQUIRE(::stat(copy.c_str(), &file) == 0);
  CHECK((file.st_mode & 07777) == 0600);
  CHECK(result.bytes == file.st_size);
  CHECK(result.content.state == SchemaState::current);
  CHECK(result.content.records.at(0).count == 500);
  CHECK(result.content.latest_activity == database.now());
  CHECK_FALSE(result.needs_key);
  CHECK(RawDatabase(copy).content() == content);
  CHECK(database.session().audit({}).items.at(0).action == "backup");
  CHECK(inconsistencies(RawDatabase(copy)) == "");
  CHECK(open(copy).session("test").customers().find_account("A7").has_value());
}

TEST_CASE("a backup of a database with social security numbers says that it needs the key") {
  TestDatabase database;
  CustomerFields fields = john_doe();
  fields.ssn = Ssn::parse("123-45-6789");
  database.session().customers().create(fields);
  const BackupResult result = database->maintenance("tester").backup(database.folder().file("backup.db"));
  CHECK(result.needs_key);
  CHECK_FALSE(std::filesystem::exists(database.folder().file("backup.db.key")));
}

// SQLite's backup begins anew when another connection writes, unless its source holds one snapshot.
TEST_CASE("a backup ends while others write without a pause and is one moment of the database", "[threads]") {
  TestDatabase database;
  fill(database);
  std::atomic<bool> ended = false;
  std::atomic<int> written = 0;
  std::thread writer([&] {
    Session session = database.session("writer");
    for (int n = 0; !ended; ++n, ++written)
      session.post_call(
          {.call_id = std::to_string(n), .customer_id = CustomerId{1 + n % 500}, .note = "noted"});
  });
  const std::string copy = database.folder().file("backup.db");
  std::vector<std::int64_t> done;
  int written_at_first = 0, written_at_last = 0;
  database->maintenance("tester").backup(copy, IfThere::refuse, [&](std::int64_t pages, std::int64_t all) {
    if (done.empty()) written_at_first = written;
    // Each step waits for a commit of somebody else.
    for (const int before = written; pages < all && written == before;) std::this_thread::yield();
    done.push_back(pages);
    written_at_last = written;
    return done.size() < 200;
  });
  ended = true;
  writer.join();
  CHECK(std::is_sorted(done.begin(), done.end()));
  CHECK(written_at_last >= written_at_first + 2);
  CHECK(inconsistencies(RawDatabase(copy)) == "");
  CHECK(RawDatabase(copy).number("SELECT count(*) FROM interaction") < 2000 + written);
}

TEST_CASE("a backup never overwrites a file unless that is wanted, and then only a database") {
  TestDatabase database;
  database->warm_up();
  const std::string copy = database.folder().file("backup.db");
  std::ofstream(copy) << "something of somebody";
  Maintenance maintenance = database->maintenance("tester");
  CHECK_REFUSED(conflict, "file", maintenance.backup(copy));
  CHECK_REFUSED(conflict, "file", maintenance.backup(copy, IfThere::replace));
  CHECK(bytes_of(copy) == "something of somebody");
  std::filesystem::remove(copy);
  maintenance.backup(copy);
  database.session().customers().create(john_doe());
  CHECK_REFUSED(conflict, "file", maintenance.backup(copy));
  CHECK(maintenance.inspect(copy).records.at(0).count == 0);
  maintenance.backup(copy, IfThere::replace);
  CHECK(maintenance.inspect(copy).records.at(0).count == 1);
}

TEST_CASE("a backup onto the database itself or where no file can be is refused") {
  TestDatabase database;
  database.session().customers().create(john_doe());
  Maintenance maintenance = database->maintenance("tester");
  std::filesystem::create_symlink(database.file(), database.folder().file("link.db"));
  CHECK_REFUSED(invalid_argument, "file", maintenance.backup(database.file(), IfThere::replace));
  CHECK_REFUSED(invalid_argument, "file",
                maintenance.backup(database.folder().file("link.db"), IfThere::replace));
  CHECK_REFUSED(not_found, "file", maintenance.backup(database.folder().file("nowhere/backup.db")));
  CHECK_REFUSED(conflict, "file", maintenance.backup(database.folder().path()));
  CHECK(database.session().dashboard().total_customers == 1);
}

TEST_CASE("a backup that is stopped leaves nothing behind") {
  TestDatabase database;
  fill(database);
  const TempFolder elsewhere;
  const int steps = GENERATE(1, 2, 5);
  int step = 0;
  CHECK_REFUSED(cancelled, "",
                database->maintenance("tester").backup(elsewhere.file("backup.db"), IfThere::refuse,
                                                       [&](auto, auto) { return ++step < steps; }));
  CHECK(files_in(elsewhere.path()).empty());
}

TEST_CASE("two backups to one file at once: one is made") {
  TestDatabase database;
  fill(database);
  const std::string copy = database.folder().file("backup.db");
  Maintenance first = database->maintenance("first"), second = database->maintenance("second");
  Refusal refusal;
  first.backup(copy, IfThere::refuse, [&](auto, auto) {
    refusal = refusal_of([&] { second.backup(copy); });
    return true;
  });
  CHECK(refusal == Refusal{Code::busy, "file"});
  CHECK(inconsistencies(RawDatabase(copy)) == "");
}

TEST_CASE("no backup is made of a damaged database") {
  TestDatabase database;
  fill(database);
  const std::string damaged = database.folder().file("damaged.db");
  database->maintenance("tester").backup(damaged);
  {
    std::fstream file(damaged, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(std::filesystem::file_size(damaged) / 2 / 4096 * 4096));
    file << std::string(4096, '\x07');
  }
  const std::string copy = database.folder().file("backup.db");
  CHECK_REFUSED(corrupt, "", open(damaged).maintenance("tester").backup(copy));
  CHECK_FALSE(std::filesystem::exists(copy));
  CHECK_FALSE(std::filesystem::exists(copy + ".partial"));
}

TEST_CASE("a database of an older schema can be backed up before it is migrated") {
  const TempFolder folder;
  std::ofstream{folder.file("old.db")};
  RawDatabase(folder.file("old.db"))
      .execute("CREATE TABLE customer (id INTEGER); INSERT INTO customer VALUES (1)");
  const BackupResult result =
      open(folder.file("old.db")).maintenance("tester").backup(folder.file("backup.db"));
  CHECK(result.content.state == SchemaState::none);
  CHECK(RawDatabase(folder.file("backup.db")).number("SELECT count(*) FROM customer") == 1);
}

TEST_CASE("a file that is no backup cannot be looked into") {
  TestDatabase database;
  Maintenance maintenance = database->maintenance("tester");
  CHECK_REFUSED(not_found, "file", maintenance.inspect(database.folder().file("nowhere.db")));
  CHECK_REFUSED(invalid_argument, "file", maintenance.inspect(database.folder().path()));
  std::ofstream(database.folder().file("text.db")) << std::string(8192, 'x');
  CHECK_REFUSED(corrupt, "file", maintenance.inspect(database.folder().file("text.db")));
}
