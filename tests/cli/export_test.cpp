// export: records out of the database, and back.
#include <nlohmann/json.hpp>

#include "cli/files.hpp"
#include "cli/terminal.hpp"
#include "support/consistency.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

// Somebody with awkward texts and a record of each kind, and somebody whom only an id names.
void fill(const Terminal& terminal) {
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  Session session = terminal.open().session("test");
  CustomerFile john{.customer = john_doe()};
  john.customer.last_name = "=HYPERLINK(\"x\")";
  john.customer.address_line_1 = "1, Main St\n\"rear\"";
  john.customer.city = "'=Z\u00fcrich";
  john.customer.address_line_2 = " door 2 ";
  john.customer.ssn = Ssn::parse("123-45-6789");
  john.customer.attributes = JsonObject{"{\"a\":[1,\"b\"]}"};
  john.vehicles = {Entry<Vehicle>(a_vehicle(), {3})};
  LoanFields loan = a_loan();
  loan.vehicle_id = VehicleId{3};
  loan.interest_rate = Decimal::parse("7.25");
  loan.balance_remaining = usd(900'000);
  john.loans = {Entry<Loan>(loan, {5}), Entry<Loan>(loan, {9}), a_loan(Money{700, Currency("JPY")})};
  john.phones = {{.number = phone("2125559999"), .kind = "work", .do_not_call = true}};
  john.interactions = {an_interaction(), an_interaction()};
  john.interactions[1].loan_id = LoanId{9};
  john.interactions[1].disposition_trace = std::vector<std::string>{"one", "two, three"};
  john.notes = {{.note = "A note."}};
  john.loan_notes = {{.loan_id = LoanId{9}, .note = "About the loan."}};
  CustomerFile nameless{.customer = {.first_name = "Ann"}, .customer_id = {12}};
  nameless.loans = {Entry<Loan>(a_loan(), {20})};
  for (const PutResult& result : session.put({john, nameless}, "test")) REQUIRE(!result.error);
  const CustomerId id = session.customers().find_account("1234567890")->id;
  const Payment payment =
      session.payments().record(id, {.loan_id = LoanId{5}, .amount = usd(1'000), .idempotency_key = "p1"});
  session.payments().record(id, {.loan_id = LoanId{5}, .amount = usd(200), .paid_at = instant("2024-02-02")});
  session.payments().reverse({id, payment.id}, "bounced");
}

std::string database_in(const Terminal& terminal, const std::string& name) {
  return "sqlite:///" + terminal.file(name);
}

// Everything that a database holds of a record, but for when and by whom it was made.
RawDatabase::Rows content(const Terminal& terminal, const std::string& database, const std::string& table) {
  const RawDatabase raw(terminal.file(database));
  std::string columns;
  for (const auto& column : raw.rows("SELECT name FROM pragma_table_info('" + table + "')"))
    if (column[0] != "created_at" && column[0] != "updated_at" && column[0] != "created_by" &&
        column[0] != "version" &&
        !(column[0] == "id" &&
          (table == "customer" || table == "interaction" || table == "customer_phone")) &&
        column[0] != "customer_id")
      columns += (columns.empty() ? "" : ", ") + column[0];
  return raw.rows("SELECT " + columns + " FROM " + table + " ORDER BY " + columns);
}

}  // namespace

TEST_CASE("export writes every customer as CSV that no spreadsheet takes for a formula") {
  const Terminal terminal;
  fill(terminal);
  const Ended ended = terminal.crmctl({"export"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Catch::StartsWith("id,version,account_number,"));
  CHECK_THAT(ended.out,
             Contains(",\"'=HYPERLINK(\"\"x\"\")\",") && Contains("***-**-6789") && !Contains("123456789,"));
  const Ended some = terminal.crmctl({"export", "--columns", "account_number,first_name"});
  CHECK(some.out == "account_number,first_name\n1234567890,John\n,Ann\n");
  const Ended loans =
      terminal.crmctl({"export", "--record", "loan", "--columns", "account_number,id,due_amount,currency"});
  CHECK(loans.out ==
        "account_number,id,due_amount,currency\n1234567890,5,1248.00,USD\n1234567890,9,1250.00,USD\n"
        "1234567890,10,700,JPY\n,20,1250.00,USD\n");
}

TEST_CASE("export writes JSON Lines with the types of the fields") {
  const Terminal terminal;
  fill(terminal);
  const Ended ended = terminal.crmctl({"export", "--record", "loan", "--format", "jsonl"});
  const auto loan = nlohmann::json::parse(ended.out.substr(0, ended.out.find('\n')));
  CHECK(loan["account_number"] == "1234567890");
  CHECK(loan["id"] == 5);
  CHECK(loan["due_amount"] == 1248.0);
  CHECK(loan["interest_rate"] == 7.25);
  CHECK(loan["term_months"].is_null());
  const Ended customers = terminal.crmctl({"export", "--format", "jsonl"});
  const auto john = nlohmann::json::parse(customers.out.substr(0, customers.out.find('\n')));
  CHECK(john["is_eligible_to_call"] == true);
  CHECK(john["attributes"]["a"][1] == "b");
  CHECK(john["last_name"] == "=HYPERLINK(\"x\")");
}

TEST_CASE("what export writes import takes back into an empty database") {
  const Terminal terminal;
  fill(terminal);
  const std::string format = GENERATE("csv", "jsonl");
  CHECK(terminal
            .crmctl({"export", "all", "--record", "all", "--format", format, "--reveal-ssn", "--reason",
                     "a move"})
            .exit_code == 0);
  const std::string other = database_in(terminal, "other.db");
  REQUIRE(terminal.crmctl({"--database", other, "init"}).exit_code == 0);
  const Ended ended = terminal.crmctl({"--database", other, "import", "all", "--json"});
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == 0);
  for (const char* table : {"customer", "customer_phone", "vehicle", "loan", "interaction", "payment",
                            "customer_note", "loan_note", "record_total", "loan_total"}) {
    INFO(table);
    CHECK(content(terminal, "other.db", table) == content(terminal, "crm.db", table));
  }
  const RawDatabase raw(terminal.file("other.db"));
  const auto before = raw.content();
  CHECK(terminal.crmctl({"--database", other, "import", "all"}).exit_code == 0);
  CHECK((raw.content() == before));
}

TEST_CASE("import of an export into the same database changes nothing") {
  const Terminal terminal;
  fill(terminal);
  CHECK(terminal.crmctl({"export", "all", "--record", "all"}).exit_code == 0);
  const RawDatabase raw(terminal.file("crm.db"));
  const auto before = raw.content();
  CHECK(terminal.crmctl({"import", "all"}).exit_code == 0);
  CHECK((raw.content() == before));
}

TEST_CASE("import of an export into a database in use meets nobody else's records") {
  const Terminal terminal;
  fill(terminal);
  const std::string format = GENERATE("csv", "jsonl");
  CHECK(terminal.crmctl({"export", "all", "--record", "all", "--format", format}).exit_code == 0);
  const std::string other = database_in(terminal, "other.db");
  REQUIRE(terminal.crmctl({"--database", other, "init"}).exit_code == 0);
  Session session = terminal.open("other.db").session("test");
  LoanFields boat = a_loan();
  boat.product_name = "Boat Loan";
  CustomerFile john{.customer = {.account_number = "1234567890"}};
  for (int i = 0; i < 9; ++i) john.loans.push_back(boat);
  john.customer.first_name = "John";
  john.vehicles = {a_vehicle("5YJSA1DG9DFP14705")};
  john.payments = {PaymentFields{.loan_id = LoanId{5}, .amount = usd(70), .paid_at = instant("2024-01-01")}};
  session.put({john}, "test");
  for (int i = 0; i < 11; ++i) session.customers().create({.first_name = "Bob"});
  const RawDatabase raw(terminal.file("other.db"));
  const std::string old_loans = "SELECT * FROM loan WHERE product_name = 'Boat Loan' ORDER BY id";
  const auto before = raw.rows(old_loans);
  const auto import = [&] { return terminal.crmctl({"--database", other, "import", "all", "--json"}); };

  const Ended ended = import();
  INFO(ended.out << ended.err);
  CHECK(ended.exit_code == 0);
  CHECK(raw.rows(old_loans) == before);
  const std::string per_loan =
      "SELECT loan.due_amount, payment.amount, payment.due_reduction, reversed.amount FROM payment JOIN loan "
      "ON "
      "loan.id = payment.loan_id LEFT JOIN payment AS reversed ON reversed.id = payment.reverses_id WHERE "
      "loan.product_name = 'Auto Loan' ORDER BY payment.id";
  CHECK(raw.rows(per_loan) == RawDatabase(terminal.file("crm.db")).rows(per_loan));
  CHECK(raw.number("SELECT count(*) FROM loan") == 9 + 4);
  CHECK(raw.number("SELECT count(*) FROM customer") == 12 + 1);
  CHECK(raw.number("SELECT count(*) FROM customer WHERE first_name = 'Bob'") == 11);
  CHECK(raw.number("SELECT count(*) FROM loan_note") == 1);
  CHECK(inconsistencies(raw) == "");
  const auto whole = raw.content();
  CHECK(import().exit_code == 0);
  CHECK((raw.content() == whole));
}

TEST_CASE("export reveals SSNs only with a reason which the trail remembers") {
  const Terminal terminal;
  fill(terminal);
  check_refused(terminal.crmctl({"export", "--reveal-ssn"}), 2, "--reason");
  check_refused(terminal.crmctl({"export", "--record", "loan", "--reveal-ssn", "--reason", "x"}), 2, "SSN");
  const Ended ended =
      terminal.crmctl({"export", "--columns", "ssn", "--reveal-ssn", "--reason", "court order 12"});
  CHECK(ended.out == "ssn\n123456789\n\n");
  const AuditEntry row = terminal.open().session("test").audit({}).items.at(0);
  CHECK(row.action == "reveal_ssn");
  CHECK_THAT(row.changes, Contains("court order 12"));
}

TEST_CASE("export makes a new file for its owner alone and replaces none unless forced") {
  const Terminal terminal;
  fill(terminal);
  CHECK(terminal.crmctl({"export", "customers.csv"}).exit_code == 0);
  CHECK(mode_of(terminal.file("customers.csv")) == 0600);
  const std::string first = read_file(terminal.file("customers.csv"));
  check_refused(terminal.crmctl({"export", "customers.csv", "--record", "loan"}), 3, "--force");
  CHECK(read_file(terminal.file("customers.csv")) == first);
  CHECK(terminal.crmctl({"export", "customers.csv", "--record", "loan", "--force"}).exit_code == 0);
  CHECK(read_file(terminal.file("customers.csv")) != first);
  check_refused(terminal.crmctl({"export", "none/customers.csv"}), 1, "folder");
}

TEST_CASE("export answers programs with the files that it wrote") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK(terminal.crmctl({"export", "c.csv", "--json"}).out ==
        "[\n {\"record\": \"customer\", \"file\": \"c.csv\", \"lines\": 5}\n]\n");
  const Ended all = terminal.crmctl({"export", "all", "--record", "all", "--csv"});
  CHECK_THAT(all.out, Catch::StartsWith("record,file,lines\ncustomer,all/customer.csv,5\n") &&
                          Contains("\nloan_note,all/loan_note.csv,"));
  const Ended records = terminal.crmctl({"export", "--json", "--columns", "account_number"});
  CHECK_THAT(records.out, Catch::StartsWith("{\"account_number\":"));
  CHECK(terminal.crmctl({"export", "--csv", "--columns", "id"}).out == "id\n1\n2\n3\n4\n5\n");
}

TEST_CASE("export leaves who took which records in the audit trail") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"export", "--record", "loan", "--actor", "Ada"}).exit_code == 0);
  const AuditEntry row = terminal.open().session("test").audit({}).items.at(0);
  CHECK((row.action == "export" && row.record == "loan" && row.actor == "Ada"));
}

