// import: files of others into the database.
#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/terminal.hpp"
#include "support/child.hpp"
#include "support/consistency.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

constexpr const char* kCustomers =
    "Account Number,First Name,Last Name,Primary Phone Number,loan.product_name,loan.due_amount,"
    "loan.contractual_installment_amount,loan.interest_late_fee,loan.minimum_amount,loan.due_date\n"
    "A1,Ann,\"Lee, the \"\"2nd\"\"\",(212) 555-1234,Auto Loan,1250.50,100,0,10,2024-01-31\n"
    "A2,Bob,Ray,212-555-9999,,,,,,\n";

class Importing : public Terminal {
 public:
  Importing() { REQUIRE(crmctl({"init"}).exit_code == 0); }

  // Writes the text to customers.csv and imports it.
  Ended import_text(std::string_view text, std::vector<std::string> options = {}) const {
    write_file(file("customers.csv"), text);
    return import_file("customers.csv", std::move(options));
  }

  Ended import_file(const std::string& name, std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"import", name});
    return crmctl(std::move(options));
  }

  RawDatabase raw() const { return RawDatabase(file("crm.db")); }
  long long customers() const { return raw().number("SELECT count(*) FROM customer"); }
};

// What the program said with --json.
nlohmann::json said(const Ended& ended) {
  INFO(ended.err);
  return nlohmann::json::parse(ended.out);
}

void check_counts(const Ended& ended, int created, int updated, int unchanged, int rejected) {
  const nlohmann::json answer = said(ended);
  CHECK(answer["created"] == created);
  CHECK(answer["updated"] == updated);
  CHECK(answer["unchanged"] == unchanged);
  CHECK(answer["rejected"] == rejected);
  CHECK(answer["lines"] == created + updated + unchanged + rejected);
}

std::string many_customers(int count) {
  std::string text =
      "account_number,first_name,loan.product_name,loan.due_amount,"
      "loan.contractual_installment_amount,loan.interest_late_fee,loan.minimum_amount,loan.due_date\n";
  for (int i = 0; i < count; ++i) text += "A" + std::to_string(i) + ",Ann,Auto Loan,1,1,1,1,2024-01-31\n";
  return text;
}

}  // namespace

