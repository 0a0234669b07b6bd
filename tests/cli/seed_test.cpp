// seed: the five sample customers, and made-up ones.
#include "cli/terminal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

TEST_CASE("seed adds the five sample customers once") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended again = terminal.crmctl({"seed"});
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.out, Contains("there already"));
  const Dashboard dashboard = terminal.open().session("test").dashboard();
  CHECK(dashboard.total_customers == 5);
  CHECK(dashboard.total_loans == 5);
  CHECK(dashboard.total_interactions == 21);
}

TEST_CASE("seed answers programs with how many customers it added") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  CHECK(terminal.crmctl({"seed", "--json"}).out == "{\"customers\": 5}\n");
  CHECK(terminal.crmctl({"seed", "--json"}).out == "{\"customers\": 0}\n");
  CHECK(terminal.crmctl({"seed", "--customers", "3", "--csv"}).out == "customers\n3\n");
}

TEST_CASE("seed brings back a sample customer who was erased, and only that one") {
  const Terminal terminal;
  terminal.make_seeded_database();
  {
    Session session = terminal.open().session("test");
    session.customers().erase(session.customers().find_account("4567890123")->id);
  }
  CHECK_THAT(terminal.crmctl({"seed"}).out, Contains("Added 1 sample customer"));
  CHECK(terminal.open().session("test").dashboard().total_customers == 5);
}

TEST_CASE("seed --customers makes the same customers in every database") {
  const Terminal terminal;
  std::vector<std::string> found;
  for (const std::string url : {"sqlite:///one.db", "sqlite:///two.db"}) {
    REQUIRE(terminal.crmctl({"init", "--database", url}).exit_code == 0);
    const Ended ended =
        terminal.crmctl({"seed", "--customers", "50", "--at", kWorkingDay, "--database", url});
    REQUIRE(ended.exit_code == 0);
    CHECK_THAT(ended.out, Contains("50 made-up customers"));
    CHECK(ended.err == "");  // progress is for terminals
    Session session = terminal.open(url.substr(10)).session("test");
    std::string all = to_json(session.dashboard());
    for (const Customer& customer : session.customers().list().items) all += to_json(customer);
    found.push_back(all);
  }
  CHECK_THAT(found[0], Contains("\"total_customers\":50,") && Contains("GEN0000000050"));
  CHECK(found[0] == found[1]);
}

TEST_CASE("seed --customers stores more than one batch, and each customer can be asked for") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--customers", "1001"}).exit_code == 0);
  Session session = terminal.open().session("test");
  CHECK(session.dashboard().total_customers == 1001);
  const auto last = session.customers().find_account("GEN0000001001");
  REQUIRE(last);
  const PreCall answer = session.pre_call(*last->primary_phone_number);
  REQUIRE(answer.candidates.size() == 1);
  CHECK(answer.candidates[0].customer.id == last->id);
}

TEST_CASE("seed --customers refuses a database that has made-up customers") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--customers", "3"}).exit_code == 0);
  check_refused(terminal.crmctl({"seed", "--customers", "5"}), 3, "already");
  CHECK(terminal.open().session("test").dashboard().total_customers == 3);
}

TEST_CASE("seed --customers refuses a count that is none") {
  for (const char* count : {"0", "-1", "many", "8000001"})
    check_refused(Terminal().crmctl({"seed", "--customers", count}), 2, "--customers");
}

TEST_CASE("seed leaves an audit row with the actor that was named") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--actor", "Ada"}).exit_code == 0);
  const auto entries = terminal.open().session("test").audit(CustomerId{}).items;
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].actor == "Ada");
  CHECK(entries[0].action == "load");
}
