// Payments: a ledger whose rows lower a loan's due amount and balance, and are reversed by rows of their own.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <random>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// One customer with one loan.
struct Debt {
  explicit Debt(Where where, Money due = usd(10'000), std::optional<Money> balance = usd(50'000))
      : database(where), session(database.session("cashier")) {
    id = session.customers().create({}).id;
    LoanFields fields = a_loan(due);
    fields.balance_remaining = balance;
    loan_id = session.loans().create(id, fields).id;
  }
  Loan loan() { return *session.loans().get({id, loan_id}); }
  Payment pay(std::int64_t cents) {
    return session.payments().record(id, {.loan_id = loan_id, .amount = usd(cents)});
  }
  Payment reverse(const Payment& payment) { return session.payments().reverse({id, payment.id}, "bounced"); }

  TestDatabase database;
  Session session;
  CustomerId id;
  LoanId loan_id;
};

}  // namespace

TEST_CASE("A payment lowers what is due and what remains, and says by how much") {
  Debt debt(every_database());
  const Payment payment = debt.pay(2'550);
  CHECK(debt.loan().due_amount == usd(7'450));
  CHECK(debt.loan().balance_remaining == usd(47'450));
  CHECK(debt.loan().version == 2);
  CHECK(payment.amount == usd(2'550));
  CHECK(payment.due_reduction == usd(2'550));
  CHECK(payment.balance_reduction == usd(2'550));
  CHECK(payment.paid_at == debt.database.now());
  CHECK_FALSE(payment.reverses_id);
  check_same(*debt.session.payments().get({debt.id, payment.id}), payment);
}

TEST_CASE("A payment keeps every field as it was given") {
  Debt debt(every_database(), Money{Money::limit, Currency("KWD")}, Money{Money::limit, Currency("KWD")});
  const PaymentFields fields{.loan_id = debt.loan_id,
                             .currency = Currency("KWD"),
                             .amount = Money{Money::limit, Currency("KWD")},
                             .paid_at = instant("0001-01-01T00:00:00Z"),
                             .method = wide_text(50),
                             .reference = wide_text(100),
                             .note = wide_text(1000),
                             .idempotency_key = wide_text(200)};
  require_all_named<Payment>(fields);
  const Payment made = debt.session.payments().record(debt.id, fields);
  check_holds(made, fields);
  check_same(*debt.session.payments().get({debt.id, made.id}), made);
  CHECK(debt.loan().due_amount.minor == 0);
}

TEST_CASE("A payment never lowers an amount below nothing, and its reversal gives back what was taken") {
  Debt debt(every_database(), usd(10'000), usd(12'000));
  const Payment payment = debt.pay(15'000);
  CHECK(debt.loan().due_amount == usd(0));
  CHECK(debt.loan().balance_remaining == usd(0));
  CHECK(payment.due_reduction == usd(10'000));
  CHECK(payment.balance_reduction == usd(12'000));

  const Payment reversal = debt.reverse(payment);
  CHECK(debt.loan().due_amount == usd(10'000));
  CHECK(debt.loan().balance_remaining == usd(12'000));
  CHECK(reversal.amount == usd(-15'000));
  CHECK(reversal.due_reduction == usd(-10'000));
  CHECK(reversal.balance_reduction == usd(-12'000));
}

TEST_CASE("A payment on a loan without a balance lowers only what is due") {
  Debt debt(every_database(), usd(10'000), std::nullopt);
  const Payment payment = debt.pay(4'000);
  CHECK(payment.balance_reduction == usd(0));
  CHECK_FALSE(debt.loan().balance_remaining);
  debt.reverse(payment);
  CHECK(debt.loan().due_amount == usd(10'000));
  CHECK_FALSE(debt.loan().balance_remaining);
}

TEST_CASE("A reversal is a row of its own and leaves the payment as it was") {
  Debt debt(every_database());
  const Payment payment = debt.pay(2'500);
  debt.database.advance(std::chrono::hours(24));
  const Payment reversal = debt.reverse(payment);
  CHECK(reversal.id != payment.id);
  CHECK(reversal.reverses_id == payment.id);
  CHECK(reversal.loan_id == debt.loan_id);
  CHECK(reversal.note == "bounced");
  CHECK(reversal.paid_at == debt.database.now());
  check_same(*debt.session.payments().get({debt.id, payment.id}), payment);
  CHECK(ids_of(debt.session.payments().list(debt.id).items) ==
        std::vector<std::int64_t>{payment.id.value, reversal.id.value});
}

TEST_CASE("A payment is reversed once, and a reversal never") {
  Debt debt(every_database());
  const Payment payment = debt.pay(2'500);
  const Payment reversal = debt.reverse(payment);
  CHECK_REFUSED(conflict, "", debt.reverse(payment));
  CHECK_REFUSED(conflict, "", debt.reverse(reversal));
  CHECK(debt.loan().due_amount == usd(10'000));
  CHECK(debt.session.payments().list(debt.id).items.size() == 2);
}

TEST_CASE("A reversal that is sent again with its key is the first one, and another one is a conflict") {
  Debt debt(every_database());
  const Payment payment = debt.pay(2'500), other = debt.pay(500);
  Payments payments = debt.session.payments();
  const Payment first = payments.reverse({debt.id, payment.id}, "bounced", "R-1");
  CHECK(first.idempotency_key == "R-1");
  debt.database.advance(std::chrono::hours(1));
  check_same(payments.reverse({debt.id, payment.id}, "bounced", "R-1"), first);
  CHECK(debt.loan().due_amount == usd(9'500));
  CHECK_REFUSED(conflict, "idempotency_key", payments.reverse({debt.id, payment.id}, "stolen", "R-1"));
  CHECK_REFUSED(conflict, "idempotency_key", payments.reverse({debt.id, other.id}, "bounced", "R-1"));
  CHECK_REFUSED(conflict, "", payments.reverse({debt.id, payment.id}, "bounced", "R-2"));
  for (const std::string& key : {std::string(), wide_text(201)})
    CHECK_REFUSED(invalid_argument, "idempotency_key", payments.reverse({debt.id, other.id}, "bounced", key));
  CHECK(payments.list(debt.id).items.size() == 3);
}

TEST_CASE("A reversal says why, of a payment that there is") {
  Debt debt(every_database());
  const Payment payment = debt.pay(2'500);
  const auto reverse = [&](std::string_view reason) {
    debt.session.payments().reverse({debt.id, payment.id}, reason);
  };
  CHECK_REFUSED(invalid_argument, "reason", reverse(""));
  CHECK_REFUSED(invalid_argument, "reason", reverse(wide_text(1001)));
  CHECK_REFUSED(invalid_argument, "reason", reverse("\xFF"));
  CHECK_REFUSED(not_found, "payment_id", debt.session.payments().reverse({debt.id, {99}}, "bounced"));
  CHECK_REFUSED(not_found, "payment_id", debt.session.payments().reverse({{99}, payment.id}, "bounced"));
  CHECK(debt.session.payments().list(debt.id).items.size() == 1);
}

TEST_CASE("The same idempotency key with the same content gives the first payment, and takes nothing twice") {
  Debt debt(every_database());
  PaymentFields fields{
      .loan_id = debt.loan_id, .amount = usd(2'500), .method = "card", .idempotency_key = "K1"};
  const Payment first = debt.session.payments().record(debt.id, fields);
  debt.database.advance(std::chrono::minutes(1));
  check_same(debt.session.payments().record(debt.id, fields), first);
  CHECK(debt.loan().due_amount == usd(7'500));

  PaymentFields other = fields;
  other.amount = usd(2'501);
  CHECK_REFUSED(conflict, "idempotency_key", debt.session.payments().record(debt.id, other));
  other = fields;
  other.method = "cash";
  CHECK_REFUSED(conflict, "idempotency_key", debt.session.payments().record(debt.id, other));
  fields.idempotency_key = "K2";
  CHECK(debt.session.payments().record(debt.id, fields).id != first.id);
  CHECK(debt.session.payments().list(debt.id).items.size() == 2);
}

TEST_CASE("An idempotency key is one customer's: another's same key is another payment") {
  Debt debt(every_database());
  const CustomerId other = debt.session.customers().create({}).id;
  const LoanId loan = debt.session.loans().create(other, a_loan()).id;
  debt.session.payments().record(debt.id,
                                 {.loan_id = debt.loan_id, .amount = usd(1), .idempotency_key = "K1"});
  debt.session.payments().record(other, {.loan_id = loan, .amount = usd(2), .idempotency_key = "K1"});
  CHECK(debt.session.payments().list(other).items.at(0).amount == usd(2));
}

TEST_CASE("A payment in another currency than the loan's is refused, and nothing is written") {
  Debt debt(Where::in_a_file);
  const RawDatabase raw(debt.database.file());
  const auto before = raw.content();
  const Currency euro("EUR");
  CHECK_REFUSED(invalid_argument, "amount",
                debt.session.payments().record(
                    debt.id, {.loan_id = debt.loan_id, .currency = euro, .amount = Money{1, euro}}));
  CHECK_REFUSED(invalid_argument, "amount",
                debt.session.payments().record(debt.id, {.loan_id = debt.loan_id, .amount = Money{1, euro}}));
  CHECK((raw.content() == before));
}

TEST_CASE(
    "A payment of nothing, of less, or of too much is refused, as is one for a loan that is not theirs") {
  Debt debt(every_database());
  const auto record = [&](PaymentFields fields) { debt.session.payments().record(debt.id, fields); };
  for (const std::int64_t minor : {std::int64_t{0}, std::int64_t{-1}, Money::limit + 1, INT64_MAX, INT64_MIN})
    CHECK_REFUSED(invalid_argument, "amount", record({.loan_id = debt.loan_id, .amount = usd(minor)}));
  CHECK_REFUSED(invalid_argument, "amount", record({.loan_id = debt.loan_id}));
  CHECK_REFUSED(invalid_argument, "loan_id", record({.amount = usd(1)}));
  CHECK_REFUSED(invalid_argument, "loan_id", record({.loan_id = LoanId{-1}, .amount = usd(1)}));
  CHECK_REFUSED(not_found, "loan_id", record({.loan_id = LoanId{99}, .amount = usd(1)}));
  CHECK_REFUSED(invalid_argument, "note",
                record({.loan_id = debt.loan_id, .amount = usd(1), .note = wide_text(1001)}));
  CHECK_REFUSED(invalid_argument, "paid_at",
                record({.loan_id = debt.loan_id, .amount = usd(1), .paid_at = Instant::max()}));
  const CustomerId other = debt.session.customers().create({}).id;
  CHECK_REFUSED(not_found, "loan_id",
                debt.session.payments().record(other, {.loan_id = debt.loan_id, .amount = usd(1)}));
  CHECK_REFUSED(not_found, "customer_id",
                debt.session.payments().record({99}, {.loan_id = debt.loan_id, .amount = usd(1)}));
  CHECK(debt.loan().version == 1);
}

TEST_CASE("A payment may be dated back and counts at once") {
  Debt debt(every_database());
  const Payment payment = debt.session.payments().record(
      debt.id, {.loan_id = debt.loan_id, .amount = usd(2'500), .paid_at = instant("2023-12-24T08:00:00Z")});
  CHECK(payment.paid_at == instant("2023-12-24T08:00:00Z"));
  CHECK(payment.created_at == debt.database.now());
  CHECK(debt.loan().due_amount == usd(7'500));
}

TEST_CASE("Payments and reversals in any order leave the loan as their sum says") {
  Debt debt(every_database(), usd(100'000), usd(500'000));
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  std::mt19937 random(Catch::rngSeed());
  std::vector<Payment> open;
  for (int i = 0; i < 60; ++i) {
    if (!open.empty() && random() % 3 == 0) {
      const auto chosen = open.begin() + static_cast<std::ptrdiff_t>(random() % open.size());
      debt.reverse(*chosen);
      open.erase(chosen);
    } else {
      open.push_back(debt.pay(1 + static_cast<std::int64_t>(random() % 9'000)));
    }
  }
  std::int64_t due = 100'000, balance = 500'000;
  for (const Payment& payment : debt.session.payments().list(debt.id).items) {
    due -= payment.due_reduction.minor;
    balance -= payment.balance_reduction.minor;
  }
  CHECK(debt.loan().due_amount == usd(due));
  CHECK(debt.loan().balance_remaining == usd(balance));
  while (!open.empty()) {
    debt.reverse(open.back());
    open.pop_back();
  }
  CHECK(debt.loan().due_amount == usd(100'000));
  CHECK(debt.loan().balance_remaining == usd(500'000));
}

TEST_CASE("The currency of a loan with payments cannot change, for they could never be reversed") {
  Debt debt(every_database());
  const Key<Loan> key{debt.id, debt.loan_id};
  debt.session.loans().update(key, {.currency = Currency("CAD")});
  debt.session.loans().update(key, {.currency = Currency("USD")});
  debt.pay(1'000);
  CHECK_REFUSED(conflict, "currency", debt.session.loans().update(key, {.currency = Currency("CAD")}));
  CHECK(debt.loan().currency == Currency("USD"));
}

TEST_CASE("A reversal needs a reason that says something") {
  Debt debt(every_database());
  const Payment payment = debt.pay(1'000);
  for (const std::string& reason : {std::string(), std::string(" \t"), std::string(501, 'a')})
    CHECK_REFUSED(invalid_argument, "reason", debt.session.payments().reverse({debt.id, payment.id}, reason));
}
