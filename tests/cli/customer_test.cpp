// customer: find, list, show, add, set, delete, erase.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;
using Catch::StartsWith;
using nlohmann::json;

namespace {

constexpr const char* kJohn = "account:1234567890";

Customer john_of(const Terminal& terminal) {
  return terminal.open().session("test").customers().find_account("1234567890").value();
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("customer add stores the fields that are named and says the id") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const Ended ended =
      terminal.crmctl({"customer", "add", "account_number=A1", "first_name=Zo\u00eb",
                       "last_name=O'Brien = Smith", "primary_phone_number=(555) 123-4567", "do_not_call=yes",
                       "monthly_income=4500.50", "dob=1980-01-15", R"(attributes={"pets": ["cat"]})"});
  CHECK(ended.exit_code == 0);
  CHECK(ended.out == "Added customer 1.\n");
  const Customer customer = terminal.open().session("test").customers().find_account("A1").value();
  CHECK(customer.first_name == "Zo\u00eb");
  CHECK(customer.last_name == "O'Brien = Smith");
  CHECK(customer.primary_phone_number->e164() == "+15551234567");
  CHECK(customer.do_not_call);
  CHECK(customer.monthly_income == usd(450'050));
  CHECK(customer.dob == day("1980-01-15"));
  CHECK(customer.attributes->text == R"({"pets":["cat"]})");
}

TEST_CASE("customer add takes a JSON object from the standard input and an SSN only there") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const Ended ended =
      terminal.crmctl({"customer", "add", "-", "--json"}, R"({"city": "Boston", "ssn": "987-65-4320"})");
  REQUIRE(ended.exit_code == 0);
  const json added = json::parse(ended.out);
  CHECK(added["city"] == "Boston");
  CHECK(added["ssn"] == "***-**-4320");
  const Ended refused = terminal.crmctl({"customer", "add", "city=Lynn", "ssn=987-65-4321"});
  check_refused(refused, 2, "JSON on the standard input");
  CHECK_THAT(refused.err, !Contains("4321"));
  check_refused(terminal.crmctl({"customer", "set", "1", "ssn=987654321"}), 2, "ssn");
  CHECK(terminal.open().session("test").dashboard().total_customers == 1);
}

TEST_CASE("customer add refuses what is no field or no value of it by name and stores nothing") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  for (const auto& [word, sentence] :
       std::vector<std::pair<std::string, std::string>>{{"citty=Boston", "citty"},
                                                        {"id=7", "id"},
                                                        {"Boston", "FIELD=VALUE"},
                                                        {"dob=yesterday", "dob"},
                                                        {"state=\x1b[2J", "state"},
                                                        {"first_name=\xff", "first_name"},
                                                        {"email_address=nobody", "email_address"},
                                                        {"do_not_call=perhaps", "do_not_call"}}) {
    CAPTURE(word);
    check_refused(terminal.crmctl({"customer", "add", word}), 2, sentence);
  }
  check_refused(terminal.crmctl({"customer", "add"}), 2, "no field");
  check_refused(terminal.crmctl({"customer", "add", "city=A", "city=B"}), 2, "city");
  check_refused(terminal.crmctl({"customer", "add", "-"}, "{\"city\":"), 2, "JSON");
  check_refused(terminal.crmctl({"customer", "add", "-"}, R"({"citty": 1})"), 2, "citty");
  check_refused(terminal.crmctl({"customer", "add", "first_name=" + std::string(100'000, 'x')}), 2,
                "first_name");
  CHECK(terminal.open().session("test").dashboard().total_customers == 0);
}

TEST_CASE("customer add with an account number that is taken is a conflict") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"customer", "add", "account_number=1234567890"}), 3, "account_number");
}

