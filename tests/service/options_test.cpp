// Opening a database: wrong options name their field, and opening does no work.
#include <catch2/catch.hpp>
#include <crm/database.hpp>
#include <filesystem>

#include "support/databases.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;

namespace {

void open_with(const std::function<void(Options&)>& change) {
  Options options;
  options.url = "sqlite://";
  change(options);
  Database database(options);
}

}  // namespace

TEST_CASE("Every wrong option is refused with its name when the database is opened") {
  const std::pair<const char*, std::function<void(Options&)>> cases[] = {
      {"url", [](Options& options) { options.url = ""; }},
      {"url", [](Options& options) { options.url = "postgres"; }},
      {"url", [](Options& options) { options.url = "mysql://host/db"; }},
      {"url", [](Options& options) { options.url = "sqlite:///"; }},
      {"deadline", [](Options& options) { options.deadline = 0ms; }},
      {"deadline", [](Options& options) { options.deadline = -1ms; }},
      {"deadline", [](Options& options) { options.deadline = 24h + 1ms; }},
      {"deadline", [](Options& options) { options.deadline = std::chrono::milliseconds::max(); }},
      {"pre_call_deadline", [](Options& options) { options.pre_call_deadline = 0ms; }},
      {"pre_call_deadline", [](Options& options) { options.pre_call_deadline = 24h + 1ms; }},
      {"pool_size", [](Options& options) { options.pool_size = 0; }},
      {"pool_size", [](Options& options) { options.pool_size = 257; }},
      {"mmap_bytes", [](Options& options) { options.mmap_bytes = -1; }},
      {"write_cache_bytes", [](Options& options) { options.write_cache_bytes = 1000; }},
      {"write_cache_bytes", [](Options& options) { options.write_cache_bytes = std::int64_t{2} << 30; }},
      {"interactions", [](Options& options) { options.interactions = 101; }},
      {"default_country", [](Options& options) { options.default_country = ""; }},
      {"default_country", [](Options& options) { options.default_country = "us"; }},
      {"default_country", [](Options& options) { options.default_country = "XX"; }},
      {"calling_hours", [](Options& options) { options.calling_hours.opens = -1s; }},
      {"calling_hours", [](Options& options) { options.calling_hours.closes = 24h + 1s; }},
      {"calling_hours", [](Options& options) { options.calling_hours.opens = options.calling_hours.closes; }},
      {"calling_hours", [](Options& options) { options.calling_hours.opens = 22h; }}};
  for (const auto& [field, change] : cases) CHECK_REFUSED(invalid_argument, field, open_with(change));
}

TEST_CASE("Options at their limits are taken") {
  open_with([](Options& options) {
    options.deadline = options.pre_call_deadline = 1ms;
    options.pool_size = 1;
    options.interactions = 0;
    options.calling_hours.opens = 0s;
    options.calling_hours.closes = 24h;
  });
  open_with([](Options& options) {
    options.deadline = options.pre_call_deadline = 24h;
    options.pool_size = 256;
    options.interactions = 100;
    options.mmap_bytes = std::int64_t{1} << 30;
    options.default_country = "IN";
  });
}

TEST_CASE("Opening a database touches no file; the first call does") {
  const TempFolder folder;
  Options options;
  options.url = "sqlite:///" + folder.file("crm.db");
  options.migrate = true;
  Database database(options);
  Session session = database.session("tester");
  CHECK(std::filesystem::is_empty(folder.path()));
  session.dashboard();
  CHECK(std::filesystem::exists(folder.file("crm.db")));
}

TEST_CASE("Without the option to migrate a missing database is not made") {
  const TempFolder folder;
  Options options;
  options.url = "sqlite:///" + folder.file("crm.db");
  Database database(options);
  Session session = database.session("tester");
  CHECK_REFUSED(not_found, "url", session.dashboard());
  CHECK(std::filesystem::is_empty(folder.path()));
  CHECK(database.migrate() > 0);
  CHECK(database.migrate() == 0);
  CHECK(session.dashboard().total_customers == 0);
}

TEST_CASE("The deadline of a session or a database is from one millisecond to one day") {
  TestDatabase database(Where::in_memory);
  Session session = database.session();
  CHECK_REFUSED(invalid_argument, "deadline", session.set_deadline(0ms));
  CHECK_REFUSED(invalid_argument, "deadline", session.set_deadline(24h + 1ms));
  session.set_deadline(1ms).set_deadline(24h);
  CHECK_REFUSED(invalid_argument, "deadline", database->set_deadline(24h + 1ms));
  CHECK(session.dashboard().total_customers == 0);
}

TEST_CASE("Copies of a database and its sessions share one database, which lives as long as any of them") {
  std::optional<Session> session;
  {
    Options options;
    options.url = "sqlite://";
    Database database(options);
    const Database copy = database;
    session = copy.session("a");
    session->customers().create({});
    CHECK(database.session("b").dashboard().total_customers == 1);
  }
  CHECK(session->dashboard().total_customers == 1);
}

TEST_CASE("The number of interactions in a pre-call follows the option, five by default") {
  CHECK(Options{}.interactions == 5);
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile file{john_doe()};
  for (int i = 0; i < 7; ++i) file.interactions.push_back(an_interaction());
  session.load({file}, "seed");
  CHECK(session.pre_call("2125551234").candidates.at(0).interactions.size() == 5);
}

TEST_CASE("A warmed-up database has its tables") {
  TestDatabase database;
  database->warm_up();
  CHECK(std::filesystem::file_size(database.file()) > 0);
  CHECK(version().size() >= 5);
}
