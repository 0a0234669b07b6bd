// Putting customers in: who is there is brought up to date, who is not is added; each file for itself.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <nlohmann/json.hpp>

#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Taken = PutResult::Taken;

namespace {

CustomerFile about_john() { return {.customer = {.account_number = "1234567890"}}; }

// Somebody with one record of each kind.
CustomerFile everything_of_john() {
  CustomerFile file{.customer = john_doe(), .loans = {a_loan()}};
  file.phones.push_back({.number = phone("2125559999"), .kind = "work"});
  file.interactions.push_back(an_interaction());
  file.vehicles.push_back(a_vehicle());
  file.notes.push_back({.note = "Prefers letters."});
  file.payments.push_back({PaymentFields{.amount = usd(1'000), .paid_at = instant("2024-01-15T12:00:00Z")}});
  return file;
}

PutResult put_one(Session& session, CustomerFile file) {
  const auto results = session.put({std::move(file)}, "test");
  REQUIRE(results.size() == 1);
  return results.front();
}

// What the only file was refused for.
Refusal refusal_of_put(Session& session, CustomerFile file) {
  const PutResult result = put_one(session, std::move(file));
  if (!result.error) return {};
  CHECK(result.taken == Taken::refused);
  CHECK(!result.customer_id);
  return {result.error->code(), result.error->field()};
}

Customer john_in(Session& session) {
  auto john = session.customers().find_account("1234567890");
  REQUIRE(john);
  return *john;
}

std::vector<Loan> johns_loans(Session& session) { return session.loans().list(john_in(session).id).items; }

Entry<Loan> loan_of(std::string_view origination, Money due = usd(100)) {
  LoanFields fields = a_loan(due);
  fields.origination_date = day(origination);
  return fields;
}

}  // namespace

TEST_CASE("Who is not there is added with everything of theirs") {
  TestDatabase database(every_database());
  Session session = database.session();
  const PutResult result = put_one(session, everything_of_john());
  CHECK(result.taken == Taken::created);
  CHECK(result.added == 7);
  CHECK(result.changed == 0);
  const Customer john = john_in(session);
  CHECK(john.id == result.customer_id);
  check_holds(john, john_doe());
  CHECK(session.phones().list(john.id).items.size() == 2);
  REQUIRE(johns_loans(session).size() == 1);
  CHECK(johns_loans(session)[0].due_amount == usd(124'000));  // the payment has lowered it
  CHECK(session.interactions().list(john.id).items.size() == 1);
  CHECK(session.vehicles().list(john.id).items.size() == 1);
  CHECK(session.customer_notes().list(john.id).items.at(0).note == "Prefers letters.");
  CHECK(session.payments().list(john.id).items.size() == 1);
  CHECK(session.pre_call("2125559999").candidates.size() == 1);
}

TEST_CASE("The same files again change nothing at all") {
  TestDatabase database;
  Session session = database.session();
  CustomerFile john = everything_of_john();
  put_one(session, john);
  const RawDatabase raw(database.file());
  const auto before = raw.content();
  database.advance(std::chrono::hours(1));
  john.loans[0].due_amount = usd(124'000);  // what the payment has left
  const PutResult again = put_one(session, john);
  CHECK(again.taken == Taken::unchanged);
  CHECK(again.customer_id == john_in(session).id);
  CHECK(again.added + again.changed == 0);
  CHECK((raw.content() == before));
}

TEST_CASE("Named fields are taken over and the version counts only what differs") {
  TestDatabase database(every_database());
  Session session = database.session();
  put_one(session, everything_of_john());
  CustomerFile update = about_john();
  update.customer.city = "Boston";
  update.customer.first_name = "John";
  update.customer.state = std::nullopt;
  update.phones.push_back({.number = phone("2125559999"), .status = "disconnected"});
  update.loans = {a_loan(usd(50'000))};
  const PutResult result = put_one(session, update);
  CHECK(result.taken == Taken::updated);
  CHECK(result.added == 0);
  CHECK(result.changed == 3);
  const Customer john = john_in(session);
  CHECK(john.version == 2);
  CHECK(john.city == "Boston");
  CHECK(!john.state);
  CHECK(john.last_name == "Doe");
  const auto phones = session.phones().list(john.id).items;
  CHECK(phones[0].version == 1);
  CHECK(phones[1].status == "disconnected");
  CHECK(phones[1].kind == "work");
  CHECK(johns_loans(session).at(0).version == 3);  // made, paid, put
  CHECK(johns_loans(session).at(0).due_amount == usd(50'000));
}

TEST_CASE("A customer is found by account number then by external id") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId first =
      put_one(session, {.customer = {.account_number = "A", .external_id = "X"}}).customer_id;
  CHECK(put_one(session, {.customer = {.external_id = "X", .city = "Boston"}}).customer_id == first);
  CHECK(session.customers().get(first)->city == "Boston");
  CHECK(refusal_of_put(session, {.customer = {.account_number = "B", .external_id = "X"}}) ==
        Refusal{Code::conflict, "external_id"});
  CHECK(put_one(session, {.customer = {.account_number = "A", .external_id = "Y"}}).taken == Taken::updated);
  CHECK(session.customers().find_external("Y")->id == first);
}

TEST_CASE("An id names only a customer whom nothing else names") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId known = session.customers().create({.account_number = "A"}).id;
  const CustomerId nameless = session.customers().create({.first_name = "Ann"}).id;
  CHECK(put_one(session, {.customer = {.city = "Boston"}, .customer_id = nameless}).taken == Taken::updated);
  CHECK(session.customers().get(nameless)->city == "Boston");
  CHECK(refusal_of_put(session, {.customer = {.city = "Boston"}, .customer_id = known}) ==
        Refusal{Code::conflict, "customer_id"});
  CHECK(put_one(session, {.customer = {.first_name = "Bob"}, .customer_id = {77}}).customer_id.value == 77);
  CHECK(session.customers().create({.first_name = "Next"}).id.value == 78);
  session.customers().erase({77});
  CHECK(refusal_of_put(session, {.customer = {.first_name = "Bob"}, .customer_id = {77}}) ==
        Refusal{Code::not_found, "customer_id"});
}

TEST_CASE("A file must say whom it is about and more to add them") {
  TestDatabase database(every_database());
  Session session = database.session();
  CHECK(refusal_of_put(session, {.customer = {.first_name = "Ann"}}) ==
        Refusal{Code::invalid_argument, "account_number"});
  CHECK(refusal_of_put(session, {.customer = {.account_number = "", .first_name = "Ann"}}) ==
        Refusal{Code::invalid_argument, "account_number"});
  CHECK(refusal_of_put(session, {.customer = {.account_number = "A"}, .loans = {a_loan()}}) ==
        Refusal{Code::not_found, "account_number"});
  CHECK(session.dashboard().total_customers == 0);
}

TEST_CASE("A refused file leaves nothing behind and the others do not feel it") {
  TestDatabase database;
  Session session = database.session();
  session.load({{.customer = {.account_number = "taken", .external_id = "X"}}}, "seed");
  CustomerFile late = everything_of_john();  // refused when customer and loan are written already
  late.interactions[0].loan_id = LoanId{999};
  std::vector<CustomerFile> files{{.customer = {.account_number = "first", .city = "Boston"}},
                                  {.customer = {.account_number = "bad", .email_address = "x"}},
                                  late,
                                  {.customer = {.account_number = "new", .external_id = "X"}},
                                  {.customer = {.account_number = "last"}, .loans = {a_loan()}},
                                  {.customer = {.account_number = "first"}, .loans = {a_loan()}}};
  files[4].customer.city = "Boston";
  const auto results = session.put(files, "test");
  REQUIRE(results.size() == 6);
  CHECK(results[0].taken == Taken::created);
  CHECK(results[1].error->field() == "email_address");
  CHECK(results[2].error->field() == "loan_id");
  CHECK(results[3].error->field() == "external_id");
  CHECK(results[4].taken == Taken::created);
  CHECK(results[5].taken == Taken::updated);
  CHECK(results[5].customer_id == results[0].customer_id);
  CHECK(!session.customers().find_account("1234567890"));
  CHECK(session.pre_call("2125551234").candidates.empty());
  CHECK(session.dashboard().total_customers == 3);
  CHECK(session.dashboard().total_loans == 2);
  CHECK(session.dashboard().total_interactions == 0);
  const RawDatabase raw(database.file());
  CHECK(inconsistencies(raw) == "");
  CHECK(raw.number("SELECT count(*) FROM customer") == 3);
  CHECK(raw.number("SELECT count(*) FROM customer_phone") == 0);
  CHECK(raw.number("SELECT count(*) FROM vehicle") == 0);
  CHECK(raw.number("SELECT count(*) FROM vin_directory") == 0);
}

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

TEST_CASE("The same SSN again changes nothing and another one does") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe()};
  john.customer.ssn = Ssn::parse("123-45-6789");
  const CustomerId id = put_one(session, john).customer_id;
  CHECK(put_one(session, john).taken == Taken::unchanged);
  john.customer.ssn = Ssn::parse("***-**-6789");
  CHECK(put_one(session, john).taken == Taken::unchanged);
  john.customer.ssn = Ssn::parse("999-99-6789");  // the same last four digits
  CHECK(put_one(session, john).taken == Taken::updated);
  CHECK(session.customers().reveal_ssn(id, "test") == "999996789");
}

TEST_CASE("A put leaves one row in the trail with its counts and none when nothing changed") {
  TestDatabase database(every_database());
  Session session = database.session("importer");
  const std::vector<CustomerFile> files{{.customer = john_doe()}, {.customer = {.first_name = "Nobody"}}};
  const auto id = session.put(files, "import \"a.csv\"").at(0).customer_id;
  session.put(files, "import a.csv");
  const auto trail = session.audit({}).items;
  REQUIRE(trail.size() == 1);
  CHECK(trail[0].action == "put");
  CHECK(trail[0].actor == "importer");
  CHECK(
      nlohmann::json::parse(trail[0].changes) ==
      nlohmann::json{
          {"source", "import \"a.csv\""}, {"created", 1}, {"updated", 0}, {"unchanged", 0}, {"refused", 1}});
  CHECK(session.audit(id).items.empty());
}

TEST_CASE("A rehearsal answers as a put would and writes nothing") {
  TestDatabase database;
  Session session = database.session();
  session.load({{.customer = {.account_number = "old"}}}, "seed");
  const RawDatabase raw(database.file());
  const auto before = raw.content();
  CustomerFile late = everything_of_john();
  late.interactions[0].loan_id = LoanId{999};
  const auto results = session.rehearse_put(
      {everything_of_john(), {.customer = {.account_number = "old", .city = "Boston"}}, late});
  REQUIRE(results.size() == 3);
  CHECK(results[0].taken == Taken::created);
  CHECK(results[1].taken == Taken::updated);
  CHECK(results[2].taken == Taken::refused);
  CHECK((raw.content() == before));
  put_one(session, everything_of_john());  // the writer is well
}

TEST_CASE("Ten thousand files are put at once and not one more") {
  TestDatabase database(every_database());
  Session session = database.session();
  CHECK_REFUSED(invalid_argument, "", session.put(std::vector<CustomerFile>(10'001), "test"));
  CHECK_REFUSED(invalid_argument, "source", session.put({}, wide_text(501)));
  CHECK(session.put({}, "test").empty());
  std::vector<CustomerFile> many(10'000);
  for (std::size_t i = 0; i < many.size(); ++i)
    many[i].customer = {.account_number = "A" + std::to_string(i % 5'000), .city = "Boston"};
  session.put(many, "test");
  CHECK(session.dashboard().total_customers == 5'000);
}

TEST_CASE("A do-not-call mark is set by put but never taken off") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe()};
  john.phones = {{.number = PhoneNumber::parse("+15551230000"), .do_not_call = false}};
  const auto put_marks = [&](bool mark) {
    john.customer.do_not_call = mark;
    john.phones[0].do_not_call = mark;
    session.put({john}, "test");
    const Customer customer = *session.customers().find_account("1234567890");
    const auto phones = session.phones().list(customer.id).items;
    const auto phone = std::find_if(phones.begin(), phones.end(), [](const CustomerPhone& one) {
      return one.number == PhoneNumber::parse("+15551230000");
    });
    return std::pair(customer.do_not_call, phone->do_not_call);
  };
  CHECK(put_marks(false) == std::pair(false, false));
  CHECK(put_marks(true) == std::pair(true, true));
  CHECK(put_marks(false) == std::pair(true, true));
}