TEST_CASE("export leaves the rights of a folder that is there as they are") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(mkdir(terminal.file("shared").c_str(), 0755) == 0);
  REQUIRE(chmod(terminal.file("shared").c_str(), 0755) == 0);
  CHECK(terminal.crmctl({"export", "shared", "--record", "all"}).exit_code == 0);
  CHECK(mode_of(terminal.file("shared")) == 0755);
  CHECK(terminal.crmctl({"export", "own", "--record", "all"}).exit_code == 0);
  CHECK(mode_of(terminal.file("own")) == 0700);
}

TEST_CASE("export refuses what it does not know") {
  const Terminal terminal;
  fill(terminal);
  check_refused(terminal.crmctl({"export", "--record", "lone"}), 2, "loan_note");
  check_refused(terminal.crmctl({"export", "--columns", "frist_name"}), 2, "frist_name");
  check_refused(terminal.crmctl({"export", "--record", "all"}), 2, "folder");
  check_refused(terminal.crmctl({"export", "all", "--record", "all", "--columns", "id"}), 2, "--columns");
}

TEST_CASE("export --force replaces ordinary files only and an import never reads the key") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"init", "--database", "sqlite:///other.db"}).exit_code == 0);
  REQUIRE(mkfifo(terminal.file("pipe").c_str(), 0600) == 0);
  for (const char* file : {"other.db", "pipe"})
    check_refused(terminal.crmctl({"export", file, "--force"}), 3, "no ordinary file");
  CHECK(RawDatabase(terminal.file("other.db")).number("SELECT count(*) FROM customer") == 0);
  const Ended key = terminal.crmctl({"import", "crm.db.key"});
  check_refused(key, 2, "is its key");
}

