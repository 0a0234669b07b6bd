// Which column is which field, and what a row becomes.
#include "intake/file_builder.hpp"

#include <catch2/catch.hpp>
#include <crm/error.hpp>

#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using namespace crm::intake;

namespace {

using Texts = std::vector<std::string>;

// One row under these columns; an empty cell says nothing.
CustomerFile build(FileBuilder& builder, const Texts& columns, const Texts& cells) {
  builder.require_columns(columns);
  Row row;
  for (const std::string& cell : cells)
    row.cells.push_back(cell.empty() ? std::nullopt : std::optional<std::string_view>(cell));
  return builder.build(columns, row);
}

CustomerFile build(const Texts& columns, const Texts& cells, const Mapping& mapping = {},
                   Kind kind = Kind::customer) {
  FileBuilder builder(mapping, kind);
  return build(builder, columns, cells);
}

}  // namespace

TEST_CASE("Columns are found by their names however they are spelled") {
  const CustomerFile file = build({"Account Number", "FIRST_NAME", "last-name", "Primary Phone Number",
                                   "loan status", "loan.due_amount", "product_name", "Phone Kind"},
                                  {"A1", "Ann", "Lee", "(212) 555-1234", "active", "12.50", "Auto", "work"});
  CHECK(file.customer.account_number.value() == "A1");
  CHECK(file.customer.first_name.value() == "Ann");
  CHECK(file.customer.last_name.value() == "Lee");
  CHECK(file.customer.primary_phone_number.value() == phone("2125551234"));
  REQUIRE(file.loans.size() == 1);
  CHECK(file.loans[0].status.value() == "active");
  CHECK(file.loans[0].due_amount.value() == usd(1250));
  CHECK(file.loans[0].product_name.value() == "Auto");
  CHECK(file.phones.at(0).kind.value() == "work");
}

TEST_CASE("An empty cell says nothing and makes no record") {
  const CustomerFile file = build({"account_number", "city", "loan.status"}, {"A1", "", ""});
  CHECK(!file.customer.city.named());
  CHECK(file.loans.empty());
}

TEST_CASE("In a file of loans plain names are the loan's and three say whose it is") {
  const CustomerFile file = build({"account_number", "id", "customer_id", "status", "vehicle.vin"},
                                  {"A1", "17", "3", "active", "1HGCM82633A004352"}, {}, Kind::loan);
  CHECK(file.customer.account_number.value() == "A1");
  CHECK(file.customer_id.value == 3);
  REQUIRE(file.loans.size() == 1);
  CHECK(file.loans[0].id.value == 17);
  CHECK(file.loans[0].status.value() == "active");
  CHECK(file.vehicles.size() == 1);
}

