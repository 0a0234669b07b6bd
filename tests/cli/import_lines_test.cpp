// import: what becomes of lines that are equal, that contradict each other, that are refused; and a dry run.
#include <filesystem>
#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/terminal.hpp"
#include "support/consistency.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

using Json = nlohmann::json;

constexpr int kMoreThanABatch = 6'000;

class Importing : public Terminal {
 public:
  Importing() { REQUIRE(crmctl({"init"}).exit_code == 0); }

  // What the program says of it.
  Json import(const std::string& name, std::vector<std::string> options = {}) const {
    options.insert(options.begin(), {"import", name, "--json"});
    const Ended ended = crmctl(std::move(options));
    INFO(ended.err);
    REQUIRE((ended.exit_code == 0 || ended.exit_code == 10));
    return Json::parse(ended.out);
  }
  Json import_text(const std::string& name, std::string_view text,
                   std::vector<std::string> options = {}) const {
    write_file(file(name), text);
    return import(name, std::move(options));
  }

  RawDatabase raw() const { return RawDatabase(file("crm.db")); }
  long long number(const std::string& sql) const { return raw().number(sql); }
};

// {created, updated, unchanged, rejected}
std::vector<int> counts_of(const Json& said) {
  std::vector<int> counts;
  for (const char* name : {"created", "updated", "unchanged", "rejected"}) counts.push_back(said[name]);
  return counts;
}
using Counts = std::vector<int>;

constexpr const char* kLoans =
    "account_number,first_name,loan.product_name,loan.due_amount,loan.contractual_installment_amount,"
    "loan.interest_late_fee,loan.minimum_amount,loan.due_date\n";

std::string loan_line(const std::string& account, const std::string& due = "1") {
  return account + ",Ann,Auto Loan," + due + ",1,1,1,2024-01-31\n";
}

// Equal loans and other loans of one customer, at both ends of a file that takes two batches.
std::string wide_file() {
  std::string text = kLoans + loan_line("A1") + loan_line("A1", "2");
  for (int i = 0; i < kMoreThanABatch; ++i) text += loan_line("B" + std::to_string(i));
  return text + loan_line("A1") + loan_line("A1", "3") + "A1,Zoe,,,,,,\n" + "A1,Ann,,,,,,\n";
}

// Everything but the trail, in which a dry run says that it has made a copy.
std::map<std::string, RawDatabase::Rows> records_of(const Importing& terminal) {
  auto content = terminal.raw().content();
  content.erase("audit");
  content.erase("id_counter");
  return content;
}

}  // namespace

TEST_CASE("import takes equal lines for as many records and finds them again") {
  const Importing terminal;
  terminal.import_text("customers.csv", kLoans + loan_line("A1"));
  const auto import_twice = [&](const std::string& record, const std::string& text) {
    const Counts first = counts_of(terminal.import_text("lines.csv", text, {"--record", record}));
    const auto before = terminal.raw().content();
    CHECK(counts_of(terminal.import("lines.csv", {"--record", record})) == Counts{0, 0, 2, 0});
    CHECK((terminal.raw().content() == before));
    return first;
  };
  CHECK(import_twice("payment", "account_number,amount,paid_at\nA1,0.10,2024-01-05\nA1,0.10,2024-01-05\n") ==
        Counts{2, 0, 0, 0});
  CHECK(import_twice("note", "account_number,note\nA1,Called.\nA1,Called.\n") == Counts{2, 0, 0, 0});
  CHECK(import_twice(
            "interaction",
            "account_number,creation_date,source,status\nA1,2024-01-05,Email,Sent\nA1,2024-01-05,Email,"
            "Sent\n") == Counts{2, 0, 0, 0});
  CHECK(terminal.number("SELECT due_amount FROM loan") == 80);  // both payments count
  CHECK(import_twice("customer", kLoans + loan_line("A2") + loan_line("A2")) == Counts{1, 1, 0, 0});
  CHECK(terminal.number("SELECT count(*) FROM loan") == 3);
}

TEST_CASE("import finds equal and contradicting lines however far apart and says so in a dry run too") {
  const Importing terminal;
  write_file(terminal.file("wide.csv"), wide_file());
  const auto nothing = records_of(terminal);
  Json rehearsed = terminal.import("wide.csv", {"--dry-run"});
  const std::string rejects = read_file(terminal.file("wide.csv.rejects.csv"));
  CHECK((records_of(terminal) == nothing));
  Json done = terminal.import("wide.csv");
  CHECK(counts_of(done) == Counts{kMoreThanABatch + 1, 3, 1, 1});
  CHECK_THAT(read_file(terminal.file("wide.csv.rejects.csv")),
             Contains(",first_name,") && Contains("earlier line") && Contains(",A1,Zoe,"));
  CHECK(read_file(terminal.file("wide.csv.rejects.csv")) == rejects);
  CHECK(counts_of(rehearsed) == counts_of(done));
  CHECK(terminal.number("SELECT count(*) FROM loan WHERE customer_id = 1") == 4);
  const auto before = records_of(terminal);
  rehearsed = terminal.import("wide.csv", {"--dry-run"});
  CHECK(counts_of(rehearsed) == Counts{0, 0, kMoreThanABatch + 5, 1});
  CHECK(counts_of(terminal.import("wide.csv")) == counts_of(rehearsed));
  CHECK((records_of(terminal) == before));
  for (const auto& entry : std::filesystem::directory_iterator(terminal.file(".")))
    CHECK_THAT(entry.path().string(), !Contains("dry-run"));
}

