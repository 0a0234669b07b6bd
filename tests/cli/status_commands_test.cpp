// status and info.
#include <fstream>

#include "cli/terminal.hpp"

using namespace crm::test;
using Catch::Contains;

TEST_CASE("status says what the database is, as text, JSON and CSV") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended text = terminal.crmctl({"status"});
  CHECK(text.exit_code == 0);
  CHECK(text.err == "");
  CHECK_THAT(text.out, Contains("/crm.db\n") && Contains("SQLite 3") && Contains(" kB\n") &&
                           Contains("schema state     current") && Contains("customer         5\n") &&
                           Contains("interaction      21\n"));
  CHECK_THAT(terminal.crmctl({"--json", "status"}).out, Contains("\"customer\": 5,") &&
                                                            Contains("\"schema_state\": \"current\"") &&
                                                            Contains("\"size\": "));
  CHECK_THAT(terminal.crmctl({"status", "--csv"}).out,
             Catch::StartsWith("database,product,size,") && Contains(",5,5,21,"));
}

TEST_CASE("status of a database without libcrm's tables says how to make them") {
  const Terminal terminal;
  std::ofstream(terminal.file("crm.db"));
  const Ended ended = terminal.crmctl({"status"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("schema state     none"));
  CHECK_THAT(ended.err, Contains("`crmctl init`"));
}

TEST_CASE("status and info of a missing database say how to make one") {
  check_refused(Terminal().crmctl({"status"}), 1, "`crmctl init`");
  check_refused(Terminal().crmctl({"info"}), 1, "`crmctl init`");
}

TEST_CASE("info lists tables and settings, or one table's columns and indexes") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended all = terminal.crmctl({"info"});
  CHECK(all.exit_code == 0);
  CHECK_THAT(all.out, Contains("interaction           21") && Contains("journal_mode        wal"));
  CHECK_THAT(terminal.crmctl({"info", "loan"}).out,
             Contains("due_amount") && Contains("loan_by_status") && Contains("status, customer_id, id"));
  CHECK_THAT(terminal.crmctl({"info", "--json"}).out,
             Contains("{\"column\":\"due_amount\",\"type\":\"INTEGER\",\"required\":true,\"key\":false}") &&
                 Contains("\"settings\":[{"));
  CHECK_THAT(terminal.crmctl({"info", "loan", "--csv"}).out, Contains("due_amount,INTEGER,yes,no\n"));
  check_refused(terminal.crmctl({"info", "nothing"}), 1, "no such table");
}
