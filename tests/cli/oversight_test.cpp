// reveal-ssn, audit and dashboard: what supervisors and auditors ask for.
#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;
using nlohmann::json;

TEST_CASE("reveal-ssn prints the nine digits alone and leaves who and why in the audit trail") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended =
      terminal.crmctl({"reveal-ssn", "account:1234567890", "--reason", "identity check", "--actor", "Ada"});
  CHECK(ended.exit_code == 0);
  CHECK(ended.out == "123456789\n");
  CHECK(json::parse(terminal.crmctl({"reveal-ssn", "1", "--reason", "x", "--json"}).out) ==
        json::parse(R"({"customer_id": 1, "ssn": "123456789"})"));
  const Ended trail = terminal.crmctl({"audit", "1"});
  CHECK_THAT(trail.out, Contains("  Ada: reveal ssn customer 1\n    reason: identity check\n") &&
                            !Contains("123456789"));
}

TEST_CASE("reveal-ssn needs a reason and an SSN to reveal") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"customer", "add", "city=Boston"}).exit_code == 0);
  check_refused(terminal.crmctl({"reveal-ssn", "1"}), 2, "--reason");
  check_refused(terminal.crmctl({"reveal-ssn", "1", "--reason", ""}), 2, "reason");
  check_refused(terminal.crmctl({"reveal-ssn", "99", "--reason", "x"}), 1, "customer");
  check_refused(terminal.crmctl({"reveal-ssn", "6", "--reason", "x"}), 1, "No SSN");
  std::filesystem::remove(terminal.file("crm.db.key"));
  check_refused(terminal.crmctl({"reveal-ssn", "1", "--reason", "x"}), 5, "key");
}

TEST_CASE("audit shows what changed so that a person can read it") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"customer", "set", "1", "city=Boston", "email_address=", "--actor", "Ada"})
              .exit_code == 0);
  REQUIRE(terminal.crmctl({"note", "add", "--customer", "1", "note=hello"}).exit_code == 0);
  const Ended ended = terminal.crmctl({"audit", "1"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains(": create customer note 1\n    note: hello\n") &&
                            Contains("  Ada: update customer 1\n") &&
                            Contains("    city: New York -> Boston\n") &&
                            Contains("    email_address: john.doe@email.com -> (none)\n"));
  CHECK(ended.out.find("create customer note") < ended.out.find("update customer"));  // the latest first
  const json rows = json::parse(terminal.crmctl({"audit", "1", "--json"}).out);
  CHECK(rows[1]["changes"]["city"] == json::parse(R"(["New York", "Boston"])"));
  CHECK_THAT(terminal.crmctl({"audit", "1", "--csv"}).out,
             Catch::StartsWith("customer_id,id,at,actor,action,record,record_id,changes\n"));
}

TEST_CASE("audit alone shows what was about many and pages like every list") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK_THAT(terminal.crmctl({"audit"}).out, Contains("source: seed") && Contains("customers: 5"));
  CHECK_THAT(terminal.crmctl({"audit", "2"}).out, Contains("nothing about this"));
  for (const char* city : {"city=A", "city=B", "city=C"})
    REQUIRE(terminal.crmctl({"customer", "set", "1", city}).exit_code == 0);
  const Ended first = terminal.crmctl({"audit", "1", "--limit", "2"});
  REQUIRE_THAT(first.err, Contains("--after "));
  std::string cursor = first.err.substr(first.err.find("--after ") + 8);
  cursor.pop_back();
  CHECK_THAT(terminal.crmctl({"audit", "1", "--after", cursor}).out,
             Contains("New York -> A") && !Contains("-> B"));
}

TEST_CASE("audit shows changes that are nested as deep as attributes may be") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string deep = R"({"a":)" + std::string(14, '[') + std::string(14, ']') + "}";
  REQUIRE(terminal.crmctl({"customer", "set", "1", "attributes=" + deep}).exit_code == 0);
  const Ended ended = terminal.crmctl({"audit", "1"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains(deep));
  CHECK(terminal.crmctl({"audit", "1", "--json"}).exit_code == 0);
}

TEST_CASE("what stands in the audit trail cannot command the terminal") {
  const Terminal terminal;
  terminal.make_seeded_database();
  RawDatabase(terminal.file("crm.db"))
      .execute("UPDATE audit SET actor = 'A\x1b[2J', changes = '{\"city\": [\"\\u001b[2J\", null]}'");
  CHECK_THAT(terminal.crmctl({"audit"}).out, !Contains("\x1b") && Contains("city:  [2J -> (none)"));
}

TEST_CASE("dashboard adds up the portfolio in every format") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended text = terminal.crmctl({"dashboard"});
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.out, Contains("customers       5\n") && Contains("interactions    21\n") &&
                           Contains("delinquent      1     2100.00"));
  CHECK(json::parse(terminal.crmctl({"dashboard", "--json"}).out)["total_loans"] == 5);
  CHECK_THAT(
      terminal.crmctl({"dashboard", "--csv"}).out,
      Contains("measure,key,currency,value\n") && Contains("due_amount,status delinquent,USD,2100.00\n"));
}

TEST_CASE("dashboard of an empty database is all zeros") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  CHECK_THAT(terminal.crmctl({"dashboard"}).out, Contains("loans           0\n") && !Contains("STATUS"));
}
