// Putting customers in: who is there is brought up to date, who is not is added; each file for itself.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <nlohmann/json.hpp>

#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/puts.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Taken = PutResult::Taken;

namespace {

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
