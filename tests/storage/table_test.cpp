// The SQL of records: derived from the field lists, the same for all of them.
#include "storage/table.hpp"

#include <algorithm>
#include <catch2/catch.hpp>

#include "storage/sqlite_database.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// The names of a record's fields as columns, sorted.
template <class R>
std::vector<std::string> columns_of() {
  std::vector<std::string> columns;
  domain::each_field<R>([&](const auto& field) { columns.emplace_back(field.column()); });
  std::sort(columns.begin(), columns.end());
  return columns;
}

template <class R>
void check_columns(const RawDatabase& raw) {
  const std::string table(domain::record_name<R>);
  INFO("table " << table);
  std::vector<std::string> columns;
  for (const auto& row : raw.rows("SELECT name FROM pragma_table_info('" + table + "') ORDER BY name"))
    columns.push_back(row[0]);
  CHECK(columns == columns_of<R>());
}

Customer somebody() {
  Customer customer;
  customer.id = {7};
  customer.first_name = "Ada";
  customer.postal_code = "02139";
  customer.created_at = customer.updated_at = instant("2024-02-01T17:00:00.000001Z");
  return customer;
}

Loan some_loan() {
  Loan loan;
  loan.id = {3};
  loan.customer_id = {7};
  loan.product_name = "Auto Loan";
  loan.currency = Currency("KWD");
  loan.due_amount = loan.contractual_installment_amount = loan.interest_late_fee = loan.minimum_amount =
      Money{1'234, loan.currency};
  loan.due_date = day("2024-01-31");
  loan.interest_rate = Decimal::parse("7.125");
  loan.created_at = loan.updated_at = instant("2024-02-01T17:00:00Z");
  return loan;
}

}  // namespace

TEST_CASE("every field of a record has a column, and every column is a field") {
  SqliteDatabase database;
  const RawDatabase raw(database.file());
  check_columns<Customer>(raw);
  check_columns<CustomerPhone>(raw);
  check_columns<Loan>(raw);
  check_columns<Vehicle>(raw);
  check_columns<Payment>(raw);
  check_columns<Interaction>(raw);
  check_columns<CustomerNote>(raw);
  check_columns<LoanNote>(raw);
}

TEST_CASE("a record that was inserted is found as it was, by its whole key only") {
  SqliteDatabase database;
  storage::Connection& connection = *database.writer;
  storage::insert(connection, somebody());
  storage::insert(connection, some_loan());
  check_same(*storage::find<Customer>(connection, {7}), somebody());
  check_same(*storage::find<Loan>(connection, {{7}, {3}}), some_loan());
  CHECK_FALSE(storage::find<Customer>(connection, {8}));
  CHECK_FALSE(storage::find<Loan>(connection, {{8}, {3}}));
  CHECK_FALSE(storage::find<Loan>(connection, {{7}, {4}}));
}

TEST_CASE("an update writes the columns that differ and no others") {
  SqliteDatabase database;
  storage::Connection& connection = *database.writer;
  storage::insert(connection, somebody());
  database.writer->script("UPDATE customer SET city = 'somebody else wrote this'");
  Customer after = somebody();
  after.first_name.reset();
  after.credit_score = 700;
  storage::update(connection, somebody(), after);
  const Customer found = *storage::find<Customer>(connection, {7});
  CHECK(found.city == "somebody else wrote this");
  CHECK_FALSE(found.first_name);
  CHECK(found.credit_score == 700);
  storage::update(connection, after, after);
}

TEST_CASE("a removed record is gone, and its neighbours stay") {
  SqliteDatabase database;
  storage::Connection& connection = *database.writer;
  storage::insert(connection, somebody());
  Loan other = some_loan();
  other.id = {4};
  storage::insert(connection, some_loan());
  storage::insert(connection, other);
  storage::remove<Loan>(connection, {{7}, {3}});
  CHECK_FALSE(storage::find<Loan>(connection, {{7}, {3}}));
  CHECK(storage::find<Loan>(connection, {{7}, {4}}));
}

TEST_CASE("a stored value that is none of its type is corrupt, and the answer does not repeat it") {
  SqliteDatabase database;
  storage::Connection& connection = *database.writer;
  storage::insert(connection, somebody());
  const char* change =
      GENERATE("UPDATE customer SET dob = 'SECRET'", "UPDATE customer SET created_at = 'SECRET'",
               "UPDATE customer SET currency = 'SECRET'");
  database.writer->script(change);
  CHECK_REFUSED(corrupt, "", storage::find<Customer>(connection, {7}));
  CHECK(message_of([&] { storage::find<Customer>(connection, {7}); }).find("SECRET") == std::string::npos);
}

TEST_CASE("the schema is strict: a column takes values of its type only") {
  SqliteDatabase database;
  storage::insert(*database.writer, somebody());
  CHECK(refusal_of([&] {
          database.writer->script("UPDATE customer SET credit_score = 'many'");
        }).code.has_value());
  CHECK(refusal_of([&] { database.writer->script("UPDATE customer SET do_not_call = 2"); }).code.has_value());
}

TEST_CASE("a row of one customer cannot refer to what is another's") {
  SqliteDatabase database;
  storage::insert(*database.writer, somebody());
  storage::insert(*database.writer, some_loan());
  LoanNote note;
  note.id = {1};
  note.customer_id = {8};
  note.loan_id = {3};
  note.note = "n";
  note.created_by = "tester";
  CHECK_REFUSED(conflict, "", storage::insert(*database.writer, note));
  note.customer_id = {7};
  CHECK_NOTHROW(storage::insert(*database.writer, note));
}