TEST_CASE("No export and no rejects ever stand in the place of the database or of its key") {
  const Terminal terminal;
  terminal.make_seeded_database();
  write_file(terminal.file("bad.csv"), "account_number,dob\nX1,never\n");
  const RawDatabase raw(terminal.file("crm.db"));
  const auto before = raw.content();
  for (const char* file :
       {"crm.db", "./crm.db", "crm.db-wal", "crm.db-journal", "crm.db.key", "crm.db.key.new", "crm.db.token-key"}) {
    CAPTURE(file);
    check_refused(terminal.crmctl({"export", file, "--force"}), 2, "belongs to the database itself");
    check_refused(terminal.crmctl({"import", "bad.csv", "--rejects", file}), 2,
                  "belongs to the database itself");
  }
  CHECK((raw.content() == before));
}

namespace {
void write_their_database(const std::string& file) {
  sqlite3* handle = nullptr;
  REQUIRE(sqlite3_open(file.c_str(), &handle) == SQLITE_OK);
  REQUIRE(sqlite3_exec(handle, "CREATE TABLE theirs (a)", nullptr, nullptr, nullptr) == SQLITE_OK);
  sqlite3_close(handle);
}
}  // namespace

TEST_CASE("A backup replaces an older backup and no database that is in use or another program's") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"init", "--database", "sqlite:///live.db"}).exit_code == 0);
  {
    const Database live = terminal.open("live.db");
    live.session("test").customers().create({.ssn = Ssn::parse("123-45-6789")});
    check_refused(terminal.crmctl({"backup", "live.db", "--force"}), 3, "in use");
  }
  check_refused(terminal.crmctl({"backup", "live.db", "--force"}), 3, "in use");
  write_their_database(terminal.file("theirs.db"));
  check_refused(terminal.crmctl({"backup", "theirs.db", "--force"}), 3, "another program's");
  CHECK(terminal.crmctl({"backup", "copy.db"}).exit_code == 0);
  CHECK(terminal.crmctl({"backup", "copy.db", "--force"}).exit_code == 0);
}
