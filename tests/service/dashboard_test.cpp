// The portfolio's numbers, which every write keeps, against a recount of the tables.
#include <catch2/catch.hpp>
#include <crm/json.hpp>
#include <crm/session.hpp>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <tuple>

#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// Key and currency -> loans, due amount, balance.
using Groups =
    std::map<std::pair<std::string, std::string>, std::tuple<std::int64_t, std::int64_t, std::int64_t>>;

Groups groups_of(const std::vector<LoanGroup>& groups) {
  Groups all;
  for (const LoanGroup& group : groups)
    all[{group.key, std::string(group.due_amount.currency.code())}] = {group.loans, group.due_amount.minor,
                                                                       group.balance_remaining.minor};
  return all;
}

Groups recount(const RawDatabase& raw, const std::string& key) {
  Groups all;
  for (const auto& row : raw.rows("SELECT " + key +
                                  " AS key, currency, count(*), sum(due_amount), "
                                  "sum(coalesce(balance_remaining, 0)) FROM loan GROUP BY key, currency"))
    all[{row[0], row[1]}] = {std::stoll(row[2]), std::stoll(row[3]), std::stoll(row[4])};
  return all;
}

void check_against_recount(Session& session, const RawDatabase& raw) {
  const Dashboard dashboard = session.dashboard();
  CHECK(dashboard.total_customers == raw.number("SELECT count(*) FROM customer"));
  CHECK(dashboard.total_loans == raw.number("SELECT count(*) FROM loan"));
  CHECK(dashboard.total_interactions == raw.number("SELECT count(*) FROM interaction"));
  CHECK(dashboard.active_loans == raw.number("SELECT count(*) FROM loan WHERE status = 'active'"));
  CHECK(dashboard.past_due_loans == raw.number("SELECT count(*) FROM loan WHERE days_past_due > 0"));
  CHECK((groups_of(dashboard.by_status) == recount(raw, "status")));
  CHECK((
      groups_of(dashboard.by_bucket) ==
      recount(raw,
              "CASE WHEN days_past_due = 0 THEN '0' WHEN days_past_due <= 30 THEN '1-30' "
              "WHEN days_past_due <= 60 THEN '31-60' WHEN days_past_due <= 90 THEN '61-90' ELSE '91+' END")));
  std::map<std::string, std::int64_t> portfolio;
  for (const Money& sum : dashboard.total_portfolio) portfolio[std::string(sum.currency.code())] = sum.minor;
  std::map<std::string, std::int64_t> expected;
  for (const auto& row :
       raw.rows("SELECT currency, sum(coalesce(balance_remaining, 0)) FROM loan GROUP BY currency"))
    expected[row[0]] = std::stoll(row[1]);
  CHECK((portfolio == expected));
}

// Does one thing or another to a database, as a day of a call centre might.
class Day {
 public:
  Day(TestDatabase& database, std::uint32_t seed)
      : database_(database), session_(database.session()), random_(seed) {}

  // A refusal is a part of the day: what is not written must not be counted.
  void do_something() {
    database_.advance(std::chrono::seconds(1));
    try {
      act();
    } catch (const Error& error) {
      REQUIRE((error.code() == Code::conflict || error.code() == Code::not_found ||
               error.code() == Code::invalid_argument));
    }
  }

 private:
  void act() {
    switch (any(12)) {
      case 0:
        return add_customer();
      case 1:
        return load();
      case 2:
        return void(session_.loans().create(customer(), some_loan()));
      case 3:
        return void(session_.loans().update(loan(), some_loan()));
      case 4:
        return void(session_.loans().update(loan(), {.status = some_status()}));
      case 5:
        return session_.loans().remove(loan());
      case 6:
        return pay();
      case 7:
        return reverse();
      case 8:
        return post_call();
      case 9:
        return void(session_.interactions().create(customer(), an_interaction()));
      case 10:
        return session_.customers().remove(customer());
      default:
        if (any(4) == 0) session_.customers().erase(customer());
    }
  }

