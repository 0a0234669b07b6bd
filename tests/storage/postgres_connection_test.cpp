// A connection to PostgreSQL: what it leaves on the server when it gives up.
#include <catch2/catch.hpp>
#include <crm/error.hpp>

#include "storage/postgres/driver.hpp"
#include "support/postgres.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using namespace crm::storage;

namespace {

const Sql kLong("SELECT pg_sleep(3600)");

// Asks for at most some seconds; the server does the waiting.
bool ends_on_the_server(const PostgresDatabase& database) {
  const RawPostgres raw(postgres_server());
  const std::string running = "SELECT count(*) FROM pg_stat_activity WHERE datname = '" + database.name() +
                              "' AND state = 'active' AND query LIKE '%3600%'";
  for (int i = 0; i < 100; ++i) {
    if (raw.number(running) == 0) return true;
    raw.execute("SELECT pg_sleep(0.1)");
  }
  return false;
}

// How long the commit of a transaction that writes waits.
std::string commit_of_write(const std::string& url) {
  postgres::PostgresDriver driver(url);
  const auto connection = driver.connect(Access::write, Clock::now() + std::chrono::seconds(10));
  const Transaction transaction(*connection, Access::write);
  const Sql select("SELECT current_setting('synchronous_commit')");
  std::string setting;
  connection->execute({select, {}, [&](const Row& row) { setting = row.text(0); }});
  return setting;
}

}  // namespace

TEST_CASE("a statement that is given up ends on the server too") {
  const PostgresDatabase database;
  const bool through_pgbouncer = GENERATE(false, true), in_transaction = GENERATE(true, false);
  postgres::PostgresDriver driver(through_pgbouncer ? database.pgbouncer_url() : database.url());
  const auto connection = driver.connect(Access::read, Clock::now() + std::chrono::seconds(10));
  connection->set_deadline(Clock::now() + std::chrono::milliseconds(200));
  if (in_transaction) connection->begin(Access::read);
  CHECK(refusal_of([&] { connection->execute({kLong, {}}); }).code == Code::timeout);
  CHECK(ends_on_the_server(database));
}

TEST_CASE("through PgBouncer a limit on time ends with its transaction and reaches nobody else") {
  const PostgresDatabase database;
  postgres::PostgresDriver driver(database.pgbouncer_url());
  const auto connection = driver.connect(Access::read, Clock::now() + std::chrono::seconds(10));
  const Sql select("SELECT CAST(pg_backend_pid() AS bigint), current_setting('statement_timeout')");
  std::int64_t server = 0;
  const auto ask = [&] {
    std::string limit;
    connection->execute({select, {}, [&](const Row& row) {
                           server = row.integer(0);
                           limit = row.text(1);
                         }});
    return limit;
  };
  connection->begin(Access::read);
  CHECK(ask() != "0");
  connection->commit();
  CHECK(ask() != "0");
  const RawPostgres next(database.pgbouncer_url());
  REQUIRE(next.number("SELECT pg_backend_pid()") == server);  // the same connection to the server
  CHECK(next.text("SHOW statement_timeout") == "0");
}

TEST_CASE("a commit waits for the disk whatever database and role and URL say and for more where they do") {
  const PostgresDatabase database;
  const auto setting =
      GENERATE(values<std::pair<std::string, std::string>>({{"off", "on"},
                                                            {"local", "on"},
                                                            {"on", "on"},
                                                            {"remote_write", "remote_write"},
                                                            {"remote_apply", "remote_apply"}}));
  CAPTURE(setting.first);
  CHECK(commit_of_write(database.url() + "&options=-csynchronous_commit%3D" + setting.first) ==
        setting.second);
  const std::string who = GENERATE("DATABASE ", "ROLE crm IN DATABASE ");
  RawPostgres(postgres_server())
      .execute("ALTER " + who + database.name() + " SET synchronous_commit = " + setting.first);
  CHECK(RawPostgres(database.url()).text("SHOW synchronous_commit") == setting.first);
  CHECK(commit_of_write(database.url()) == setting.second);
  CHECK(commit_of_write(database.pgbouncer_url()) == setting.second);
}
