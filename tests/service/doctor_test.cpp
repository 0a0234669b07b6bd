// The doctor: finds what is wrong, wherever it is, and nothing in a sound database.
#include <sys/stat.h>

#include <algorithm>
#include <fstream>

#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;

namespace {

// Two customers with everything.
void fill(const TestDatabase& database) {
  Session session = database.session();
  for (const char* account : {"A1", "A2"}) {
    CustomerFields fields = john_doe();
    fields.account_number = account;
    fields.external_id = std::string("X-") + account;
    fields.ssn = Ssn::parse("123-45-6789");
    const CustomerId id = session.customers().create(fields, account).id;
    const auto vehicle =
        session.vehicles().create(id, a_vehicle(std::string("1HGCM82633A00435") + account[1]));
    LoanFields loan = a_loan();
    loan.vehicle_id = vehicle.id;
    loan.days_past_due = std::int64_t{45};
    session.loans().create(id, loan);
    session.interactions().create(id, an_interaction());
  }
}

// "error directories" and so on, without what is well.
std::vector<std::string> troubles(const TestDatabase& database) {
  std::vector<std::string> found;
  for (const Finding& finding :
       Database(Options{.url = "sqlite:///" + database.file()}).maintenance("tester").check()) {
    CHECK(finding.sentence.size() > 10);
    if (finding.severity == Severity::ok) continue;
    CHECK(finding.advice.size() > 10);
    found.push_back(std::string(name(finding.severity)) + " " + finding.area);
  }
  return found;
}

using Troubles = std::vector<std::string>;

}  // namespace

TEST_CASE("the doctor finds nothing in a sound database, however its records came and went") {
  TestDatabase database;
  fill(database);
  Session session = database.session();
  CustomerFields nobody;
  session.customers().create(nobody);
  CustomerFields fields = john_doe();
  fields.account_number = "A3";
  fields.last_name = "  Łódź   İstanbul ";
  const CustomerId id = session.customers().create(fields).id;
  session.customers().update(id, {.last_name = "Smith", .primary_phone_number = phone("2125559999")});
  session.customers().erase(CustomerId{1});
  session.post_call({.call_id = "1", .customer_id = CustomerId{2}, .disposition = "promise_to_pay"});
  CHECK(troubles(database) == Troubles{});
}

TEST_CASE("the doctor finds a directory and its records that differ, in both directions") {
  TestDatabase database;
  fill(database);
  const std::string sql = GENERATE(
      as<std::string>{}, "UPDATE customer SET account_number = 'A9' WHERE id = 1",
      "UPDATE account_directory SET customer_id = 2",
      "DELETE FROM account_directory WHERE account_number = 'A1'",
      "INSERT INTO account_directory VALUES ('A9', 1)", "INSERT INTO account_directory VALUES ('A9', 77)",
      "DELETE FROM external_directory", "INSERT INTO external_directory VALUES ('X', 1)",
      "DELETE FROM phone_directory", "INSERT INTO phone_directory VALUES ('+12125550000', 1)",
      "INSERT INTO phone_directory VALUES ('+12125551234', 77)",
      "UPDATE customer SET primary_phone_number = '+12125550000' WHERE id = 1", "DELETE FROM name_directory",
      "INSERT INTO name_directory VALUES ('roe, jane', 1)",
      "INSERT INTO name_directory VALUES ('doe, john', 77)",
      "UPDATE name_directory SET name_key = 'Doe, John' WHERE customer_id = 1",
      "UPDATE customer SET first_name = 'Jane' WHERE id = 2", "DELETE FROM ssn_directory",
      "INSERT INTO ssn_directory VALUES ('abc', 1)", "UPDATE customer SET ssn_last4 = NULL WHERE id = 1",
      "DELETE FROM customer_ssn WHERE customer_id = 1; DELETE FROM ssn_directory WHERE customer_id = 1",
      "DELETE FROM loan_directory", "INSERT INTO loan_directory VALUES (77, 1)",
      "UPDATE loan_directory SET customer_id = 2 WHERE customer_id = 1", "DELETE FROM vin_directory",
      "INSERT INTO vin_directory VALUES ('X', 1, 1)", "UPDATE vehicle SET vin = 'X' WHERE customer_id = 1",
      "UPDATE creation SET customer_id = 77 WHERE idempotency_key = 'A1'");
  CAPTURE(sql);
  RawDatabase(database.file()).execute(sql);
  CHECK(troubles(database) == Troubles{"error directories"});
}

