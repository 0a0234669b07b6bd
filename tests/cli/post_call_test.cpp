// post-call: from options and from a document.
#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

const std::vector<std::string> kPromise = {
    "post-call",     "--call-id",      "c-1",     "--account",        "1234567890",
    "--disposition", "Promise_to_Pay", "--trace", "Connected",        "--trace",
    "Verified",      "--amount",       "500",     "--date",           "2026-03-15",
    "--duration",    "00:08:45",       "--note",  "Will pay by card."};

Candidate john_of(const Terminal& terminal) {
  return terminal.open().session("test").pre_call_account("1234567890").value();
}

std::vector<std::string> call_with(const std::string& option, const std::string& value) {
  return {"post-call", "--call-id", "c-1", "--account", "1234567890", option, value};
}

}  // namespace

TEST_CASE("post-call records the outcome and changes the loan") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl(kPromise);
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("Recorded: interaction ") && Contains("was changed"));
  const Candidate john = john_of(terminal);
  CHECK(john.loans[0].due_amount.to_string() == "500.00");
  CHECK(john.loans[0].status == "arranged");
  CHECK(john.interactions[0].duration_seconds == 525);
  CHECK(john.interactions[0].disposition_trace == std::vector<std::string>{"Connected", "Verified"});
}

TEST_CASE("post-call hands on every option") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Candidate before = john_of(terminal);
  const Ended ended = terminal.crmctl({"post-call",
                                       "--call-id",
                                       "c-2",
                                       "--customer",
                                       std::to_string(before.customer.id.value),
                                       "--loan",
                                       std::to_string(before.loans[0].id.value),
                                       "--agent",
                                       "Ada",
                                       "--direction",
                                       "INBOUND",
                                       "--contact-type",
                                       "Video Call",
                                       "--currency",
                                       "USD",
                                       "--amount",
                                       "0",
                                       "--end-status",
                                       "AGENT HANGUP",
                                       "--dialing-status",
                                       "Dialed",
                                       "--dialing-code",
                                       "DAN",
                                       "--dialing-details",
                                       "second ring",
                                       "--additional-notes",
                                       "From chat.",
                                       "--ended-at",
                                       "2026-03-04T17:30:00Z",
                                       "--follow-up-at",
                                       "2026-03-05T17:30:00Z",
                                       "--duration",
                                       "61"});
  REQUIRE(ended.exit_code == 0);
  const Interaction recorded = john_of(terminal).interactions[0];
  CHECK(recorded.loan_id == before.loans[0].id);
  CHECK(recorded.call_id == "c-2");
  CHECK(recorded.agent == "Ada");
  CHECK(recorded.direction == "INBOUND");
  CHECK(recorded.source == "Video Call");
  CHECK(recorded.agreed_amount == Money{});
  CHECK(recorded.end_status == "AGENT HANGUP");
  CHECK(recorded.dialing_status == "Dialed");
  CHECK(recorded.dialing_code == "DAN");
  CHECK(recorded.dialing_details == "second ring");
  CHECK_THAT(*recorded.notes, Contains("From chat."));
  CHECK(recorded.creation_date == parse_instant("2026-03-04T17:30:00Z"));
  CHECK(recorded.follow_up_at == parse_instant("2026-03-05T17:30:00Z"));
  CHECK(recorded.duration_seconds == 61);
}

TEST_CASE("post-call said twice records once") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl(kPromise).exit_code == 0);
  const Ended again = terminal.crmctl(kPromise);
  CHECK(again.exit_code == 0);
  CHECK_THAT(again.out, Contains("recorded before"));
  CHECK(terminal.open().session("test").dashboard().total_interactions == 22);
}

TEST_CASE("post-call with a known call id and another outcome is a conflict") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl(kPromise).exit_code == 0);
  check_refused(terminal.crmctl(call_with("--disposition", "Voicemail")), 3, "call_id: ");
}

TEST_CASE("post-call reads one JSON document and answers in JSON") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string document =
      R"({"call_id": "c-3", "account_number": "2345678901", "agreed_amount": 100, "customer": {"city": "San Jos\u00e9"}})";
  const Ended first = terminal.crmctl({"post-call", "-", "--json"}, document);
  REQUIRE(first.exit_code == 0);
  const auto answer = nlohmann::json::parse(first.out);
  CHECK(answer["customer_updated"] == true);
  CHECK(answer["replayed"] == false);
  const Ended second = terminal.crmctl({"post-call", "-", "--json"}, document);
  CHECK(nlohmann::json::parse(second.out)["replayed"] == true);
}

TEST_CASE("a document that is wrong is refused, and nothing is written") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"post-call", "-", "--json"}, "{\"call_id\":"), 2, "JSON");
  check_refused(terminal.crmctl({"post-call", "-", "--json"}, ""), 2, "JSON");
  check_refused(terminal.crmctl({"post-call", "-", "--json"}, R"({"call_id": "1", "colour": "red"})"), 2,
                "colour");
  check_refused(terminal.crmctl({"post-call", "-", "--json"}, "\"" + std::string(2'000'000, 'x') + "\""), 2,
                "JSON");
  CHECK(terminal.open().session("test").dashboard().total_interactions == 21);
}