TEST_CASE("customer show gives every field to a person and to programs") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended text = terminal.crmctl({"customer", "show", kJohn});
  CHECK(text.exit_code == 0);
  CHECK_THAT(text.out, Contains("\nlast name              Doe\n") &&
                           Contains("ssn                    ***-**-6789\n") &&
                           Contains("is eligible to call    yes\n") && Contains("\nlanguage\n"));
  CHECK(terminal.crmctl({"customer", "show", "--account", "1234567890"}).out == text.out);
  CHECK(terminal.crmctl({"customer", "show", std::to_string(john_of(terminal).id.value)}).out == text.out);
  CHECK(terminal.crmctl({"customer", "show", kJohn, "--json"}).out == to_json(john_of(terminal)) + "\n");
  const std::string csv = terminal.crmctl({"customer", "show", kJohn, "--csv"}).out;
  CHECK_THAT(csv, StartsWith("id,version,account_number,") && Contains(",John,Doe,"));
  CHECK(lines_in(csv) == 2);
}

TEST_CASE("a customer who does not exist is not found") {
  const Terminal terminal;
  terminal.make_seeded_database();
  for (const char* command : {"show", "delete", "erase"})
    check_refused(terminal.crmctl({"customer", command, "99", "--yes"}), 1, "no customer 99");
  check_refused(terminal.crmctl({"customer", "set", "99", "city=Lynn"}), 1, "no customer 99");
  check_refused(terminal.crmctl({"customer", "show", "account:77"}), 1, "account number");
  check_refused(terminal.crmctl({"customer", "show", "--account", "77"}), 1, "account number");
  check_refused(terminal.crmctl({"customer", "show", "John"}), 2, "customer find");
  check_refused(terminal.crmctl({"customer", "show"}), 2, "which customer");
  check_refused(terminal.crmctl({"customer", "show", "1", "--account", "77"}), 2, "--account");
}

TEST_CASE("customer set changes what is named and clears what is empty") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"customer", "set", kJohn, "city=Boston", "email_address="});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("version 2"));
  CHECK(john_of(terminal).city == "Boston");
  CHECK_FALSE(john_of(terminal).email_address);
  CHECK(john_of(terminal).last_name == "Doe");
  CHECK_THAT(terminal.crmctl({"customer", "set", "--account", "1234567890", "city=Boston"}).out,
             Contains("Nothing was changed"));
  REQUIRE(terminal.crmctl({"customer", "set", kJohn, "-"}, R"({"city": "Lynn"})").exit_code == 0);
  CHECK(john_of(terminal).city == "Lynn");
}

TEST_CASE("customer set reads amounts in the currency of the record") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"customer", "set", kJohn, "currency=KWD"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"customer", "set", kJohn, "monthly_income=1.125"}).exit_code == 0);
  CHECK(john_of(terminal).monthly_income == Money{1125, Currency("KWD")});
  REQUIRE(terminal.crmctl({"customer", "set", kJohn, "-"}, R"({"monthly_income": 2.125})").exit_code == 0);
  CHECK(john_of(terminal).monthly_income == Money{2125, Currency("KWD")});
}

TEST_CASE("customer set --if-version refuses a record that has changed") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"customer", "set", kJohn, "city=A", "--if-version", "1"}).exit_code == 0);
  check_refused(terminal.crmctl({"customer", "set", kJohn, "city=B", "--if-version", "1"}), 3, "version");
  CHECK(john_of(terminal).city == "A");
}

TEST_CASE("customer list shows a page and how to get the next") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended all = terminal.crmctl({"customer", "list"});
  CHECK(all.exit_code == 0);
  CHECK(all.err == "");
  CHECK(lines_in(all.out) == 6);
  CHECK_THAT(all.out, StartsWith("ID  ACCOUNT NUMBER  LAST NAME"));
  const Ended first = terminal.crmctl({"customer", "list", "--limit", "3", "--csv"});
  CHECK(lines_in(first.out) == 4);
  REQUIRE_THAT(first.err, Contains("--after "));
  std::string cursor = first.err.substr(first.err.find("--after ") + 8);
  cursor.pop_back();
  const Ended second = terminal.crmctl({"customer", "list", "--limit", "3", "--after", cursor, "--csv"});
  CHECK(lines_in(second.out) == 3);
  CHECK(second.err == "");
  check_refused(terminal.crmctl({"customer", "list", "--after", "nonsense"}), 2, "after");
  check_refused(terminal.crmctl({"customer", "list", "--limit", "0"}), 2, "--limit");
}

