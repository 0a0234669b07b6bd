// Loans: made, read, changed, deleted; their amounts and currencies, their vehicle, what is refused.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

LoanFields with_every_field_at_its_most(VehicleId vehicle) {
  const Money most{Money::limit, Currency("KWD")};
  return {.product_name = wide_text(100),
          .status = wide_text(20),
          .currency = most.currency,
          .due_amount = most,
          .no_of_missed_installments = std::int64_t{10'000},
          .contractual_installment_amount = most,
          .interest_late_fee = most,
          .minimum_amount = most,
          .due_date = day("9999-12-31"),
          .acceptable_pay_later_date = day("9999-12-31"),
          .acceptable_already_paid_date = day("9999-12-31"),
          .grace_period_date = day("2024-02-29"),
          .days_past_due = std::int64_t{100'000},
          .vehicle_id = vehicle,
          .loan_amount = most,
          .interest_rate = Decimal::parse("999.999999999"),
          .term_months = 1200,
          .monthly_payment = most,
          .balance_remaining = most,
          .next_payment_date = day("9999-12-31"),
          .origination_date = day("9999-12-31")};
}

LoanFields with_every_field_at_its_least() {
  const Money least{0, Currency("JPY")};
  return {.product_name = "\xE2\x82\xAC",
          .status = "a",
          .currency = least.currency,
          .due_amount = least,
          .no_of_missed_installments = std::int64_t{0},
          .contractual_installment_amount = least,
          .interest_late_fee = least,
          .minimum_amount = least,
          .due_date = day("0001-01-01"),
          .acceptable_pay_later_date = day("0001-01-01"),
          .acceptable_already_paid_date = day("0001-01-01"),
          .grace_period_date = day("0001-01-01"),
          .days_past_due = std::int64_t{0},
          .vehicle_id = std::nullopt,
          .loan_amount = least,
          .interest_rate = Decimal{},
          .term_months = 1,
          .monthly_payment = least,
          .balance_remaining = least,
          .next_payment_date = day("0001-01-01"),
          .origination_date = day("0001-01-01")};
}

struct BadField {
  const char* field;
  void (*spoil)(LoanFields&);
};

// Each makes one field of a good loan bad.
constexpr BadField bad_fields[] = {
    {"product_name", [](LoanFields& loan) { loan.product_name = ""; }},
    {"product_name", [](LoanFields& loan) { loan.product_name = wide_text(101); }},
    {"product_name", [](LoanFields& loan) { loan.product_name = std::string("Auto\0Loan", 9); }},
    {"product_name", [](LoanFields& loan) { loan.product_name = "\xFF"; }},
    {"product_name", [](LoanFields& loan) { loan.product_name = std::string(1 << 20, 'x'); }},
    {"status", [](LoanFields& loan) { loan.status = ""; }},
    {"status", [](LoanFields& loan) { loan.status = wide_text(21); }},
    {"currency", [](LoanFields& loan) { loan.currency = Currency("XXX"); }},
    {"due_amount", [](LoanFields& loan) { loan.due_amount = usd(-1); }},
    {"due_amount", [](LoanFields& loan) { loan.due_amount = usd(Money::limit + 1); }},
    {"due_amount", [](LoanFields& loan) { loan.due_amount = usd(INT64_MIN); }},
    {"due_amount",
     [](LoanFields& loan) {
       loan.due_amount = Money{1, Currency("EUR")};
     }},
    {"contractual_installment_amount",
     [](LoanFields& loan) { loan.contractual_installment_amount = usd(-1); }},
    {"interest_late_fee", [](LoanFields& loan) { loan.interest_late_fee = usd(-1); }},
    {"minimum_amount", [](LoanFields& loan) { loan.minimum_amount = usd(Money::limit + 1); }},
    {"no_of_missed_installments",
     [](LoanFields& loan) { loan.no_of_missed_installments = std::int64_t{-1}; }},
    {"no_of_missed_installments",
     [](LoanFields& loan) { loan.no_of_missed_installments = std::int64_t{10'001}; }},
    {"due_date", [](LoanFields& loan) { loan.due_date = Date{}; }},
    {"due_date",
     [](LoanFields& loan) {
       loan.due_date = Date(std::chrono::sys_days(day("9999-12-31")) + std::chrono::days(1));
     }},
    {"next_payment_date", [](LoanFields& loan) { loan.next_payment_date = Date{}; }},
    {"days_past_due", [](LoanFields& loan) { loan.days_past_due = std::int64_t{-1}; }},
    {"days_past_due", [](LoanFields& loan) { loan.days_past_due = std::int64_t{100'001}; }},
    {"loan_amount", [](LoanFields& loan) { loan.loan_amount = usd(-1); }},
    {"interest_rate", [](LoanFields& loan) { loan.interest_rate = Decimal::parse("-0.000000001"); }},
    {"interest_rate", [](LoanFields& loan) { loan.interest_rate = Decimal::parse("1000.000000001"); }},
    {"term_months", [](LoanFields& loan) { loan.term_months = 0; }},
    {"term_months", [](LoanFields& loan) { loan.term_months = 1201; }},
    {"monthly_payment", [](LoanFields& loan) { loan.monthly_payment = usd(INT64_MAX); }},
    {"balance_remaining", [](LoanFields& loan) { loan.balance_remaining = usd(-1); }},
    {"balance_remaining",
     [](LoanFields& loan) {
       loan.balance_remaining = Money{1, Currency("CAD")};
     }},
    {"vehicle_id", [](LoanFields& loan) { loan.vehicle_id = VehicleId{99}; }},
};

}  // namespace

TEST_CASE("A loan keeps every field as it was given, at its most and at its least") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const VehicleId vehicle = session.vehicles().create(id, a_vehicle()).id;
  const LoanFields most = with_every_field_at_its_most(vehicle), least = with_every_field_at_its_least();
  require_all_named<Loan>(most);
  require_all_named<Loan>(least);

  const Loan made = session.loans().create(id, most);
  check_holds(made, most);
  CHECK(made.customer_id == id);
  CHECK(made.version == 1);
  check_same(*session.loans().get({id, made.id}), made);

  database.advance(std::chrono::seconds(1));
  const Loan changed = session.loans().update({id, made.id}, least);
  check_holds(changed, least);
  CHECK(changed.version == 2);
  CHECK(changed.created_at == made.created_at);
  CHECK(changed.updated_at == database.now());
  check_same(*session.loans().get({id, made.id}), changed);
}

TEST_CASE("A loan that names only what it must has the defaults of the contract") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const Loan made = session.loans().create(id, a_loan());
  CHECK(made.status == "active");
  CHECK(made.days_past_due == 0);
  CHECK(made.no_of_missed_installments == 0);
  CHECK(made.currency == Currency("USD"));
  CHECK_FALSE(made.balance_remaining);
  CHECK(is_open(made));
}

TEST_CASE("A loan must name each of the contract's required fields") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const std::pair<const char*, void (*)(LoanFields&)> cases[] = {
      {"product_name", [](LoanFields& loan) { loan.product_name = {}; }},
      {"due_amount", [](LoanFields& loan) { loan.due_amount = {}; }},
      {"contractual_installment_amount", [](LoanFields& loan) { loan.contractual_installment_amount = {}; }},
      {"interest_late_fee", [](LoanFields& loan) { loan.interest_late_fee = {}; }},
      {"minimum_amount", [](LoanFields& loan) { loan.minimum_amount = {}; }},
      {"due_date", [](LoanFields& loan) { loan.due_date = {}; }}};
  for (const auto& [field, forget] : cases) {
    LoanFields fields = a_loan();
    forget(fields);
    CHECK_REFUSED(invalid_argument, field, session.loans().create(id, fields));
  }
  CHECK(session.dashboard().total_loans == 0);
}

TEST_CASE("A loan's value that is out of range is refused with the field's name, and nothing is written") {
  TestDatabase database;
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const LoanId loan = session.loans().create(id, a_loan()).id;
  const RawDatabase raw(database.file());
  const auto before = raw.content();
  for (const auto& [field, spoil] : bad_fields) {
    LoanFields fields = a_loan();
    spoil(fields);
    // An unknown currency makes the amounts, which are in a known one, strangers first.
    CHECK_REFUSED(invalid_argument, field, session.loans().create(id, fields));
    LoanFields change;
    spoil(change);
    CHECK_REFUSED(invalid_argument, field, session.loans().update({id, loan}, change));
  }
  CHECK((raw.content() == before));
}

TEST_CASE("A loan's interest rate is exact to nine decimals") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  for (const char* rate : {"7.25", "0.1", "0.000000001", "1000", "29.99"}) {
    LoanFields fields = a_loan();
    fields.interest_rate = Decimal::parse(rate);
    const LoanId loan = session.loans().create(id, fields).id;
    CHECK(session.loans().get({id, loan})->interest_rate->to_string() == rate);
  }
}

TEST_CASE("A loan's amounts are in its currency, with that currency's decimals") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const Loan yen = session.loans().create(id, a_loan(Money::parse("150000", Currency("JPY"))));
  const Loan dinar = session.loans().create(id, a_loan(Money::parse("150.005", Currency("KWD"))));
  CHECK(session.loans().get({id, yen.id})->due_amount.to_string() == "150000");
  CHECK(session.loans().get({id, dinar.id})->due_amount.to_string() == "150.005");

  CHECK_REFUSED(invalid_argument, "due_amount", session.loans().update({id, yen.id}, {.due_amount = usd(1)}));
  // Amounts of cents cannot silently become yen.
  CHECK_REFUSED(invalid_argument, "currency",
                session.loans().update({id, dinar.id}, {.currency = Currency("JPY")}));
  CHECK(session.loans().get({id, yen.id})->version == 1);
}

TEST_CASE("An update of a loan changes what it names, and demands a version if it is told to") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const Loan before = session.loans().create(id, a_loan());
  const Key<Loan> key{id, before.id};
  const LoanFields change{.status = "past_due", .days_past_due = std::int64_t{31}};
  const Loan after = session.loans().update(key, change, 1);
  check_holds(after, change);
  check_same_but_for(after, before, change);
  CHECK_REFUSED(conflict, "version", session.loans().update(key, {.status = "current"}, 1));
  CHECK_REFUSED(conflict, "version", session.loans().remove(key, 1));
  check_same(*session.loans().get(key), after);
  CHECK(session.loans().update(key, change).version == 2);  // it says nothing new
}

TEST_CASE("A loan belongs to its customer: with another customer's id it is not found") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId owner = session.customers().create({}).id, other = session.customers().create({}).id;
  const LoanId loan = session.loans().create(owner, a_loan()).id;
  CHECK(session.loans().find(loan) == Key<Loan>{owner, loan});
  CHECK_FALSE(session.loans().find({99}));
  CHECK_FALSE(session.loans().get({other, loan}));
  CHECK_REFUSED(not_found, "loan_id", session.loans().update({other, loan}, {.status = "repo"}));
  CHECK_REFUSED(not_found, "loan_id", session.loans().remove({other, loan}));
  CHECK_REFUSED(not_found, "customer_id", session.loans().create({99}, a_loan()));
}