TEST_CASE("a document stands alone") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"post-call", "-", "--call-id", "1"}, "{}"), 2, "INPUT: ");
  check_refused(terminal.crmctl({"post-call", "file.json"}), 1, "INPUT: ");
}

TEST_CASE("post-call says who is missing") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"post-call", "--account", "1234567890"}), 2, "--call-id: ");
  check_refused(terminal.crmctl({"post-call", "--call-id", "1"}), 2, "--account NUMBER, or --customer ID");
  check_refused(terminal.crmctl({"post-call", "--call-id", "1", "--account", "999"}), 1, "account_number");
  check_refused(terminal.crmctl({"post-call", "--call-id", "1", "--customer", "999"}), 1, "customer");
}

TEST_CASE("post-call names the option whose value is wrong") {
  const Terminal terminal;
  terminal.make_seeded_database();
  for (const auto& [option, value] :
       std::vector<std::pair<std::string, std::string>>{{"--amount", "5.001"},
                                                        {"--amount", "much"},
                                                        {"--currency", "ZZZ"},
                                                        {"--date", "2026-02-30"},
                                                        {"--duration", "1:2"},
                                                        {"--duration", "00:60:00"},
                                                        {"--duration", "1x"},
                                                        {"--duration", ""},
                                                        {"--duration", "-1"},
                                                        {"--ended-at", "noon"},
                                                        {"--follow-up-at", "soon"},
                                                        {"--customer", "one"}}) {
    CAPTURE(option, value);
    check_refused(terminal.crmctl(call_with(option, value)), 2, option);
  }
  check_refused(terminal.crmctl(call_with("--duration", "86401")), 2, "duration_seconds");
  CHECK(terminal.open().session("test").dashboard().total_interactions == 21);
}

TEST_CASE("an SSN is taken but never shown, and without its key it is refused") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const auto document = [](const std::string& call, const std::string& ssn) {
    return R"({"call_id": ")" + call + R"(", "account_number": "1234567890", "customer": {"ssn": ")" + ssn +
           "\"}}";
  };
  REQUIRE(terminal.crmctl({"post-call", "-", "--json"}, document("1", "987-65-4320")).exit_code == 0);
  CHECK_THAT(terminal.crmctl({"pre-call", "5551234567"}).out, !Contains("4320"));
  const std::string json = terminal.crmctl({"pre-call", "5551234567", "--json"}).out;
  CHECK_THAT(json, Contains("***-**-4320") && !Contains("987654320"));

  std::filesystem::remove(terminal.file("crm.db.key"));
  check_refused(terminal.crmctl({"post-call", "-", "--json"}, document("2", "987-65-4321")), 5, "key");
}

TEST_CASE("post-call --help names every field of the JSON and what is required") {
  const std::string help = Terminal().crmctl({"post-call", "--help"}).out;
  for (const char* field : {"call_id", "account_number", "agreed_amount", "agreed_date", "customer", "loan"})
    CHECK_THAT(help, Contains("\n  " + std::string(field) + " "));
  CHECK_THAT(help, Contains("Required but with INPUT") && Contains("\n\nFields of the JSON:\n"));
}

TEST_CASE("post-call offers the field that was meant") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::pair<const char*, const char*> cases[] = {{"account", "account_number"},
                                                       {"amount", "agreed_amount"},
                                                       {"dispositon", "disposition"},
                                                       {"callid", "call_id"}};
  for (const auto& [said, meant] : cases) {
    const std::string document = "{\"" + std::string(said) + "\": \"1\"}";
    const std::string sentence = "Did you mean `" + std::string(meant) + "`?";
    check_refused(terminal.crmctl({"post-call", "-"}, document), 2, sentence);
    CHECK_THAT(terminal.crmctl({"post-call", "-"}, document + "\n" + document).err, Contains(sentence));
  }
  CHECK_THAT(terminal.crmctl({"post-call", "-"}, R"({"loan": {"due_amnt": 1}})").err,
             Contains("Did you mean `due_amount`?"));
  CHECK_THAT(terminal.crmctl({"post-call", "-"}, R"({"note": 5})").err, !Contains("Did you mean"));
}

TEST_CASE("post-call refuses an array with what to give instead") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string one = R"({"call_id": "c-1", "account_number": "1234567890"})";
  for (const std::string& array : {"[" + one + "]", " [\n" + one + "]\n", std::string("[]")})
    check_refused(terminal.crmctl({"post-call", "-"}, array), 2, "one document or JSON lines");
  CHECK(john_of(terminal).interactions[0].call_id != "c-1");
}
