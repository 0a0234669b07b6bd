// pre-call: as text and as JSON.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

TEST_CASE("pre-call tells who has the number, what they owe and that they may be called") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"pre-call", "(555) 123-4567", "--at", kWorkingDay});
  CHECK(ended.exit_code == 0);
  CHECK(ended.err == "");
  CHECK_THAT(ended.out, Contains("+15551234567 at 2026-03-04 17:30:00 UTC") && Contains("John Doe") &&
                            Contains("May I call? yes") && Contains("Total due   1250.00 USD") &&
                            Contains("Auto Loan Premium, active: 1250.00 USD due 2024-01-31") &&
                            Contains("2024-02-01 10:00:00 UTC, System Generated: Sent"));
}

TEST_CASE("pre-call gives every reason against a call, and when the hours allow it") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"pre-call", "5554567890", "--at", "2026-03-04T05:30:00Z"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("Emily Davis") && Contains("May I call? NO: The lender") &&
                            Contains("NO: It is too early or too late") &&
                            Contains("Calling hours allow it at 2026-03-04 15:00:00 UTC."));
}

TEST_CASE("pre-call --json prints the answer for programs") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"pre-call", "+15551234567", "--json", "--at", kWorkingDay});
  REQUIRE(ended.exit_code == 0);
  const auto answer = nlohmann::json::parse(ended.out);
  CHECK(answer["as_of"] == "2026-03-04T17:30:00.000000Z");
  CHECK(answer["candidates"][0]["customer"]["last_name"] == "Doe");
  CHECK(answer["candidates"][0]["decision"]["allowed"] == true);
}

TEST_CASE("a number that nobody has is an answer of its own") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const Ended text = terminal.crmctl({"pre-call", "5550001111"});
  CHECK(text.exit_code == 1);
  CHECK_THAT(text.out, Contains("nobody has this number"));
  const Ended json = terminal.crmctl({"pre-call", "5550001111", "--json"});
  CHECK(json.exit_code == 1);
  CHECK(nlohmann::json::parse(json.out)["candidates"].empty());
}

TEST_CASE("a number that is none, and an instant that is none, are refused by name") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"pre-call", "555-12"}), 2, "NUMBER: ");
  check_refused(terminal.crmctl({"pre-call", "5551234567", "--at", "yesterday"}), 2, "--at: ");
}

TEST_CASE("everybody who shares a number is listed") {
  const Terminal terminal;
  terminal.make_seeded_database();
  {
    Session session = terminal.open().session("test");
    session.customers().create(
        {.last_name = "Twin", .primary_phone_number = PhoneNumber::parse("5551234567")});
  }
  const Ended ended = terminal.crmctl({"pre-call", "5551234567"});
  CHECK_THAT(ended.out, Contains("2 customers have it") && Contains("John Doe") && Contains("Twin"));
}

// The library refuses such texts, but other programs can write the file too.
TEST_CASE("what stands in a record cannot command the terminal") {
  const Terminal terminal;
  terminal.make_seeded_database();
  RawDatabase(terminal.file("crm.db"))
      .execute(
          "UPDATE customer SET last_name = 'D\x1b[2Joe\x7f\u009b2J' WHERE last_name = 'Doe';"
          "UPDATE interaction SET source = 'Phone\rCall', notes = '1\n2\u0085\u2192' WHERE customer_id = 1");
  const auto obeyed = [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; };
  const Ended text = terminal.crmctl({"pre-call", "5551234567"});
  CHECK(std::none_of(text.out.begin(), text.out.end(), obeyed));
  CHECK_THAT(text.out,
             Contains("John D [2Joe  2J") && Contains("Phone Call: Sent") && Contains("1 2 \u2192"));

  const Ended json = terminal.crmctl({"pre-call", "5551234567", "--json"});
  CHECK(std::none_of(json.out.begin(), json.out.end(), obeyed));
  CHECK_THAT(json.out, !Contains("\u009b"));
  const auto customer = nlohmann::json::parse(json.out)["candidates"][0]["customer"];
  CHECK(customer["last_name"] == "D\x1b[2Joe\x7f\u009b2J");
}

TEST_CASE("a long note is cut between two characters") {
  const Terminal terminal;
  terminal.make_seeded_database();
  {
    Session session = terminal.open().session("test");
    const CustomerId john = session.customers().find_account("1234567890")->id;
    std::string note = "xx";  // so that the limit falls inside a character
    for (int i = 0; i < 1000; ++i) note += "\u2192";
    session.interactions().create(john, {.source = "Letter", .status = "Sent", .notes = note});
  }
  CHECK_THAT(terminal.crmctl({"pre-call", "5551234567"}).out, Contains("\u2192 ...\n"));
}

