// A PostgreSQL server that crashes right after it has acknowledged an outcome, though it was told to
// acknowledge before anything is on its disk: the outcome is there.
#include <catch2/catch.hpp>
#include <crm/crm.hpp>

#include "storage/postgres/driver.hpp"
#include "support/postgres.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr std::chrono::seconds kPatient{30};
constexpr const char* kCount = "SELECT count(*) FROM interaction";

// It writes to its disk by itself, too, but only now and then.
struct CarelessServer : PostgresServer {
  CarelessServer() : PostgresServer({"synchronous_commit=off", "wal_writer_delay=10s"}) {
    Session session = database.session("test");
    customer = session.customers().create(john_doe()).id;
  }

  Database database{{.url = url(), .migrate = true, .deadline = kPatient}};
  CustomerId customer;
};

}  // namespace

TEST_CASE(
    "an outcome that PostgreSQL has acknowledged is there after a crash though commits need not be durable") {
  CarelessServer server;
  server.database.session("test").post_call({.call_id = "c1", .customer_id = server.customer});
  server.restart("immediate");
  CHECK(RawPostgres(server.url()).number(kCount) == 1);
}

TEST_CASE(
    "rows that were copied in bulk into PostgreSQL are there after a crash though commits need not be "
    "durable") {
  CarelessServer server;
  storage::postgres::PostgresDriver driver(server.url());
  const auto upkeep = driver.upkeep();
  const auto connection = driver.connect(storage::Access::write, storage::Clock::now() + kPatient);
  const auto sink = upkeep->sink(*connection, {.name = "setting", .columns = {{"name"}, {"value"}}});
  const storage::Cell cells[] = {"careful", "yes"};
  sink->add(cells);
  sink->commit();
  server.restart("immediate");
  CHECK(RawPostgres(server.url()).number("SELECT count(*) FROM setting WHERE name = 'careful'") == 1);
}

TEST_CASE("the test of crashes finds a writer who believes what the server acknowledges") {
  CarelessServer server;
  RawPostgres(server.url()).execute("INSERT INTO setting (name, value) VALUES ('careless', 'yes')");
  server.restart("immediate");
  CHECK(RawPostgres(server.url()).number("SELECT count(*) FROM setting WHERE name = 'careless'") == 0);
}