TEST_CASE("customer list gets more than one of the library's pages") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--customers", "2100"}).exit_code == 0);
  const Ended ended = terminal.crmctl({"customer", "list", "--limit", "2050", "--columns", "id", "--csv"});
  CHECK(lines_in(ended.out) == 2051);
  CHECK_THAT(ended.err, Contains("There are more"));
  CHECK(lines_in(terminal.crmctl({"customer", "list", "--limit", "9999", "--csv"}).out) == 2101);
}

TEST_CASE("customer list chooses customers and columns") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK(
      terminal.crmctl({"customer", "list", "--name", "DOE, j", "--columns", "last_name,city", "--csv"}).out ==
      "last_name,city\nDoe,New York\n");
  CHECK_THAT(terminal.crmctl({"customer", "list", "--account", "23"}).out, Contains("Sarah"));
  CHECK_THAT(terminal.crmctl({"customer", "list", "--phone", "555-123-4567"}).out, Contains("John"));
  const json chosen = json::parse(terminal
                                      .crmctl({"customer", "list", "--account", "12", "--columns",
                                               "id,do_not_call,ssn,language", "--json"})
                                      .out);
  CHECK(chosen ==
        json::parse(R"([{"id": 1, "do_not_call": false, "ssn": "***-**-6789", "language": null}])"));
  CHECK(json::parse(terminal.crmctl({"customer", "list", "--json"}).out).size() == 5);
  const std::string every = terminal.crmctl({"customer", "list", "--columns", "all", "--csv"}).out;
  CHECK_THAT(every, StartsWith("id,version,account_number,") && Contains(",created_at,updated_at\n"));
  check_refused(terminal.crmctl({"customer", "list", "--columns", "id,colour"}), 2, "--columns");
  check_refused(terminal.crmctl({"customer", "list", "--phone", "none"}), 2, "--phone");
}

TEST_CASE("customer find takes a phone number or an account number or a name") {
  const Terminal terminal;
  terminal.make_seeded_database();
  for (const std::vector<std::string>& question : {std::vector<std::string>{"555-123-4567"},
                                                   {"1234567890"},
                                                   {"doe"},
                                                   {"Doe, John"},
                                                   {"john", "doe"},
                                                   {"doe", "john"},
                                                   {"do, jo"},
                                                   {"DOE,j"},
                                                   {"jo do"},
                                                   {"john do"},
                                                   {"doe jo"},
                                                   {"--phone", "5551234567"},
                                                   {"--name", "do"},
                                                   {"--account", "12345"}}) {
    std::vector<std::string> command = {"customer", "find", "--csv", "--columns", "first_name"};
    command.insert(command.end(), question.begin(), question.end());
    CAPTURE(question);
    const Ended ended = terminal.crmctl(command);
    CHECK(ended.exit_code == 0);
    CHECK(ended.out == "first_name\nJohn\n");
  }
}

TEST_CASE("customer find says when it finds nobody and what it needs to look for") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended text = terminal.crmctl({"customer", "find", "Nobody"});
  CHECK(text.exit_code == 1);
  CHECK(text.out == "No customer was found.\n");
  for (const char* nobody : {"sarah", "doe, mary", "mary doe", ", john"})
    CHECK(terminal.crmctl({"customer", "find", nobody}).exit_code == 1);
  CHECK_THAT(terminal.crmctl({"customer", "find", "--help"}).out, Contains("\n  crmctl customer find do, jo\n"));
  const Ended documents = terminal.crmctl({"customer", "find", "Nobody", "--json"});
  CHECK(documents.exit_code == 1);
  CHECK(json::parse(documents.out).empty());
  check_refused(terminal.crmctl({"customer", "find"}), 2, "what to look for");
  check_refused(terminal.crmctl({"customer", "find", "doe", "--name", "doe"}), 2, "what to look for");
}

TEST_CASE("a word that is also a command is looked for and not run") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK(terminal.crmctl({"customer", "find", "seed"}).out == "No customer was found.\n");
  CHECK(terminal.crmctl({"customer", "find", "list", "erase"}).out == "No customer was found.\n");
}

