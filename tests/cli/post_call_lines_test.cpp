// post-call from files: documents over several lines, and JSON Lines in batches.
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/terminal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;
using Catch::StartsWith;
using nlohmann::json;

namespace {

constexpr std::int64_t kSeeded = 21;  // interactions

std::string line(const std::string& call, const std::string& account = "1234567890") {
  return json{{"call_id", call}, {"account_number", account}}.dump() + "\n";
}

std::int64_t recorded(const Terminal& terminal) {
  return terminal.open().session("test").dashboard().total_interactions - kSeeded;
}

}  // namespace

TEST_CASE("a document may span lines and come from a file") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string document =
      "\n{\n  \"call_id\": \"c-1\",\n  \"account_number\": \"1234567890\",\n  \"note\": \"a { b\"\n}\n";
  const Ended first = terminal.crmctl({"post-call", "-"}, document);
  CHECK(first.exit_code == 0);
  CHECK_THAT(first.out, StartsWith("Recorded: interaction 22 of customer 1."));
  std::ofstream(terminal.file("outcome.json")) << document;
  CHECK_THAT(terminal.crmctl({"post-call", "outcome.json"}).out, Contains("recorded before"));
  CHECK_THAT(terminal.crmctl({"post-call", "outcome.json", "--csv"}).out, Contains("\n1,1,22,no,no,yes\n"));
  CHECK(recorded(terminal) == 1);
}

TEST_CASE("JSON Lines are recorded and the same lines again record nothing twice") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string lines = line("c-1") + "\r\n\n" + line("c-2", "2345678901") + line("c-3");
  const Ended first = terminal.crmctl({"post-call", "-"}, lines);
  CHECK(first.exit_code == 0);
  CHECK(first.out == "Recorded 3 calls.\n");
  CHECK(terminal.crmctl({"post-call", "-"}, lines).out == "Recorded 0 calls. 3 were recorded before.\n");
  CHECK(recorded(terminal) == 3);
}

TEST_CASE("a line that is refused is reported with its number and the others are recorded") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string lines =
      line("c-1") + "{\"call_id\": oops}\n" + line("c-2", "000") + line("c-1") +
      "{\"call_id\": \"c-1\", \"account_number\": \"1234567890\", \"note\": \"other\"}\n" +
      "{\"call_id\": \"c-5\", \"account_number\": \"1234567890\", \"secret\": 1}\n" + line("c-6") +
      "{\"call_id\": \"c-7\"";
  const Ended ended = terminal.crmctl({"post-call", "-"}, lines);
  CHECK(ended.exit_code == 10);
  CHECK(ended.out == "Recorded 2 calls. 1 were recorded before. 5 lines were not taken.\n");
  for (const char* refused : {"crmctl: line 2: ", "crmctl: line 3: account_number", "crmctl: line 5: call_id",
                              "crmctl: line 6: secret", "crmctl: line 8: "})
    CHECK_THAT(ended.err, Contains(refused));
  CHECK(ended.err.find("line 2") < ended.err.find("line 3"));
  CHECK(ended.err.find("line 6") < ended.err.find("line 8"));
  CHECK_THAT(ended.err, !Contains("oops") && !Contains("000"));
  CHECK(recorded(terminal) == 2);
}

TEST_CASE("answers to lines come in their order as JSON Lines or as CSV") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string lines = line("c-1") + line("c-2", "000") + line("c-3");
  const Ended ended = terminal.crmctl({"post-call", "-", "--json"}, lines);
  CHECK(ended.exit_code == 10);
  std::istringstream out(ended.out);
  std::vector<json> answers;
  for (std::string text; std::getline(out, text);) answers.push_back(json::parse(text));
  REQUIRE(answers.size() == 3);
  CHECK(answers[0]["line"] == 1);
  CHECK(answers[0]["result"]["interaction_id"] == 22);
  CHECK(answers[1]["line"] == 2);
  CHECK(answers[1]["error"]["code"] == "not_found");
  CHECK(answers[1]["error"]["field"] == "account_number");
  CHECK(answers[1]["error"]["retryable"] == false);
  CHECK(answers[2]["result"]["replayed"] == false);
  CHECK(terminal.crmctl({"post-call", "-", "--csv"}, lines).out ==
        "line,customer_id,loan_id,interaction_id,replayed\n1,1,1,22,yes\n3,1,1,23,yes\n");
}

TEST_CASE("lines beyond one batch are recorded with a bad one in each half") {
  const Terminal terminal;
  terminal.make_seeded_database();
  std::string lines;
  for (int i = 1; i <= 1201; ++i)
    lines += line("c-" + std::to_string(i), i == 17 || i == 1100 ? "000" : "1234567890");
  const Ended ended = terminal.crmctl({"post-call", "-"}, lines);
  CHECK(ended.exit_code == 10);
  CHECK(ended.out == "Recorded 1199 calls. 2 lines were not taken.\n");
  CHECK_THAT(ended.err, Contains("line 17: ") && Contains("line 1100: "));
  CHECK(recorded(terminal) == 1199);
}

TEST_CASE("a line longer than any document is refused and fills no memory") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl(
      {"post-call", "-"}, line("c-1") + "\"" + std::string(5'000'000, 'x') + "\"\n" + line("c-2"));
  CHECK(ended.exit_code == 10);
  CHECK_THAT(ended.err, Contains("line 2: "));
  CHECK(recorded(terminal) == 2);
}

TEST_CASE("an input that cannot be read is refused by name") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"post-call", "missing.jsonl"}), 1, "INPUT: ");
  check_refused(terminal.crmctl({"post-call", "."}), 1, "INPUT: ");
  check_refused(terminal.crmctl({"post-call", "-"}, "\n \n"), 2, "JSON");
  check_refused(terminal.crmctl({"post-call", "-"}, "{\"call_id\":\n" + line("c-1")), 2, "JSON");
  CHECK(recorded(terminal) == 0);
}

TEST_CASE("lines that meet a missing key stop and say from where on") {
  const Terminal terminal;
  terminal.make_seeded_database();
  std::filesystem::remove(terminal.file("crm.db.key"));
  const std::string secret =
      R"({"call_id": "c-2", "account_number": "1234567890", "customer": {"ssn": "987654321"}})";
  const Ended ended = terminal.crmctl({"post-call", "-"}, line("c-1") + secret + "\n");
  CHECK(ended.exit_code == 5);
  CHECK_THAT(ended.err, Contains("key") && Contains("from line 1 on"));
  CHECK(recorded(terminal) == 0);
}