TEST_CASE("an answer that cannot be written is an error") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = run({"/bin/sh", "-c", "exec '" CRM_BIN_DIR "/crmctl' pre-call 5551234567 > /dev/full"},
                          {.folder = std::filesystem::path(terminal.file("crm.db")).parent_path()});
  check_refused(ended, 7, "could not be written");
}

TEST_CASE("pre-call answers several numbers as text and as an array and as CSV") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const auto ask = [&](const std::string& format) {
    return terminal.crmctl(
        {"pre-call", "5551234567", "5550001111", "5554567890", "--at", kWorkingDay, format});
  };
  const Ended text = terminal.crmctl({"pre-call", "5551234567", "5554567890"});
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.out, Contains("John Doe") && Contains("\n\n+15554567890 at "));
  const auto answers = nlohmann::json::parse(ask("--json").out);
  REQUIRE(answers.size() == 3);
  CHECK(answers[1]["candidates"].empty());
  CHECK(answers[2]["number"] == "+15554567890");
  CHECK(ask("--csv").out ==
        "number,customer_id,name,allowed,reasons,total_due\n"
        "+15551234567,1,John Doe,yes,,1250.00 USD\n"
        "+15550001111,,,,,\n"
        "+15554567890,4,Emily Davis,no,not_eligible,0.00 USD\n");
  check_refused(terminal.crmctl({"pre-call", "5551234567", "555-12"}), 2, "NUMBER: ");
}

TEST_CASE("pre-call answers a list from the standard input and reports what is no number") {
  const Terminal terminal;
  terminal.make_seeded_database();
  std::string list = "555-123-4567\r\n\nJohn Doe\n", unknown;
  for (int i = 0; i < 1500; ++i) {
    list += "5550001111\n";
    unknown += "+15550001111,,,,,\n";
  }
  list += "5554567890";
  const Ended ended = terminal.crmctl({"pre-call", "-", "--csv", "--at", kWorkingDay}, list);
  CHECK(ended.exit_code == 10);
  CHECK_THAT(ended.err, Contains("crmctl: line 3: ") && !Contains("Doe"));
  CHECK(ended.out ==
        "number,customer_id,name,allowed,reasons,total_due\n"
        "+15551234567,1,John Doe,yes,,1250.00 USD\n" +
            unknown + "+15554567890,4,Emily Davis,no,not_eligible,0.00 USD\n");
  const Ended lines = terminal.crmctl({"pre-call", "-", "--json"}, "5551234567\n5550001111\n");
  CHECK(lines.exit_code == 0);
  CHECK(std::count(lines.out.begin(), lines.out.end(), '\n') == 2);
  CHECK(terminal.crmctl({"pre-call", "-"}, "5550001111\n").exit_code == 1);
  CHECK(terminal.crmctl({"pre-call", "-"}, "").exit_code == 1);
}

TEST_CASE("pre-call answers every line of a list in JSON Lines in order and tells which is no number") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"pre-call", "-", "--json"}, "5551234567\nJohn Doe\n5550001111\n");
  CHECK(ended.exit_code == 10);
  std::istringstream stream(ended.out);
  std::vector<nlohmann::json> answers;
  for (std::string line; std::getline(stream, line);) answers.push_back(nlohmann::json::parse(line));
  REQUIRE(answers.size() == 3);
  CHECK(answers[0]["number"] == "+15551234567");
  CHECK(answers[1]["line"] == 2);
  CHECK(answers[1]["error"]["code"] == "invalid_argument");
  CHECK(answers[2]["candidates"].empty());
}

TEST_CASE("pre-call answers for a customer who is named without a number") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended text = terminal.crmctl({"pre-call", "--account", "4567890123", "--at", kWorkingDay});
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.out, Catch::StartsWith("Emily Davis (customer 4") && Contains("NO: The lender"));
  const auto answer = nlohmann::json::parse(
      terminal.crmctl({"pre-call", "--customer", "1", "--at", kWorkingDay, "--json"}).out);
  CHECK(answer["as_of"] == "2026-03-04T17:30:00.000000Z");
  CHECK(answer["number"] == "+15551234567");
  CHECK(answer["candidates"][0]["decision"]["allowed"] == true);
  CHECK_THAT(terminal.crmctl({"pre-call", "--customer", "1", "--csv"}).out, Contains("1,John Doe,"));
  check_refused(terminal.crmctl({"pre-call", "--customer", "99"}), 1, "customer");
  check_refused(terminal.crmctl({"pre-call", "5551234567", "--customer", "1"}), 2, "NUMBER");
}
