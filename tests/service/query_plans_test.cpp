// What grows with the portfolio is read through an index: the plans of the statements that the library runs.
#include <algorithm>
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <set>

#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/statements.hpp"

using namespace crm;
using namespace crm::test;

namespace {

bool is_large(const std::string& step) {
  for (const char* table : {"customer", "loan", "interaction", "customer_phone", "payment", "audit",
                            "call_outcome", "creation", "account_directory", "phone_directory", "name_directory"})
    if (step.find(std::string("SCAN ") + table) == 0) return true;
  return false;
}

// The steps of the plans of everything that `call` runs.
template <class Call>
std::vector<std::string> steps_of(const RawDatabase& raw, Call call) {
  StatementListener::take();
  call();
  std::vector<std::string> steps;
  const auto texts = StatementListener::take();
  for (const std::string& text : std::set(texts.begin(), texts.end())) {
    if (text.starts_with("BEGIN") || text.starts_with("COMMIT")) continue;
    for (const auto& row : raw.rows("EXPLAIN QUERY PLAN " + text)) steps.push_back(row.at(3));
  }
  REQUIRE_FALSE(steps.empty());
  return steps;
}

// Nothing is read whole.
template <class Call>
void check_searches(const RawDatabase& raw, Call call) {
  for (const std::string& step : steps_of(raw, call)) {
    INFO(step);
    CHECK_FALSE(is_large(step));
  }
}

// A page may begin at the end of an index, which a plan calls a scan; it must not sort what it reads.
template <class Call>
void check_does_not_sort(const RawDatabase& raw, Call call) {
  for (const std::string& step : steps_of(raw, call)) {
    INFO(step);
    CHECK(step.find("TEMP B-TREE") == std::string::npos);
  }
}

// Asks for a first page and for the one behind it.
template <class List>
void ask_for_two_pages(List list) {
  const auto page = list(PageRequest{.limit = 1});
  REQUIRE(page.next);
  list(PageRequest{.limit = 1, .after = *page.next});
}

// The file, once there is one.
std::string made(TestDatabase& database) {
  database->warm_up();
  return database.file();
}

struct Portfolio {
  Portfolio() : session(database.session()), raw(made(database)) {
    for (const char* account : {"1", "2"}) {
      CustomerFile file{john_doe()};
      file.customer.account_number = account;
      for (int i = 0; i < 2; ++i) {
        LoanFields loan = a_loan();
        loan.days_past_due = std::int64_t{30};
        file.loans.push_back(loan);
        InteractionFields interaction = an_interaction();
        interaction.follow_up_at = instant("2024-02-01T10:00:00Z");
        file.interactions.push_back(interaction);
      }
      id = session.load({file}, "seed").at(0);
    }
  }

  const StatementListener listener;  // before the first connection is opened
  TestDatabase database;
  Session session;
  const RawDatabase raw;
  CustomerId id;
};

}  // namespace

TEST_CASE("A pre-call searches by keys only, and does not sort interactions") {
  Portfolio all;
  const auto ask = [&] {
    all.session.pre_call("2125551234");
    all.session.pre_call_account("1");
    all.session.pre_call_customer(all.id);
  };
  check_searches(all.raw, ask);
  check_does_not_sort(all.raw, ask);
}

TEST_CASE("A post-call searches by keys only") {
  Portfolio all;
  check_searches(all.raw, [&] {
    all.session.post_call(
        {.call_id = "1", .account_number = "1", .disposition = "paid", .customer = {.city = "Boston"}});
    all.session.post_call(
        {.call_id = "1", .account_number = "1", .disposition = "paid", .customer = {.city = "Boston"}});
  });
}

TEST_CASE("The dashboard reads neither customers nor loans nor interactions") {
  Portfolio all;
  for (const std::string& step : steps_of(all.raw, [&] { all.session.dashboard(); })) {
    INFO(step);
    const bool reads = step.starts_with("SCAN") || step.starts_with("SEARCH");
    CHECK((!reads || step.find("_total") != std::string::npos));
  }
}

