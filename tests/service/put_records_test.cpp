// Putting customers in: by what their loans, interactions, vehicles, notes and payments are known.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/puts.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Taken = PutResult::Taken;

namespace {

Entry<Loan> loan_of(std::string_view origination, Money due = usd(100)) {
  LoanFields fields = a_loan(due);
  fields.origination_date = day(origination);
  return fields;
}

}  // namespace

TEST_CASE("Loans are found by product and origination date") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe(), .loans = {loan_of("2023-01-01"), loan_of("2023-02-02")}};
  CHECK(put_one(session, john).added == 3);
  CHECK(put_one(session, john).taken == Taken::unchanged);

  CustomerFile update = about_john();
  update.loans = {loan_of("2023-02-02", usd(777))};
  CHECK(put_one(session, update).changed == 1);
  CHECK(johns_loans(session).at(0).due_amount == usd(100));
  CHECK(johns_loans(session).at(1).due_amount == usd(777));

  update.loans = {a_loan(usd(5))};  // of which of the two?
  CHECK(refusal_of_put(session, update) == Refusal{Code::conflict, "product_name"});
  update.loans = {Entry<Loan>({.due_amount = usd(5)}, johns_loans(session).at(0).id)};
  CHECK(put_one(session, update).changed == 1);
  CHECK(johns_loans(session).at(0).due_amount == usd(5));
}

TEST_CASE("Two loans that are alike in one file are two loans and stay two") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerFile john{.customer = john_doe(), .loans = {a_loan(), a_loan()}};
  put_one(session, john);
  CHECK(johns_loans(session).size() == 2);
  CHECK(put_one(session, john).taken == Taken::unchanged);
  CHECK(johns_loans(session).size() == 2);
}

TEST_CASE("A new record keeps its id where the database has not come to it yet") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe()};
  john.loans = {Entry<Loan>(a_loan(), {40}), Entry<Loan>(a_loan(), {50})};
  john.vehicles = {Entry<Vehicle>(a_vehicle(), {7})};
  put_one(session, john);
  CHECK(ids_of(johns_loans(session)) == std::vector<std::int64_t>{40, 50});
  CHECK(session.vehicles().find_vin("1HGCM82633A004352")->id.value == 7);
  CHECK(put_one(session, john).taken == Taken::unchanged);

  CustomerFile ann{.customer = {.account_number = "A", .city = "Boston"}};
  ann.loans = {Entry<Loan>(a_loan(), {45}), Entry<Loan>(a_loan(), {std::int64_t{1} << 53})};
  const CustomerId id = put_one(session, ann).customer_id;
  CHECK(ids_of(session.loans().list(id).items) == std::vector<std::int64_t>{51, 52});
}

TEST_CASE("Interactions are found by the call and else by all that is said of them") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe()};
  InteractionFields call{.source = "Phone Call", .status = "No Answer", .call_id = "call-1"};
  john.interactions = {call, an_interaction(), an_interaction()};
  john.interactions[2].notes = "another one at the same moment";
  CHECK(put_one(session, john).added == 4);
  CHECK(put_one(session, john).taken == Taken::unchanged);
  john.interactions[0].status = "Completed";
  CHECK(put_one(session, john).changed == 1);
  CHECK(session.dashboard().total_interactions == 3);

  john.interactions = {{.source = "Phone Call", .status = "No Answer"}};
  CHECK(refusal_of_put(session, john) == Refusal{Code::invalid_argument, "creation_date"});
}

TEST_CASE("A vehicle is found by its vin and belongs to one customer") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe()};
  john.vehicles = {a_vehicle()};
  put_one(session, john);
  john.vehicles[0].mileage = std::int64_t{90'000};
  CHECK(put_one(session, john).changed == 1);
  CHECK(session.vehicles().find_vin("1HGCM82633A004352")->mileage == 90'000);
  john.customer = {.account_number = "another", .city = "Boston"};
  CHECK(refusal_of_put(session, john) == Refusal{Code::conflict, "vin"});
}

TEST_CASE("Notes are found by their text") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe(), .loans = {Entry<Loan>(a_loan(), {1})}};
  john.notes = {{.note = "One"}, {.note = "Two"}};
  john.loan_notes = {{.loan_id = LoanId{1}, .note = "One"}};
  CHECK(put_one(session, john).added == 5);
  john.notes.push_back({.note = "Three"});
  CHECK(put_one(session, john).added == 1);
  CHECK(session.customer_notes().list(john_in(session).id).items.at(0).created_by == "tester");
}

TEST_CASE("A payment is recorded once for the only loan there is") {
  TestDatabase database(every_database());
  Session session = database.session();
  put_one(session, {.customer = john_doe(), .loans = {a_loan()}});
  CustomerFile paid = about_john();
  paid.payments = {PaymentFields{.amount = usd(500), .idempotency_key = "p-1"}};
  CHECK(put_one(session, paid).added == 1);
  CHECK(put_one(session, paid).taken == Taken::unchanged);
  CHECK(johns_loans(session).at(0).due_amount == usd(124'500));

  paid.payments = {PaymentFields{.amount = usd(500)}};
  CHECK(refusal_of_put(session, paid) == Refusal{Code::invalid_argument, "paid_at"});
  put_one(session, {.customer = {.account_number = "1234567890"}, .loans = {loan_of("2023-01-01")}});
  CustomerFile other = about_john();
  other.loans = {Entry<Loan>(loan_of("2024-01-01"), {99})};
  put_one(session, other);
  paid.payments = {PaymentFields{.amount = usd(500), .idempotency_key = "p-2"}};
  CHECK(refusal_of_put(session, paid) == Refusal{Code::invalid_argument, "loan_id"});
}

TEST_CASE("A payment that took effect before is taken over and changes no loan") {
  TestDatabase database(every_database());
  Session session = database.session();
  put_one(session, {.customer = john_doe(), .loans = {a_loan()}});
  PaymentEntry payment(PaymentFields{.amount = usd(500), .paid_at = instant("2024-01-15T12:00:00Z")}, {20});
  payment.due_reduction = usd(400);
  payment.balance_reduction = usd(0);
  PaymentEntry reversal = payment;
  reversal.id = {21};
  reversal.amount = usd(-500);
  reversal.due_reduction = usd(-400);
  reversal.reverses_id = PaymentId{20};
  CustomerFile file = about_john();
  file.payments = {payment, reversal};
  CHECK(put_one(session, file).added == 2);
  CHECK(put_one(session, file).taken == Taken::unchanged);
  CHECK(johns_loans(session).at(0).due_amount == usd(125'000));
  const auto payments = session.payments().list(john_in(session).id).items;
  REQUIRE(payments.size() == 2);
  CHECK(payments[0].due_reduction == usd(400));
  CHECK(payments[1].reverses_id == PaymentId{20});
  CHECK_REFUSED(conflict, "", session.payments().reverse({john_in(session).id, {20}}, "twice"));
}