TEST_CASE("import adds customers and their loans from one file") {
  const Importing terminal;
  const Ended ended = terminal.import_text(kCustomers, {"--json"});
  CHECK(ended.exit_code == 0);
  CHECK(ended.err == "");
  check_counts(ended, 2, 0, 0, 0);
  Session session = terminal.open().session("test");
  const auto ann = session.pre_call("2125551234").candidates;
  REQUIRE(ann.size() == 1);
  CHECK(ann[0].customer.last_name == "Lee, the \"2nd\"");
  REQUIRE(ann[0].loans.size() == 1);
  CHECK(ann[0].loans[0].due_amount == usd(125'050));
  CHECK(session.pre_call("2125559999").candidates.at(0).loans.empty());
  CHECK_THAT(session.audit({}).items.at(0).changes, Contains("import customers.csv"));
  CHECK(!exists(terminal.file("customers.csv.rejects.csv")));
}

TEST_CASE("import of the same file again changes nothing") {
  const Importing terminal;
  terminal.import_text(kCustomers);
  const auto before = terminal.raw().content();
  check_counts(terminal.import_file("customers.csv", {"--json"}), 0, 0, 2, 0);
  CHECK((terminal.raw().content() == before));
}

TEST_CASE("import brings those who are there up to date") {
  const Importing terminal;
  terminal.import_text(kCustomers);
  check_counts(terminal.import_text("account_number,city\nA1,Boston\nA3,Salem\nA1,Boston\n", {"--json"}), 1,
               1, 1, 0);
  Session session = terminal.open().session("test");
  CHECK(session.customers().find_account("A1")->city == "Boston");
  CHECK(session.customers().find_account("A1")->first_name == "Ann");
  CHECK(session.customers().find_account("A1")->version == 2);
}

TEST_CASE("import puts what it cannot take into a rejects file and says so") {
  const Importing terminal;
  const Ended ended = terminal.import_text(
      "account_number,dob,email_address\nA1,1980-02-30,a@b.cd\n,1980-01-01,\nA3,1980-01-01,=x\nA4,1980-01-"
      "01\n"
      "A5,1980-01-01,a@b.cd\nA6,\"1980\n",
      {"--json"});
  CHECK(ended.exit_code == 10);
  check_counts(ended, 1, 0, 0, 5);
  CHECK(said(ended)["rejects_file"] == "customers.csv.rejects.csv");
  const std::string rejects = read_file(terminal.file("customers.csv.rejects.csv"));
  CHECK_THAT(
      rejects,
      Catch::StartsWith("rejected_line,rejected_column,rejected_reason,account_number,dob,email_address\n"));
  CHECK_THAT(rejects, Contains("\n2,dob,") && Contains(",A1,1980-02-30,a@b.cd\n3,account_number,"));
  CHECK_THAT(rejects, Contains("\n4,email_address,") && Contains(",A3,1980-01-01,'=x\n"));
  CHECK_THAT(rejects, Contains("\n5,,\"The line has 2 cells"));
  CHECK_THAT(rejects, Contains("\n7,,") && Contains("quote"));
  CHECK(mode_of(terminal.file("customers.csv.rejects.csv")) == 0600);
  CHECK(terminal.customers() == 1);
}

TEST_CASE("a corrected rejects file is imported as it is") {
  const Importing terminal;
  terminal.import_text("account_number,dob\nA1,soon\n");
  std::string rejects = read_file(terminal.file("customers.csv.rejects.csv"));
  rejects.replace(rejects.find("soon"), 4, "1980-01-01");
  write_file(terminal.file("corrected.csv"), rejects);
  check_counts(terminal.import_file("corrected.csv", {"--json"}), 1, 0, 0, 0);
}

TEST_CASE("import replaces an earlier rejects file and no other file") {
  const Importing terminal;
  const std::string bad = "account_number,dob\nA1,soon\n",
                    rejects = terminal.file("customers.csv.rejects.csv");
  write_file(rejects, "somebody's letters");
  check_refused(terminal.import_text(bad), 3, "--rejects");
  CHECK(read_file(rejects) == "somebody's letters");
  CHECK(terminal.import_text(bad, {"--rejects", "other.csv"}).exit_code == 10);
  CHECK(terminal.import_text("account_number,dob\nA2,late\n", {"--rejects", "other.csv"}).exit_code == 10);
  CHECK_THAT(read_file(terminal.file("other.csv")), Contains("late") && !Contains("soon"));
  check_refused(terminal.import_text(bad, {"--rejects", "customers.csv"}), 2, "--rejects");
  check_refused(terminal.import_text(bad, {"--rejects", "none/rejects.csv"}), 1, "folder");
}

TEST_CASE("import --dry-run says what would be done and does nothing") {
  const Importing terminal;
  terminal.import_text(kCustomers);
  const auto before = terminal.raw().content();
  const Ended ended = terminal.import_text("account_number,city,dob\nA1,Boston,\nA9,Salem,\nA2,,\nA8,,soon\n",
                                           {"--dry-run", "--json"});
  CHECK(ended.exit_code == 10);
  check_counts(ended, 1, 1, 1, 1);
  CHECK(said(ended)["dry_run"] == true);
  CHECK((terminal.raw().content() == before));
}

TEST_CASE("import reads foreign columns and forms with a mapping") {
  const Importing terminal;
  write_file(terminal.file("map.json"), R"({"columns": {"Kto": "account_number", "Betrag": "loan.due_amount"},
      "ignore": ["Filiale"], "delimiter": ";", "amount_format": "1.234,56", "date_format": "%d.%m.%Y",
      "currency": "EUR", "region": "DE",
      "constants": {"loan.product_name": "Auto", "loan.contractual_installment_amount": "10,00",
                    "loan.interest_late_fee": "0,00", "loan.minimum_amount": "0,00"}})");
  const Ended ended = terminal.import_text(
      "\xEF\xBB\xBFKto;Betrag;Filiale;loan due date;primary phone number\r\nK1;1.250,50 "
      "\u20AC;Nord;31.01.2024;030 "
      "123456\r\n",
      {"--map", "map.json", "--json"});
  check_counts(ended, 1, 0, 0, 0);
  const Candidate found = terminal.open().session("test").pre_call("+4930123456").candidates.at(0);
  CHECK(found.loans.at(0).due_amount == Money{125'050, Currency("EUR")});
  CHECK(found.loans.at(0).due_date == day("2024-01-31"));
}

TEST_CASE("import reads the standard input and JSON Lines") {
  const Importing terminal;
  check_counts(terminal.crmctl({"import", "-", "--json"}, kCustomers), 2, 0, 0, 0);
  write_file(terminal.file("more.jsonl"),
             "{\"account_number\": \"A1\", \"city\": \"Boston\", \"loan\": {\"product_name\": \"Auto Loan\", "
             "\"due_amount\": 7}}\n{\"account_number\": \"A2\", \"last_name\": null}\n{\"account\": 1}\n");
  const Ended ended = terminal.import_file("more.jsonl", {"--json"});
  CHECK(ended.exit_code == 10);
  check_counts(ended, 0, 2, 0, 1);
  CHECK_THAT(read_file(terminal.file("more.jsonl.rejects.jsonl")),
             Contains("\"rejected_line\":3,\"rejected_column\":\"account\"") && Contains("account_number"));
  Session session = terminal.open().session("test");
  CHECK(session.pre_call("2125551234").candidates.at(0).loans.at(0).due_amount == usd(700));
  CHECK(!session.customers().find_account("A2")->last_name);
}

TEST_CASE("import --record takes files of everything that customers have") {
  const Importing terminal;
  terminal.import_text(kCustomers);
  const auto import = [&](const std::string& record, std::string_view text) {
    return terminal.import_text(text, {"--record", record, "--json"});
  };
  check_counts(import("phone", "account_number,number,kind\nA1,212 555 7777,work\n"), 1, 0, 0, 0);
  check_counts(
      import("interaction", "account number,creation date,source,status\nA1,2024-01-05,Email,Sent\n"), 1, 0,
      0, 0);
  check_counts(
      import("vehicle", "account_number,vin,make,model,year\nA1,1HGCM82633A004352,Honda,Accord,2003\n"), 1, 0,
      0, 0);
  check_counts(import("payment", "account_number,amount,idempotency_key\nA1,250.50,p1\nA1,250.50,p1\n"), 1, 0,
               1, 0);
  check_counts(import("note", "account_number,note\nA1,Prefers letters.\n"), 1, 0, 0, 0);
  check_counts(import("loan", "account_number,product_name,due_amount\nA1,Auto Loan,5\nA7,Auto Loan,5\n"), 0,
               1, 0, 1);
  CHECK_THAT(read_file(terminal.file("customers.csv.rejects.csv")),
             Contains("3,account_number,\"There is no such"));
  CHECK(inconsistencies(terminal.raw()) == "");
  check_refused(import("lone", "account_number\n"), 2, "loan_note");
}

TEST_CASE("import refuses a file that it cannot understand before anything is written") {
  const Importing terminal;
  check_refused(terminal.import_text(""), 2, "empty");
  check_refused(terminal.import_text("Acct,first_name\nA1,Ann\n"), 2, "account_number");
  check_refused(terminal.import_text("account_number,city,City\nA1,a,b\n"), 2, "same field");
  check_refused(terminal.import_text("city,city\n"), 2, "city");
  check_refused(terminal.import_text("first_name\nAnn\n"), 2, "account_number");
  check_refused(terminal.import_file("none.csv"), 1, "no such file");
  check_refused(terminal.import_file("."), 1, "folder");
  check_refused(terminal.import_text(kCustomers, {"--map", "none.json"}), 1, "--map: There is no such file");
  check_refused(terminal.import_text(kCustomers, {"--date-format", "%y"}), 2, "%Y");
  check_refused(terminal.import_text(kCustomers, {"--region", "XX"}), 2, "region");
  check_refused(terminal.import_text(kCustomers, {"--currency", "dollars"}), 2, "currency");
  check_refused(terminal.import_text(kCustomers, {"--delimiter", ",,"}), 2, "delimiter");
  CHECK(terminal.customers() == 0);
  check_counts(terminal.import_text("account_number\n", {"--json"}), 0, 0, 0, 0);
}

TEST_CASE("import goes on behind lines that are broken beyond reading") {
  using namespace std::string_literals;
  const Importing terminal;
  const Ended ended = terminal.import_text("account_number,city\nA1,a\0b\nA2,\xFF\nA3,"s +
                                               std::string(10'000'000, 'x') + "\nA4,Boston\nA5,Salem\n",
                                           {"--json"});
  CHECK(ended.exit_code == 10);
  check_counts(ended, 2, 0, 0, 3);
  CHECK(terminal.open().session("test").customers().find_account("A5")->city == "Salem");
}

TEST_CASE("an import that was killed is run again and nothing is lost or twice", "[slow]") {
  constexpr int lines = 30'000;
  const Importing terminal;
  write_file(terminal.file("customers.csv"), many_customers(lines));
  const std::string url = "sqlite:///" + terminal.file("crm.db");
  {
    Child import(
        {std::string(CRM_BIN_DIR) + "/crmctl", "--database", url, "import", terminal.file("customers.csv")});
    const RawDatabase watcher(terminal.file("crm.db"));
    while (watcher.number("SELECT count(*) FROM customer") < lines / 10) {
    }
    import.kill();
  }
  const auto before = terminal.customers();
  CHECK(before >= lines / 10);
  CHECK(inconsistencies(terminal.raw()) == "");
  const Ended again = terminal.import_file("customers.csv", {"--json"});
  check_counts(again, static_cast<int>(lines - before), 0, static_cast<int>(before), 0);
  CHECK(terminal.raw().number("SELECT count(*) FROM customer WHERE version = 1") == lines);
  CHECK(terminal.raw().number("SELECT count(DISTINCT customer_id) FROM loan WHERE version = 1") == lines);
  CHECK(terminal.raw().number("SELECT count(*) FROM loan") == lines);
  CHECK(inconsistencies(terminal.raw()) == "");
}

TEST_CASE("Ctrl-C ends an import behind a batch and the same command goes on") {
  constexpr int lines = 20'000;
  const Importing terminal;
  write_file(terminal.file("customers.csv"), many_customers(lines));
  // The file comes through a pipe, and its second half only when the signal is sent, so that the import
  // cannot end before.
  const std::string script =
      "mkfifo feed\n"
      "\"$0\" import feed --json > answer & import=$!\n"
      "exec 3> feed; head -n 10000 customers.csv >&3\n"
      "until \"$0\" export --columns id | grep -q '[0-9]'; do :; done\n"
      "kill -INT $import; tail -n +10001 customers.csv >&3; exec 3>&-; wait $import";
  const Ended ended =
      run({"/bin/sh", "-c", script, std::string(CRM_BIN_DIR) + "/crmctl"}, {terminal.file(".")});
  CHECK(ended.exit_code == 130);
  const auto done = nlohmann::json::parse(read_file(terminal.file("answer")))["created"].get<int>();
  CHECK(terminal.customers() == done);
  CHECK(inconsistencies(terminal.raw()) == "");
  check_counts(terminal.import_file("customers.csv", {"--json"}), lines - done, 0, done, 0);
}

TEST_CASE("import that fails in the middle says what is done and that it can go on") {
  const Importing terminal;
  std::string lines = "account_number,first_name\n";
  for (int i = 0; i < 12'000; ++i) lines += "F" + std::to_string(i) + ",Ann\n";
  write_file(terminal.file("many.csv"), lines);
  // No file may grow beyond 1.8 MB.
  const Ended ended = terminal.shell("trap '' XFSZ; ulimit -f 3600; crmctl import many.csv");
  CHECK(ended.exit_code != 0);
  CHECK_THAT(ended.err, Contains("customers were created") && Contains("Run the same command again"));
  CHECK(terminal.crmctl({"import", "many.csv"}).exit_code == 0);
  CHECK(RawDatabase(terminal.file("crm.db")).number("SELECT count(*) FROM customer") == 12'000);
}