TEST_CASE("Every filtered list is driven by an index, in its order") {
  Portfolio all;
  Session& session = all.session;
  const auto check = [&](auto list) {
    check_searches(all.raw, [&] { ask_for_two_pages(list); });
    check_does_not_sort(all.raw, [&] { ask_for_two_pages(list); });
  };
  check([&](const PageRequest& page) {
    return session.customers().list({.phone = phone("2125551234")}, page);
  });
  check([&](const PageRequest& page) { return session.customers().list({.account_prefix = ""}, page); });
  check([&](const PageRequest& page) { return session.customers().list({.name_prefix = "d"}, page); });
  check(
      [&](const PageRequest& page) { return session.loans().list(LoanFilter{.customer_id = all.id}, page); });
  check([&](const PageRequest& page) { return session.loans().list({.min_days_past_due = 1}, page); });
  check([&](const PageRequest& page) { return session.loans().list({.status = "active"}, page); });
  check([&](const PageRequest& page) {
    return session.interactions().list({.follow_up_due = all.database.now()}, page);
  });
  check([&](const PageRequest& page) { return session.interactions().list({.customer_id = all.id}, page); });
  check([&](const PageRequest& page) { return session.loans().list(all.id, page); });
  check([&](const PageRequest& page) { return session.audit({}, page); });
}

TEST_CASE("A list of everything is read in the order of an index, page by page") {
  Portfolio all;
  Session& session = all.session;
  const auto check = [&](auto list) { check_does_not_sort(all.raw, [&] { ask_for_two_pages(list); }); };
  check([&](const PageRequest& page) { return session.customers().list({}, page); });
  check([&](const PageRequest& page) { return session.loans().list(LoanFilter{}, page); });
  check([&](const PageRequest& page) { return session.interactions().list(InteractionFilter{}, page); });
}

TEST_CASE("Combined filters of loans search one index") {
  Portfolio all;
  Session& session = all.session;
  const auto check = [&](const LoanFilter& filter) {
    check_searches(all.raw, [&] {
      ask_for_two_pages([&](const PageRequest& page) { return session.loans().list(filter, page); });
    });
  };
  check({.min_days_past_due = 1, .status = "active"});
  check({.customer_id = all.id, .min_days_past_due = 1});
  check({.customer_id = all.id, .status = "active"});
  check({.customer_id = all.id, .min_days_past_due = 1, .status = "active"});
}

TEST_CASE("Making, changing, paying and erasing search by keys only") {
  Portfolio all;
  Session& session = all.session;
  check_searches(all.raw, [&] {
    CustomerFields fields = john_doe();
    fields.account_number = "3";
    const CustomerId id = session.customers().create(fields, "K").id;
    session.customers().create(fields, "K");
    const VehicleId vehicle = session.vehicles().create(id, a_vehicle()).id;
    const LoanId loan = session.loans().create(id, a_loan()).id;
    session.loans().update({id, loan}, {.vehicle_id = vehicle});
    const Payment payment =
        session.payments().record(id, {.loan_id = loan, .amount = usd(1), .idempotency_key = "K"});
    session.payments().reverse({id, payment.id}, "bounced");
    session.loan_notes().create(id, {.loan_id = loan, .note = "n"});
    session.vehicles().find_vin("1HGCM82633A004352");
    session.loans().find(loan);
    session.interactions().create(id, an_interaction());
    session.customers().erase(id);
  });
}

TEST_CASE("A payment of a file is found again without reading all of its customer") {
  Portfolio all;
  CustomerFile file;
  file.customer.account_number = "2";
  const LoanId loan = all.session.loans().list(LoanFilter{.customer_id = all.id}).items.at(0).id;
  file.payments.emplace_back(PaymentFields{.loan_id = loan, .amount = usd(1), .paid_at = all.database.now()});
  for (const std::string& step : steps_of(all.raw, [&] { all.session.put({file}, "test"); })) {
    INFO(step);
    CHECK_FALSE(step.ends_with("payment USING PRIMARY KEY (customer_id=?)"));
  }
}

TEST_CASE("Many numbers are read in one transaction, which is one snapshot") {
  Portfolio all;
  StatementListener::take();
  all.session.pre_call_many(std::vector<PhoneNumber>(500, phone("2125551234")));
  const auto texts = StatementListener::take();
  CHECK(texts.size() > 500);
  CHECK(texts.front() == "BEGIN");
  CHECK(texts.back() == "COMMIT");
  CHECK(std::count(texts.begin(), texts.end(), "BEGIN") == 1);
  CHECK(std::count(texts.begin(), texts.end(), "COMMIT") == 1);
}