TEST_CASE("a dry run of a folder meets the customers of its first file") {
  const Importing terminal;
  std::filesystem::create_directory(terminal.file("all"));
  write_file(terminal.file("all/customer.csv"),
             "id,account_number,first_name,ssn\n7,A1,Ann,123456789\n8,,Bob,\n");
  write_file(terminal.file("all/note.csv"), "account_number,customer_id,note\nA1,7,One\n,8,Two\n,9,Three\n");
  const auto before = records_of(terminal);
  const Json rehearsed = terminal.import("all", {"--dry-run"});
  CHECK((records_of(terminal) == before));
  CHECK(!exists(terminal.file("crm.db.key")));
  const Json done = terminal.import("all");
  REQUIRE(done.size() == 2);
  CHECK(counts_of(done[0]) == Counts{2, 0, 0, 0});
  CHECK(counts_of(done[1]) == Counts{2, 0, 0, 1});
  for (int i = 0; i < 2; ++i) CHECK(counts_of(rehearsed[i]) == counts_of(done[i]));
  CHECK(exists(terminal.file("crm.db.key")));
}

TEST_CASE("rejects of JSON Lines are JSON Lines that can be mended and imported") {
  const Importing terminal;
  const Json said =
      terminal.import_text("some.jsonl",
                           "{\"account_number\": \"A1\", \"dob\": \"soon\", \"loan\": {\"id\": 7}}\n"
                           "{\"account_number\": \"A2\", \n[1]\n");
  CHECK(said["rejects_file"] == "some.jsonl.rejects.jsonl");
  CHECK(counts_of(said) == Counts{0, 0, 0, 3});
  std::string rejects = read_file(terminal.file("some.jsonl.rejects.jsonl"));
  const Json first = Json::parse(rejects.substr(0, rejects.find('\n')));
  CHECK(first["rejected_line"] == 1);
  CHECK(first["rejected_column"] == "dob");
  CHECK(first["account_number"] == "A1");
  CHECK(first["loan"]["id"] == 7);
  CHECK_THAT(rejects, Contains("\"rejected_text\":\"{\\\"account_number\\\": \\\"A2\\\",\"") &&
                          Contains("\"rejected_text\":\"[1]\""));
  const std::string mended = Json{{"rejected_line", 1}, {"account_number", "A1"}, {"dob", "late"}}.dump() +
                             "\n" +
                             Json{{"rejected_line", 2}, {"account_number", "A2"}, {"city", "Boston"}}.dump();
  CHECK(counts_of(terminal.import_text("mended.jsonl", mended)) == Counts{1, 0, 0, 1});
  rejects = read_file(terminal.file("mended.jsonl.rejects.jsonl"));
  CHECK(Json::parse(rejects)["account_number"] == "A1");
  CHECK(rejects.find("rejected_line") == rejects.rfind("rejected_line"));
}

TEST_CASE("rejects of a mended rejects file can be mended again") {
  const Importing terminal;
  terminal.import_text("customers.csv", "account_number,dob\nA1,soon\n");
  CHECK(counts_of(terminal.import("customers.csv.rejects.csv")) == Counts{0, 0, 0, 1});
  std::string again = read_file(terminal.file("customers.csv.rejects.csv.rejects.csv"));
  CHECK_THAT(again, Catch::StartsWith("rejected_line,rejected_column,rejected_reason,account_number,dob\n"));
  again.replace(again.find("soon"), 4, "1980-01-01");
  CHECK(counts_of(terminal.import_text("mended.csv", again)) == Counts{1, 0, 0, 0});
}

TEST_CASE("an apostrophe before a formula is taken off and any other stays") {
  const Importing terminal;
  terminal.import_text(
      "customers.csv",
      "account_number,first_name,last_name,city\nA1,'=q,''=q,'s-Hertogenbosch\nA2,\"'  =q\",'"
      "\xEF\xBC\x9Dq,'12\n");
  Session session = terminal.open().session("test");
  const Customer first = *session.customers().find_account("A1"),
                 second = *session.customers().find_account("A2");
  CHECK(first.first_name == "=q");
  CHECK(first.last_name == "'=q");
  CHECK(first.city == "'s-Hertogenbosch");
  CHECK(second.first_name == "  =q");
  CHECK(second.last_name == "\xEF\xBC\x9Dq");
  CHECK(second.city == "'12");
  CHECK_THAT(terminal.crmctl({"export", "--columns", "first_name,last_name,city"}).out,
             Contains("'=q,''=q,'s-Hertogenbosch\n\"'  =q\",'\xEF\xBC\x9Dq,'12\n"));
}

TEST_CASE("customer add and set refuse an empty account number") {
  const Importing terminal;
  terminal.import_text("customers.csv", "account_number,city\nA1,Boston\n");
  check_refused(terminal.crmctl({"customer", "add", "account_number=", "city=Salem"}), 2, "account_number");
  check_refused(terminal.crmctl({"customer", "set", "account:A1", "account_number="}), 2, "account_number");
  check_refused(terminal.crmctl({"customer", "set", "account:A1", "account_number=  "}), 2, "account_number");
  CHECK(terminal.number("SELECT count(*) FROM customer WHERE account_number = 'A1'") == 1);
}
