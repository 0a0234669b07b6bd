// interaction, vehicle, phone and note: list, show, add, set, delete.
#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"
#include "support/fields.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;
using nlohmann::json;

namespace {

void require_done(const Ended& ended) {
  INFO(ended.err);
  REQUIRE(ended.exit_code == 0);
}

}  // namespace

TEST_CASE("an interaction is added and shown and changed and deleted") {
  const Terminal terminal;
  terminal.make_seeded_database();
  require_done(terminal.crmctl({"interaction", "add", "--loan", "1", "source=Phone Call", "status=Completed",
                                R"(disposition_trace=["Connected", "Verified"])", "agreed_amount=99.50",
                                "creation_date=2024-03-01T10:00:00Z"}));
  const std::vector<std::string> one = {"22", "--customer", "1"};
  const json shown =
      json::parse(terminal.crmctl({"interaction", "show", "22", "--customer", "1", "--json"}).out);
  CHECK(shown["loan_id"] == 1);
  CHECK(shown["agreed_amount"] == 99.5);
  CHECK(shown["disposition_trace"] == json::parse(R"(["Connected", "Verified"])"));
  require_done(terminal.crmctl({"interaction", "set", "22", "--customer", "1", "notes=called back"}));
  check_refused(terminal.crmctl({"interaction", "set", "22", "--customer", "1", "agent=Bob"}), 2, "agent");
  CHECK_THAT(terminal.crmctl({"interaction", "list", "--loan", "1"}).out,
             Contains("2024-03-01 10:00:00 UTC"));
  CHECK_THAT(terminal.crmctl({"interaction", "set", "--help"}).out, !Contains("  agent"));
  require_done(terminal.crmctl({"interaction", "delete", "22", "--loan", "1", "--yes"}));
  CHECK(terminal.open().session("test").dashboard().total_interactions == 21);
}

TEST_CASE("interaction list --follow-up-due lists the longest due first") {
  const Terminal terminal;
  terminal.make_seeded_database();
  for (const char* due : {"2024-02-05", "2024-02-03", "9999-12-31"})
    require_done(terminal.crmctl({"interaction", "add", "--customer", "2", "source=Phone Call", "status=Open",
                                  "follow_up_at=" + std::string(due)}));
  const auto due = [&](const char* when) {
    return terminal
        .crmctl({"interaction", "list", "--follow-up-due", when, "--columns", "follow_up_at", "--csv"})
        .out;
  };
  CHECK(due("now") == "follow_up_at\n2024-02-03T00:00:00.000000Z\n2024-02-05T00:00:00.000000Z\n");
  CHECK(due("2024-02-04") == "follow_up_at\n2024-02-03T00:00:00.000000Z\n");
  check_refused(terminal.crmctl({"interaction", "list", "--follow-up-due", "soon"}), 2, "--follow-up-due");
}

TEST_CASE("a vehicle is named by its VIN or by customer and id") {
  const Terminal terminal;
  terminal.make_seeded_database();
  require_done(terminal.crmctl({"vehicle", "add", "--customer", "1", "vin=1HGCM82633A004352", "make=Honda",
                                "model=Accord", "year=2003"}));
  const std::string by_vin = terminal.crmctl({"vehicle", "show", "1HGCM82633A004352"}).out;
  CHECK_THAT(by_vin, Contains("model         Accord\n"));
  CHECK(terminal.crmctl({"vehicle", "show", "1", "--account", "1234567890"}).out == by_vin);
  require_done(terminal.crmctl({"vehicle", "set", "1HGCM82633A004352", "color=red", "market_value=4500"}));
  CHECK_THAT(terminal.crmctl({"vehicle", "list", "--customer", "1"}).out, Contains("red"));
  check_refused(terminal.crmctl({"vehicle", "show", "1HGCM82633A004353"}), 1, "VIN");
  check_refused(terminal.crmctl({"vehicle", "show", "1"}), 2, "--customer");
  check_refused(terminal.crmctl({"vehicle", "show", "Honda", "--customer", "1"}), 2, "VEHICLE");
  check_refused(terminal.crmctl({"vehicle", "add", "--customer", "1", "make=Honda"}), 2, "vin");
  require_done(terminal.crmctl({"vehicle", "delete", "1HGCM82633A004352", "--yes"}));
  CHECK(terminal.open().session("test").vehicles().list({1}).items.empty());
}

TEST_CASE("a phone is added and changed and deleted and the pre-call sees it") {
  const Terminal terminal;
  terminal.make_seeded_database();
  require_done(
      terminal.crmctl({"phone", "add", "--account", "1234567890", "number=(555) 987-6543", "kind=work"}));
  CHECK_THAT(terminal.crmctl({"pre-call", "5559876543"}).out, Contains("John Doe"));
  require_done(
      terminal.crmctl({"phone", "set", "6", "--customer", "1", "status=wrong_number", "do_not_call=1"}));
  CHECK(terminal.crmctl({"phone", "list", "--customer", "1", "--csv"}).out ==
        "id,number,kind,rank,status,do_not_call\n1,+15551234567,other,1,active,no\n"
        "6,+15559876543,work,1,wrong_number,yes\n");
  check_refused(terminal.crmctl({"phone", "set", "6", "--customer", "1", "kind=fax"}), 2, "kind");
  require_done(terminal.crmctl({"phone", "delete", "6", "--customer", "1", "--yes"}));
  CHECK(terminal.crmctl({"pre-call", "5559876543"}).exit_code == 1);
}

TEST_CASE("a note is about a customer or with --loan about a loan") {
  const Terminal terminal;
  terminal.make_seeded_database();
  require_done(terminal.crmctl({"note", "add", "--customer", "1", "note=prefers mornings"}));
  require_done(terminal.crmctl({"note", "add", "--loan", "1", "note=a=b \u2192 \u00e9", "--actor", "Ada"}));
  CHECK(terminal.crmctl({"note", "list", "--customer", "1", "--columns", "note", "--csv"}).out ==
        "note\nprefers mornings\n");
  CHECK(terminal.crmctl({"note", "list", "--loan", "1", "--columns", "created_by,note", "--csv"}).out ==
        "created_by,note\nAda,a=b \u2192 \u00e9\n");
  CHECK(json::parse(terminal.crmctl({"note", "show", "1", "--loan", "1", "--json"}).out)["loan_id"] == 1);
  require_done(terminal.crmctl({"note", "set", "1", "--loan", "1", "note=changed"}));
  CHECK_THAT(terminal.crmctl({"note", "show", "1", "--customer", "1"}).out, Contains("prefers mornings"));
  require_done(terminal.crmctl({"note", "delete", "1", "--loan", "1", "--yes"}));
  Session session = terminal.open().session("test");
  CHECK(session.loan_notes().list({1}).items.empty());
  CHECK(session.customer_notes().list({1}).items.size() == 1);
}

TEST_CASE("a huge note is taken from the standard input and shown whole") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string note = wide_text(16'384);
  require_done(terminal.crmctl({"note", "add", "--customer", "1", "-"}, json{{"note", note}}.dump()));
  CHECK_THAT(terminal.crmctl({"note", "show", "1", "--customer", "1"}).out, Contains(note));
  CHECK(json::parse(terminal.crmctl({"note", "list", "--customer", "1", "--json"}).out)[0]["note"] == note);
  check_refused(terminal.crmctl({"note", "add", "--customer", "1", "-"}, json{{"note", note + "x"}}.dump()),
                2, "note");
  check_refused(terminal.crmctl({"note", "add", "--customer", "1", "note="}), 2, "note");
  check_refused(terminal.crmctl({"note", "add", "note=x"}), 2, "--customer");
}
