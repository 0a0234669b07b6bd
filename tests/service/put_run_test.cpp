// Many puts of one source: equal lines are as many records, lines that contradict each other are refused, and
// the ids of another database are translated.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Taken = PutResult::Taken;

namespace {

const Instant kNoon = instant("2024-01-15T12:00:00Z");

CustomerFile about_john() { return {.customer = {.account_number = "1234567890"}}; }
CustomerFile john_with_loan(LoanFields loan, std::string city = {}) {
  CustomerFile file{.customer = john_doe(), .loans = {std::move(loan)}};
  if (!city.empty()) file.customer.city = std::move(city);
  return file;
}

LoanFields due(std::int64_t cents) { return a_loan(usd(cents)); }

// Puts each file by itself, as far apart as files can be.
std::vector<PutResult> put_apart(Session& session, PutRun& run, const std::vector<CustomerFile>& files) {
  std::vector<PutResult> results;
  for (const CustomerFile& file : files) results.push_back(session.put({file}, "test", run).at(0));
  return results;
}

std::vector<Taken> taken_of(const std::vector<PutResult>& results) {
  std::vector<Taken> taken;
  for (const PutResult& result : results) taken.push_back(result.taken);
  return taken;
}

// What happens to the lines of a file that is put from its start.
template <class R>
std::vector<Taken> take_file(Session& session, const std::vector<CustomerFile>& files,
                             PutRun::Ids ids = PutRun::Ids::here) {
  PutRun run(ids);
  run.begin_file<R>();
  return taken_of(put_apart(session, run, files));
}

Refusal why(const PutResult& result) {
  return result.error ? Refusal{result.error->code(), result.error->field()} : Refusal{};
}

CustomerId john_in(Session& session) { return session.customers().find_account("1234567890")->id; }

std::vector<std::int64_t> dues_of_john(Session& session) {
  std::vector<std::int64_t> dues;
  for (const Loan& loan : session.loans().list(john_in(session)).items) dues.push_back(loan.due_amount.minor);
  return dues;
}

constexpr Taken kCreated = Taken::created, kUpdated = Taken::updated, kUnchanged = Taken::unchanged,
                kRefused = Taken::refused;
using Kinds = std::vector<Taken>;

}  // namespace

TEMPLATE_TEST_CASE("Equal lines are as many records and stay as many", "", Payment, Interaction, CustomerNote,
                   LoanNote) {
  TestDatabase database(every_database());
  Session session = database.session();
  session.put({{.customer = john_doe(), .loans = {Entry<Loan>(a_loan(), {1})}}}, "test");
  CustomerFile line = about_john();
  if constexpr (std::is_same_v<TestType, Payment>)
    line.payments = {PaymentFields{.amount = usd(500), .paid_at = kNoon}};
  if constexpr (std::is_same_v<TestType, Interaction>) line.interactions = {an_interaction()};
  if constexpr (std::is_same_v<TestType, CustomerNote>) line.notes = {{.note = "Called."}};
  if constexpr (std::is_same_v<TestType, LoanNote>)
    line.loan_notes = {{.loan_id = LoanId{1}, .note = "Called."}};
  const std::vector<CustomerFile> file(3, line);
  CHECK(take_file<TestType>(session, file) == Kinds{kUpdated, kUpdated, kUpdated});
  CHECK(take_file<TestType>(session, file) == Kinds{kUnchanged, kUnchanged, kUnchanged});
  PutRun interrupted;  // behind the second line; then it goes on from the start, with two more
  interrupted.begin_file<TestType>();
  put_apart(session, interrupted, {line, line});
  CHECK(take_file<TestType>(session, std::vector<CustomerFile>(5, line)) ==
        Kinds{kUnchanged, kUnchanged, kUnchanged, kUpdated, kUpdated});
  PutRun whole;
  CHECK(taken_of(session.put(file, "test", whole)) == Kinds{kUnchanged, kUnchanged, kUnchanged});
}