TEST_CASE("the doctor finds counts and sums that are not those of the records") {
  TestDatabase database;
  fill(database);
  const std::string sql = GENERATE(
      as<std::string>{}, "UPDATE record_total SET total = total + 1 WHERE record = 'customer'",
      "DELETE FROM record_total WHERE record = 'interaction'", "UPDATE loan_total SET due_amount = 1",
      "UPDATE loan_total SET bucket = '61-90'", "UPDATE loan SET status = 'paid_off' WHERE id = 1",
      "UPDATE loan SET days_past_due = 95 WHERE id = 1");
  CAPTURE(sql);
  RawDatabase(database.file()).execute(sql);
  CHECK(troubles(database) == Troubles{"error totals"});
}

TEST_CASE("the doctor finds a reference that leads nowhere") {
  TestDatabase database;
  fill(database);
  RawDatabase(database.file()).execute("INSERT INTO customer_note VALUES (77, 1, 1, 'x', 'x', 'x', 'x')");
  CHECK(troubles(database) == Troubles{"error references"});
}

TEST_CASE("the doctor finds a page that is damaged") {
  TestDatabase database;
  fill(database);
  long long page = 0;
  {
    const RawDatabase raw(database.file());
    page = raw.number("SELECT rootpage FROM sqlite_schema WHERE name = 'loan_by_status'");
  }
  database->before_fork();  // closes the connections, and with the last one the log
  {
    std::fstream file(database.file(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp((page - 1) * 4096);
    file << std::string(4096, '\x07');
  }
  const auto found = troubles(database);
  REQUIRE_FALSE(found.empty());
  CHECK(found[0] == "error integrity");
}

TEST_CASE("the doctor finds a schema that is not this program's") {
  TestDatabase database;
  fill(database);
  const RawDatabase raw(database.file());
  raw.execute("INSERT INTO schema_migration VALUES (9999, 'later', 'x', 'then')");
  CHECK(troubles(database) == Troubles{"error schema"});
  raw.execute("DELETE FROM schema_migration");
  CHECK(troubles(database) == Troubles{"error schema"});
}

TEST_CASE("the doctor finds files and folders that are open to others") {
  TestDatabase database;
  fill(database);
  CHECK(::chmod(database.file().c_str(), 0640) == 0);
  CHECK(troubles(database) == Troubles{"warning files"});
  CHECK(::chmod(database.file().c_str(), 0600) == 0);
  CHECK(::chmod(database.folder().path().c_str(), 0777) == 0);
  CHECK(troubles(database) == Troubles{"warning files"});
  CHECK(::chmod(database.folder().path().c_str(), 01777) == 0);
  CHECK(troubles(database) == Troubles{});
}

TEST_CASE("the doctor finds a key that is missing, open to others or another database's") {
  TestDatabase database;
  fill(database);
  const std::string key = database.file() + ".key";
  CHECK(::chmod(key.c_str(), 0644) == 0);
  CHECK(troubles(database) == Troubles{"error key"});
  CHECK(::chmod(key.c_str(), 0600) == 0);
  std::ofstream(key) << std::string(64, 'a') << '\n';
  CHECK(troubles(database) == Troubles{"error key"});
  std::filesystem::remove(key);
  CHECK(troubles(database) == Troubles{"error key"});
}

TEST_CASE("the doctor finds numbers that are sealed with another key") {
  TestDatabase database;
  fill(database);
  RawDatabase(database.file()).execute("UPDATE customer_ssn SET key_id = 'other' WHERE customer_id = 1");
  CHECK(troubles(database) == Troubles{"error key"});
}

TEST_CASE("a database without social security numbers needs no key") {
  TestDatabase database;
  database.session().customers().create(john_doe());
  CHECK(troubles(database) == Troubles{});
}

TEST_CASE("the doctor can be stopped, and tells how far it is") {
  TestDatabase database;
  fill(database);
  Maintenance maintenance = database->maintenance("tester");
  std::vector<std::int64_t> done;
  std::int64_t most = 0;
  maintenance.check([&](std::int64_t checks, std::int64_t all) {
    done.push_back(checks);
    most = all;
    return true;
  });
  CHECK(std::is_sorted(done.begin(), done.end()));
  CHECK(done.back() == most - 1);
  int asked = 0;
  CHECK_REFUSED(cancelled, "", maintenance.check([&](auto, auto) { return ++asked < 4; }));
}

TEST_CASE("nobody waits while the doctor looks") {
  TestDatabase database;
  fill(database);
  Session session = database.session();
  int written = 0;
  database->maintenance("tester").check([&](auto, auto) {
    session.post_call({.call_id = std::to_string(++written), .customer_id = CustomerId{1}});
    return true;
  });
  CHECK(written > 10);
  CHECK(troubles(database) == Troubles{});
}