TEST_CASE("A deleted loan is gone, with its notes, and so is the way to it") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const LoanId loan = session.loans().create(id, a_loan()).id;
  session.loan_notes().create(id, {.loan_id = loan, .note = "promised"});
  session.loans().remove({id, loan});
  CHECK_FALSE(session.loans().get({id, loan}));
  CHECK_FALSE(session.loans().find(loan));
  CHECK(session.loan_notes().list(id).items.empty());
  CHECK(session.dashboard().total_loans == 0);
  CHECK_REFUSED(not_found, "loan_id", session.loans().remove({id, loan}));
}

TEST_CASE("A loan with payments cannot be deleted: the ledger would lose its subject") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const LoanId loan = session.loans().create(id, a_loan()).id;
  session.payments().record(id, {.loan_id = loan, .amount = usd(100)});
  CHECK_REFUSED(conflict, "", session.loans().remove({id, loan}));
  CHECK(session.loans().get({id, loan}));
}

TEST_CASE("A loan is secured by a vehicle of the same customer, which then cannot be deleted") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id, other = session.customers().create({}).id;
  const VehicleId mine = session.vehicles().create(id, a_vehicle("1HGCM82633A004352")).id;
  const VehicleId theirs = session.vehicles().create(other, a_vehicle("1HGCM82633A004353")).id;
  const LoanId loan = session.loans().create(id, a_loan()).id;
  CHECK_REFUSED(invalid_argument, "vehicle_id", session.loans().update({id, loan}, {.vehicle_id = theirs}));
  session.loans().update({id, loan}, {.vehicle_id = mine});
  CHECK_REFUSED(conflict, "", session.vehicles().remove({id, mine}));
  session.loans().update({id, loan}, {.vehicle_id = std::nullopt});
  session.vehicles().remove({id, mine});
  CHECK_FALSE(session.vehicles().get({id, mine}));
}

TEST_CASE("Every status but paid_off leaves a loan open") {
  Loan loan;
  for (const char* status :
       {"active", "current", "past_due", "delinquent", "default", "arranged", "defaulted", "repo", "other"}) {
    loan.status = status;
    CHECK(is_open(loan));
  }
  loan.status = "paid_off";
  CHECK_FALSE(is_open(loan));
}