TEST_CASE("Equal records of one file are as many") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe(), .loans = {a_loan(), a_loan()}};
  john.notes = {{.note = "One"}, {.note = "One"}};
  john.interactions = {an_interaction(), an_interaction()};
  CHECK(session.put({john}, "test").at(0).added == 7);
  CHECK(session.put({john}, "test").at(0).taken == kUnchanged);
  CHECK(session.put({john, john}, "test").at(1).added == 6);  // the same file a second time in one source
  CHECK(session.put({john, john}, "test").at(1).taken == kUnchanged);
}

TEST_CASE("Payments that say less are other payments") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.put({{.customer = john_doe(), .loans = {a_loan()}}}, "test");
  CustomerFile cash = about_john(), unknown = about_john();
  cash.payments = {PaymentFields{.amount = usd(500), .paid_at = kNoon, .method = "cash"}};
  unknown.payments = {PaymentFields{.amount = usd(500), .paid_at = kNoon}};
  CHECK(take_file<Payment>(session, {cash, unknown}) == Kinds{kUpdated, kUpdated});
  CHECK(take_file<Payment>(session, {unknown, cash}) == Kinds{kUnchanged, kUnchanged});
}

TEST_CASE("An interaction that was worked on since is still the same") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe()};
  john.interactions = {an_interaction()};
  session.put({john}, "test");
  const Interaction made = session.interactions().list(john_in(session)).items.at(0);
  session.interactions().update({made.customer_id, made.id}, {.follow_up_at = kNoon});
  CHECK(session.put({john}, "test").at(0).taken == kUnchanged);
}

TEST_CASE("A key that belongs to another payment or call is no reason to lose one") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile john{.customer = john_doe(), .loans = {a_loan()}};
  john.payments = {PaymentFields{.amount = usd(500), .idempotency_key = "p"}};
  john.interactions = {{.source = "Phone Call", .status = "No Answer", .call_id = "c"},
                       {.source = "Phone Call", .status = "No Answer", .call_id = "c"}};
  CHECK(session.put({john}, "test").at(0).added == 4);
  john.payments[0].amount = usd(600);
  CHECK(why(session.put({john}, "test").at(0)) == Refusal{Code::conflict, "idempotency_key"});
}

TEST_CASE("Loans of one product without a date are told apart by what is said of them") {
  TestDatabase database(every_database());
  Session session = database.session();
  const std::vector<CustomerFile> file{john_with_loan(due(100)), john_with_loan(due(200)),
                                       john_with_loan(due(100))};
  const bool about_loans = GENERATE(false, true);
  const auto take = [&](const std::vector<CustomerFile>& lines) {
    return about_loans ? take_file<Loan>(session, lines) : take_file<Customer>(session, lines);
  };
  CHECK(take(file) == Kinds{kCreated, kUpdated, kUpdated});
  CHECK(dues_of_john(session) == std::vector<std::int64_t>{100, 200, 100});
  CHECK(take(file) == Kinds{kUnchanged, kUnchanged, kUnchanged});
  CHECK(take({file[1], file[0], file[2]}) == Kinds{kUnchanged, kUnchanged, kUnchanged});
  CHECK(take({john_with_loan(due(300))}) == Kinds{kRefused});  // which of the three is it?
  CHECK(dues_of_john(session) == std::vector<std::int64_t>{100, 200, 100});
}

TEST_CASE("The only loan of a product is brought up to date by the first line and not by the second") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.put({john_with_loan(due(100))}, "last month");
  const std::vector<CustomerFile> file{john_with_loan(due(150)), john_with_loan(due(250))};
  CHECK(take_file<Customer>(session, file) == Kinds{kUpdated, kUpdated});
  CHECK(dues_of_john(session) == std::vector<std::int64_t>{150, 250});
  CHECK(take_file<Customer>(session, file) == Kinds{kUnchanged, kUnchanged});
}

TEST_CASE("A loan that stands on lines about different things is one loan") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile work = john_with_loan(due(100)), home = work;
  work.phones = {{.number = phone("2125550001"), .kind = "work"}};
  home.phones = {{.number = phone("2125550002"), .kind = "home"}};
  CHECK(take_file<Customer>(session, {work, home}) == Kinds{kCreated, kUpdated});
  CHECK(dues_of_john(session).size() == 1);
  CHECK(take_file<Customer>(session, {work, home}) == Kinds{kUnchanged, kUnchanged});
  work.notes = home.notes = {{.note = "A note."}};  // and so is a note
  CHECK(take_file<Customer>(session, {work, home}) == Kinds{kUpdated, kUnchanged});
  CHECK(take_file<CustomerPhone>(session, {work, work}) == Kinds{kUnchanged, kUpdated});  // but for its lines
}