TEST_CASE("customer delete asks first and refuses who has loans") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"customer", "add", "city=Boston"}).exit_code == 0);
  check_refused(terminal.crmctl({"customer", "delete", "6"}), 9, "--yes");
  check_refused(terminal.crmctl({"customer", "delete", "6", "--yes", "--if-version", "2"}), 3, "version");
  check_refused(terminal.crmctl({"customer", "delete", kJohn, "--yes"}), 3, "loans");
  CHECK(terminal.crmctl({"customer", "delete", "6", "--yes"}).out == "Deleted customer 6.\n");
  CHECK(terminal.open().session("test").dashboard().total_customers == 5);
}

TEST_CASE("customer erase takes everything and leaves who did it") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const CustomerId john = john_of(terminal).id;
  check_refused(terminal.crmctl({"customer", "erase", kJohn}), 9, "--yes");
  const Ended ended = terminal.crmctl(
      {"customer", "erase", kJohn, "--yes", "--actor", "Ada", "--json", "--reason", "they asked for it"});
  CHECK(ended.exit_code == 0);
  CHECK(json::parse(ended.out) == json::parse(R"({"id": 1, "done": "erased"})"));
  Session session = terminal.open().session("test");
  CHECK_FALSE(session.customers().get(john));
  CHECK(session.dashboard().total_loans == 4);
  const auto trail = session.audit(john).items;
  REQUIRE(trail.size() == 1);
  CHECK(trail[0].action == "erase");
  CHECK(trail[0].actor == "Ada");
  CHECK(trail[0].changes == R"({"reason":"they asked for it"})");
}

TEST_CASE("a field that nobody knows is answered with the nearest one") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"customer", "set", "1", "frist_name=Jo"}), 2, "Did you mean `first_name`?");
  check_refused(terminal.crmctl({"customer", "add", "phone=5551234567"}), 2, "phone is no field");
  check_refused(terminal.crmctl({"customer", "add", "-"}, R"({"email": "a@b.c"})"), 2,
                "Did you mean `email_address`?");
  check_refused(terminal.crmctl({"loan", "set", "1", "due_amnt=5"}), 2, "Did you mean `due_amount`?");
}

// The library refuses such texts, but other programs can write the file too.
TEST_CASE("what stands in a customer cannot command the terminal") {
  const Terminal terminal;
  terminal.make_seeded_database();
  RawDatabase(terminal.file("crm.db"))
      .execute("UPDATE customer SET last_name = 'D\x1b[2Joe\x7f\u009b2J', first_name = '\u202eX\u2066', city = 'a\nb' WHERE id = 1");
  const auto obeyed = [](unsigned char c) { return (c < 0x20 && c != '\n') || c == 0x7f; };
  for (const std::vector<std::string>& command : {std::vector<std::string>{"customer", "list"},
                                                  {"customer", "show", "1"},
                                                  {"customer", "show", "1", "--json"},
                                                  {"customer", "list", "--json", "--columns", "last_name"}}) {
    const Ended ended = terminal.crmctl(command);
    CHECK(ended.exit_code == 0);
    CHECK(std::none_of(ended.out.begin(), ended.out.end(), obeyed));
    CHECK_THAT(ended.out, !Contains("\u009b") && !Contains("\u202e") && !Contains("\u2066"));
  }
  const json shown = json::parse(terminal.crmctl({"customer", "show", "1", "--json"}).out);
  CHECK(shown["last_name"] == "D\x1b[2Joe\x7f\u009b2J");
  CHECK(shown["first_name"] == "\u202eX\u2066");
}

TEST_CASE("a reader that goes away ends a list and a full disk is said") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"seed", "--customers", "1500"}).exit_code == 0);
  const auto shell = [&](const std::string& command) {
    return run({"/bin/sh", "-c", command},
               {.folder = std::filesystem::path(terminal.file("crm.db")).parent_path()});
  };
  const std::string crmctl = "'" CRM_BIN_DIR "/crmctl' customer list --limit 1500 --columns all --csv";
  CHECK_THAT(shell(crmctl + " | head -n 1").out, StartsWith("id,"));
  check_refused(shell("exec " + crmctl + " > /dev/full"), 7, "could not be written");
  check_refused(shell("exec " + crmctl + " >&-"), 4, "could not be written");
}