TEST_CASE("A mapping says which column is which and what is left out") {
  const Mapping mapping = read_mapping(R"({"columns": {"Acct #": "account_number", "Amt": "loan.loan_amount"},
    "ignore": ["Branch"], "constants": {"record_type": "co_signer", "loan.status": "active"},
    "date_format": "%m/%d/%Y", "amount_format": "1,234.56", "currency": "EUR", "region": "DE"})");
  const Texts columns{"Acct #", "Amt", "Branch", "dob", "primary_phone_number"};
  const CustomerFile file = build(columns, {"A1", "$1,000.00", "x", "01/31/1980", "030 123456"}, mapping);
  CHECK(file.customer.account_number.value() == "A1");
  CHECK(file.customer.record_type.value() == "co_signer");
  CHECK(file.customer.dob.value() == day("1980-01-31"));
  CHECK(file.customer.primary_phone_number.value()->e164() == "+4930123456");
  CHECK(!file.customer.currency.named());  // no amount of the customer's is there
  REQUIRE(file.loans.size() == 1);
  CHECK(file.loans[0].loan_amount.value() == Money{100'000, Currency("EUR")});
  CHECK(file.loans[0].currency.value() == Currency("EUR"));
  CHECK(file.loans[0].status.value() == "active");
  CHECK(build(columns, {"A1", "", "", "", ""}, mapping).loans.empty());  // constants make no loan
}

TEST_CASE("What a row says counts before a constant") {
  Mapping mapping;
  mapping.constants = {{"record_type", "co_signer"}, {"currency", "EUR"}};
  const CustomerFile file =
      build({"account_number", "record_type", "monthly_income"}, {"A1", "guarantor", "5.00"}, mapping);
  CHECK(file.customer.record_type.value() == "guarantor");
  CHECK(file.customer.monthly_income.value() == Money{500, Currency("EUR")});
}

TEST_CASE("Amounts are in the currency of their row") {
  const CustomerFile file =
      build({"account_number", "loan.due_amount", "loan.currency"}, {"A1", "500", "JPY"});
  CHECK(file.loans.at(0).due_amount.value() == Money{500, Currency("JPY")});
}

TEST_CASE("A column that is nothing is refused with what it may mean") {
  FileBuilder builder({}, Kind::customer);
  CHECK_REFUSED(invalid_argument, "Acct", builder.require_columns({"Acct"}));
  CHECK_THAT(message_of([&] { FileBuilder({}, Kind::customer).require_columns({"frist name"}); }),
             Catch::Contains("first_name") && Catch::Contains("--map"));
  CHECK_THAT(message_of([&] { FileBuilder({}, Kind::customer).require_columns({"Acct"}); }),
             Catch::Contains("account_number"));
  CHECK_REFUSED(invalid_argument, "zzzzzz", FileBuilder({}, Kind::loan).require_columns({"zzzzzz"}));
}

TEST_CASE("Columns that contradict each other or name nobody are refused") {
  CHECK_REFUSED(
      invalid_argument, "first name",
      FileBuilder({}, Kind::customer).require_columns({"account_number", "first_name", "first name"}));
  CHECK_REFUSED(invalid_argument, "account_number",
                FileBuilder({}, Kind::customer).require_columns({"first_name"}));
  Mapping mapping;
  mapping.columns = {{"Acct", "account_number"}};
  CHECK_REFUSED(invalid_argument, "Acct",
                FileBuilder(mapping, Kind::customer).require_columns({"account_number"}));
  mapping.columns = {{"account_number", "nothing"}};
  CHECK_REFUSED(invalid_argument, "account_number",
                FileBuilder(mapping, Kind::customer).require_columns({"account_number"}));
}

TEST_CASE("A cell that cannot be taken is refused with its column") {
  CHECK_REFUSED(invalid_argument, "Birthday",
                build({"account_number", "Birthday"}, {"A1", "soon"}, {.columns = {{"Birthday", "dob"}}}));
  CHECK_REFUSED(invalid_argument, "", build({"account_number", ""}, {"A1", "lost"}));
  CHECK_REFUSED(invalid_argument, "loan.id", build({"account_number", "loan.id"}, {"A1", "x"}));
}

TEST_CASE("Columns that only the library sets are left out") {
  const CustomerFile file =
      build({"account_number", "version", "created_at", "rejected_line"}, {"A1", "7", "now", "12"});
  CHECK(file.customer.account_number.value() == "A1");
}

TEST_CASE("The effects of payments are taken from a file of our own") {
  const CustomerFile file = build(
      {"account_number", "id", "loan_id", "amount", "due_reduction", "balance_reduction", "reverses_id"},
      {"A1", "21", "3", "-5.00", "-4.00", "-5.00", "20"}, {}, Kind::payment);
  REQUIRE(file.payments.size() == 1);
  CHECK(file.payments[0].id.value == 21);
  CHECK(file.payments[0].loan_id.value().value == 3);
  CHECK(file.payments[0].due_reduction == usd(-400));
  CHECK(file.payments[0].reverses_id == PaymentId{20});
}

TEST_CASE("What is wrong with a mapping is said at once") {
  CHECK_REFUSED(invalid_argument, "--map", read_mapping("{"));
  CHECK_REFUSED(invalid_argument, "--map", read_mapping("[]"));
  CHECK_REFUSED(invalid_argument, "--map", read_mapping(R"({"colums": {}})"));
  CHECK_REFUSED(invalid_argument, "--map", read_mapping(R"({"columns": {"a": 1}})"));
  CHECK_REFUSED(invalid_argument, "nothing", FileBuilder({.constants = {{"nothing", "x"}}}, Kind::customer));
  CHECK_REFUSED(invalid_argument, "dob", FileBuilder({.constants = {{"dob", "x"}}}, Kind::customer));
  CHECK_REFUSED(invalid_argument, "", FileBuilder({.date_format = "%y"}, Kind::customer));
}