TEST_CASE("A line that contradicts an earlier one is refused and the same file changes nothing more") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile boston{.customer = {.account_number = "A", .city = "Boston"}}, salem = boston, more = boston;
  salem.customer.city = "Salem";
  more.customer.first_name = "Ann";
  PutRun run;
  run.begin_file<Customer>();
  const auto results = put_apart(session, run, {boston, salem, more, boston});
  CHECK(taken_of(results) == Kinds{kCreated, kRefused, kUpdated, kUnchanged});
  CHECK(why(results[1]) == Refusal{Code::conflict, "city"});
  CHECK_THAT(results[1].error->what(), Catch::Contains("earlier line") && !Catch::Contains("Salem"));
  CHECK(take_file<Customer>(session, {boston, salem, more, boston}) ==
        Kinds{kUnchanged, kRefused, kUnchanged, kUnchanged});
  CHECK(take_file<Customer>(session, {salem}) == Kinds{kUpdated});  // another file may say so
  PutRun next;
  CHECK(put_apart(session, next, {boston}).at(0).taken == kUpdated);
  next.begin_file<Customer>();
  CHECK(put_apart(session, next, {salem}).at(0).taken == kUpdated);
}

TEST_CASE("Contradictions are seen in loans phones vehicles and numbers that look alike") {
  TestDatabase database(every_database());
  Session session = database.session();
  const auto second_refused_for = [&](CustomerFile first, CustomerFile second) {
    first.customer = second.customer = john_doe();
    PutRun run;
    const auto results = put_apart(session, run, {first, second});
    CHECK(results[0].taken != kRefused);
    return why(results[1]);
  };
  LoanFields dated = due(100), other = due(200);
  dated.origination_date = other.origination_date = day("2023-01-01");
  CHECK(second_refused_for({.loans = {dated}}, {.loans = {other}}) == Refusal{Code::conflict, "due_amount"});
  CHECK(second_refused_for({.loans = {Entry<Loan>(due(1), {40})}}, {.loans = {Entry<Loan>(due(2), {40})}}) ==
        Refusal{Code::conflict, "due_amount"});
  CHECK(second_refused_for({.phones = {{.number = phone("2125550001"), .rank = 2}}},
                           {.phones = {{.number = phone("2125550001"), .rank = 3}}}) ==
        Refusal{Code::conflict, "rank"});
  VehicleFields red = a_vehicle(), blue = a_vehicle();
  red.color = "red";
  blue.color = "blue";
  CHECK(second_refused_for({.vehicles = {red}}, {.vehicles = {blue}}) == Refusal{Code::conflict, "color"});
  PutRun run;
  const auto ssns = put_apart(session, run,
                              {{.customer = {.account_number = "S", .ssn = Ssn::parse("123456789")}},
                               {.customer = {.account_number = "S", .ssn = Ssn::parse("123456789")}},
                               {.customer = {.account_number = "S", .ssn = Ssn::parse("999996789")}}});
  CHECK(taken_of(ssns) == Kinds{kCreated, kUnchanged, kRefused});
}

TEST_CASE("A refused line is not what later lines are compared with") {
  TestDatabase database;
  Session session = database.session();
  session.load({{.customer = {.account_number = "taken", .external_id = "X"}}}, "seed");
  CustomerFile bad = john_with_loan(due(100), "Boston"), good = john_with_loan(due(200), "Salem");
  bad.notes = good.notes = {{.note = "One"}};
  bad.interactions = {an_interaction()};
  bad.interactions[0].loan_id = LoanId{999};  // found out when the rest is written already
  PutRun run;
  CHECK(taken_of(session.put({bad, good, bad, good}, "test", run)) ==
        Kinds{kRefused, kCreated, kRefused, kUpdated});
  CHECK(dues_of_john(session) == std::vector<std::int64_t>{200, 200});
  CHECK(inconsistencies(RawDatabase(database.file())) == "");
}

