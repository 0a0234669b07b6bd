// reset and vacuum.
#include "cli/terminal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

TEST_CASE("reset deletes everything after it was told to, and the database can be used again") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"reset"}), 9, "--yes");
  CHECK(terminal.open().session("test").dashboard().total_customers == 5);
  const Ended ended = terminal.crmctl({"reset", "--yes", "--actor", "Ada"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("empty"));
  Session session = terminal.open().session("test");
  CHECK(session.dashboard().total_customers == 0);
  const auto entries = session.audit(CustomerId{}).items;
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].actor == "Ada");
  CHECK(entries[0].action == "reset");
  CHECK(std::filesystem::exists(terminal.file("crm.db.key")));
  CHECK(terminal.crmctl({"seed"}).exit_code == 0);
  CHECK(terminal.crmctl({"doctor"}).exit_code == 0);
}

TEST_CASE("reset answers programs with what is gone") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"reset", "--yes", "--json"});
  CHECK_THAT(ended.out, Catch::StartsWith("{\"database\": \"") &&
                            Contains("crm.db\", \"customer\": 5, \"loan\": 5, \"interaction\": 21, "));
}

TEST_CASE("vacuum says how large the database was and is") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--customers", "2000"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"reset", "--yes"}).exit_code == 0);
  const auto before = std::filesystem::file_size(terminal.file("crm.db"));
  const Ended ended = terminal.crmctl({"vacuum", "--csv"});
  const auto after = std::filesystem::file_size(terminal.file("crm.db"));
  CHECK(ended.exit_code == 0);
  CHECK(ended.out ==
        "size_before,size_after\n" + std::to_string(before) + "," + std::to_string(after) + "\n");
  CHECK(after < before / 2);
}

TEST_CASE("reset and vacuum of a missing database say how to make one") {
  check_refused(Terminal().crmctl({"reset", "--yes"}), 1, "`crmctl init`");
  check_refused(Terminal().crmctl({"vacuum"}), 1, "`crmctl init`");
}