  std::size_t any(std::size_t below) { return random_() % below; }
  std::int64_t amount() { return static_cast<std::int64_t>(any(100'000)); }
  CustomerId customer() {
    return {static_cast<std::int64_t>(1 + any(static_cast<std::size_t>(customers_) + 1))};
  }
  Key<Loan> loan() {
    const auto loans = session_.loans().list(LoanFilter{}, {.limit = 1000}).items;
    if (loans.empty()) return {};
    const Loan& chosen = loans[any(loans.size())];
    return {chosen.customer_id, chosen.id};
  }
  std::string some_status() {
    constexpr const char* words[] = {"active", "current", "past_due", "paid_off", "repo", "other"};
    return words[any(6)];
  }
  LoanFields some_loan() {
    const Currency currencies[] = {Currency("USD"), Currency("JPY"), Currency("KWD")};
    const Currency currency = currencies[any(3)];
    LoanFields fields = a_loan(Money{amount(), currency});
    fields.status = some_status();
    fields.days_past_due = static_cast<std::int64_t>(any(4) == 0 ? 0 : any(130));
    fields.balance_remaining = any(3) == 0 ? std::nullopt : std::optional(Money{amount(), currency});
    return fields;
  }
  void add_customer() {
    session_.customers().create({});
    ++customers_;
  }
  void load() {
    CustomerFile file{{}, {}, {some_loan(), some_loan()}, {an_interaction()}};
    if (any(4) == 0) file.loans.push_back({});  // refused, with all that came before it
    session_.load({file, file}, "import");
    customers_ += 2;
  }
  void pay() {
    const Key<Loan> key = loan();
    const auto paid = session_.loans().get(key);
    const Currency currency = paid ? paid->currency : Currency();
    session_.payments().record(
        key.customer_id, {.loan_id = key.id, .currency = currency, .amount = Money{1 + amount(), currency}});
  }
  void reverse() {
    const auto payments = session_.payments().list(customer()).items;
    if (payments.empty()) return;
    const Payment& payment = payments[any(payments.size())];
    session_.payments().reverse({payment.customer_id, payment.id}, "bounced");
  }
  void post_call() {
    constexpr const char* dispositions[] = {"paid", "promise_to_pay", "no answer"};
    Outcome outcome{.call_id = std::to_string(any(50)), .customer_id = customer()};
    outcome.disposition = dispositions[any(3)];
    if (any(2) == 0) outcome.agreed_amount = usd(amount());
    session_.post_call(outcome);
  }

  TestDatabase& database_;
  Session session_;
  std::mt19937 random_;
  std::int64_t customers_ = 0;
};

}  // namespace

TEST_CASE("An empty database has a dashboard of zeros") {
  TestDatabase database(every_database());
  const Dashboard dashboard = database.session().dashboard();
  CHECK(dashboard.total_customers == 0);
  CHECK(dashboard.total_loans == 0);
  CHECK(dashboard.total_portfolio.empty());
  CHECK(dashboard.by_status.empty());
  CHECK(dashboard.by_bucket.empty());
}

TEST_CASE("The dashboard counts as the contract says") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile file{{}, {}, {}, {an_interaction(), an_interaction()}};
  const auto add = [&](const char* status, std::int64_t days, Money due, std::optional<Money> balance) {
    LoanFields loan = a_loan(due);
    loan.status = status;
    loan.days_past_due = days;
    loan.balance_remaining = balance;
    file.loans.push_back(loan);
  };
  const Money yen{500, Currency("JPY")};
  add("active", 0, usd(100), usd(1'000));
  add("active", 30, usd(200), usd(2'000));
  add("past_due", 31, usd(300), std::nullopt);
  add("active", 90, yen, yen);
  add("paid_off", 91, usd(0), usd(0));
  session.load({file, CustomerFile{}}, "seed");

  const Dashboard dashboard = session.dashboard();
  CHECK(dashboard.total_customers == 2);
  CHECK(dashboard.total_loans == 5);
  CHECK(dashboard.total_interactions == 2);
  CHECK(dashboard.active_loans == 3);
  CHECK(dashboard.past_due_loans == 4);
  CHECK((groups_of(dashboard.by_status) == Groups{{{"active", "JPY"}, {1, 500, 500}},
                                                  {{"active", "USD"}, {2, 300, 3'000}},
                                                  {{"paid_off", "USD"}, {1, 0, 0}},
                                                  {{"past_due", "USD"}, {1, 300, 0}}}));
  std::vector<std::string> buckets;
  for (const LoanGroup& group : dashboard.by_bucket) buckets.push_back(group.key);
  CHECK(buckets == std::vector<std::string>{"0", "1-30", "31-60", "61-90", "91+"});

  const auto json = nlohmann::json::parse(to_json(dashboard));
  CHECK(json["total_customers"] == 2);
  CHECK(json["past_due_loans"] == 4);
  CHECK(json["by_status"].size() == 4);
  CHECK(json["total_portfolio"] ==
        nlohmann::json::parse(R"([{"currency":"JPY","amount":500},{"currency":"USD","amount":30.00}])"));
}

TEST_CASE("After many changes of all kinds the dashboard is what a recount of the tables says") {
  TestDatabase database;
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  Day day(database, Catch::rngSeed());
  Session session = database.session();
  session.dashboard();
  const RawDatabase raw(database.file());
  for (int part = 0; part < 8; ++part) {
    for (int i = 0; i < 60; ++i) day.do_something();
    check_against_recount(session, raw);
  }
  CHECK(raw.number("SELECT count(*) FROM loan") > 0);
  CHECK(raw.number("SELECT count(*) FROM payment") > 0);
}

TEST_CASE("A portfolio beyond the limit of one amount is still summed") {
  TestDatabase database(every_database());
  Session session = database.session();
  LoanFields loan = a_loan(usd(Money::limit));
  loan.balance_remaining = usd(Money::limit);
  session.load({CustomerFile{{}, {}, {loan, loan, loan}}}, "seed");
  CHECK(session.dashboard().total_portfolio.at(0).minor == 3 * Money::limit);
}