TEST_CASE("What a refused line has said is not held against the next") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile good{.customer = {.account_number = "1234567890", .city = "Salem"}};
  good.notes = {{.note = "One"}};
  session.put({{.customer = john_doe(), .notes = {{.note = "One"}}}}, "test");
  CustomerFile bad = about_john();
  if (GENERATE(false, true)) bad.customer.city = "Boston";  // something is written before it is refused
  bad.notes = good.notes;
  bad.interactions = {an_interaction()};
  bad.interactions[0].loan_id = LoanId{999};
  CHECK(take_file<CustomerNote>(session, {bad, good}) == Kinds{kRefused, kUpdated});
  CHECK(session.customers().get(john_in(session))->city == "Salem");
  CHECK(session.customer_notes().list(john_in(session)).items.size() == 1);
}

TEST_CASE("Equal notes on lines that differ are one note unless the file is about notes") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile work{.customer = john_doe(), .notes = {{.note = "One"}}}, home = work;
  work.phones = {{.number = phone("2125550001")}};
  home.phones = {{.number = phone("2125550002")}};
  take_file<Customer>(session, {work, home});
  CHECK(session.customer_notes().list(john_in(session)).items.size() == 1);
  CHECK(take_file<CustomerNote>(session, {work, home}) == Kinds{kUnchanged, kUpdated});
  CHECK(session.customer_notes().list(john_in(session)).items.size() == 2);
}

TEST_CASE("A loan of which less is said is another loan") {
  TestDatabase database(every_database());
  Session session = database.session();
  LoanFields late = due(100);
  late.days_past_due = 5;
  const std::vector<CustomerFile> file{john_with_loan(late), john_with_loan(due(100))};
  CHECK(take_file<Customer>(session, file) == Kinds{kCreated, kUpdated});
  CHECK(dues_of_john(session).size() == 2);
  CHECK(take_file<Customer>(session, file) == Kinds{kUnchanged, kUnchanged});
}

TEST_CASE("A run is over when a put has failed") {
  TestDatabase database(every_database());
  Session session = database.session();
  PutRun run;
  CHECK_REFUSED(invalid_argument, "", session.put(std::vector<CustomerFile>(10'001), "test", run));
  CHECK(session.put({john_with_loan(due(1))}, "test", run).at(0).taken == kCreated);
  const auto fails = [&] {
    TestDatabase other(every_database());
    Session strange = other.session();
    strange.set_deadline(std::chrono::milliseconds(1));
    std::vector<CustomerFile> many(10'000, john_with_loan(due(1)));
    strange.put(many, "test", run);
  };
  CHECK_REFUSED(timeout, "", fails());
  CHECK_REFUSED(misuse, "", session.put({about_john()}, "test", run));
}

TEST_CASE("An id of another product's loan is not followed") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.put({{.customer = john_doe(), .loans = {Entry<Loan>(due(100), {5})}}}, "test");
  LoanFields boat = due(900);
  boat.product_name = "Boat Loan";
  CustomerFile line = about_john();
  line.loans = {Entry<Loan>(boat, {5})};
  CHECK(why(session.put({line}, "test").at(0)) == Refusal{Code::conflict, "id"});
  CHECK(take_file<Loan>(session, {line}, PutRun::Ids::source) == Kinds{kUpdated});
  CHECK(dues_of_john(session) == std::vector<std::int64_t>{100, 900});
  CHECK(take_file<Loan>(session, {line}, PutRun::Ids::source) == Kinds{kUnchanged});
}

TEST_CASE("What refers to another database's ids follows them") {
  TestDatabase database(every_database());
  Session session = database.session();
  LoanFields boat = due(900);
  boat.product_name = "Boat Loan";
  session.put({{.customer = john_doe(), .loans = {Entry<Loan>(boat, {1}), Entry<Loan>(boat, {2})}}}, "test");
  PutRun run(PutRun::Ids::source);
  CustomerFile car = about_john(), loan = about_john(), paid = about_john(), bounced = about_john();
  car.vehicles = {Entry<Vehicle>(a_vehicle(), {9})};
  loan.loans = {Entry<Loan>(due(100), {1})};
  loan.loans[0].vehicle_id = VehicleId{9};
  session.vehicles().create(john_in(session), a_vehicle("5YJSA1DG9DFP14705"));
  session.vehicles().create(john_in(session), a_vehicle());
  paid.payments = {
      PaymentEntry(PaymentFields{.loan_id = LoanId{1}, .amount = usd(50), .paid_at = kNoon}, {1})};
  paid.payments[0].due_reduction = usd(50);
  bounced.payments = {
      PaymentEntry(PaymentFields{.loan_id = LoanId{1}, .amount = usd(-50), .paid_at = kNoon}, {2})};
  bounced.payments[0].due_reduction = usd(-50);
  bounced.payments[0].reverses_id = PaymentId{1};
  session.payments().record(john_in(session), {.loan_id = LoanId{2}, .amount = usd(1)});
  const auto put_all = [&](PutRun& all) {
    const auto results = put_apart(session, all, {car, loan, paid, bounced});
    for (const PutResult& result : results) CHECK(why(result) == Refusal{});
    return taken_of(results);
  };
  CHECK(put_all(run) == Kinds{kUnchanged, kUpdated, kUpdated, kUpdated});
  const Loan made = session.loans().list(john_in(session)).items.back();
  CHECK(made.id == LoanId{3});
  CHECK(made.vehicle_id == session.vehicles().find_vin("1HGCM82633A004352")->id);
  const auto payments = session.payments().list(john_in(session)).items;
  REQUIRE(payments.size() == 3);
  CHECK(payments[1].loan_id == made.id);
  CHECK(payments[2].reverses_id == payments[1].id);
  PutRun again(PutRun::Ids::source);
  CHECK(put_all(again) == Kinds{kUnchanged, kUnchanged, kUnchanged, kUnchanged});
  paid.payments[0].loan_id = LoanId{2};  // the source has not spoken of it
  CHECK(why(session.put({paid}, "test", run).at(0)) == Refusal{Code::invalid_argument, "loan_id"});
}

TEST_CASE("Another database's nameless customers are taken over and found again") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.put({{.customer = john_doe(), .customer_id = {}}}, "test");
  const CustomerId bob = session.customers().create({.first_name = "Bob"}).id;
  CustomerFile ann{.customer = {.first_name = "Ann", .city = "Boston"}, .customer_id = bob};
  CustomerFile other_ann{.customer = {.first_name = "Ann", .city = "Boston"}, .customer_id = {4}};
  CustomerFile carl{.customer = {.external_id = "C", .first_name = "Carl"}, .customer_id = {1}};
  CustomerFile note{.customer_id = bob}, carls{.customer_id = {1}}, unknown{.customer_id = {77}};
  note.notes = carls.notes = unknown.notes = {{.note = "Hello."}};
  const auto take = [&] {
    return take_file<Customer>(session, {ann, other_ann, carl, note, carls, unknown}, PutRun::Ids::source);
  };
  CHECK(take() == Kinds{kCreated, kCreated, kCreated, kUpdated, kUpdated, kRefused});
  CHECK(session.customers().get(bob)->first_name == "Bob");
  CHECK(session.customer_notes().list(bob).items.empty());
  CHECK(session.customer_notes().list(session.customers().find_external("C")->id).items.size() == 1);
  CHECK(session.dashboard().total_customers == 5);
  CHECK(take() == Kinds{kUnchanged, kUnchanged, kUnchanged, kUnchanged, kUnchanged, kRefused});
  CHECK(why(session.put({ann}, "test").at(0)) == Refusal{Code::conflict, "customer_id"});
}

TEST_CASE("Blanks are no account number") {
  TestDatabase database(every_database());
  Session session = database.session();
  CHECK_REFUSED(invalid_argument, "account_number", session.customers().create({.account_number = "  "}));
  CHECK_REFUSED(invalid_argument, "account_number", session.customers().create({.account_number = ""}));
  CHECK_REFUSED(invalid_argument, "external_id", session.customers().create({.external_id = "\t"}));
}
