// Reading every record of a kind, in one snapshot.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <stdexcept>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

template <class R>
struct All {
  std::vector<R> records;
  std::vector<std::string> accounts;
};

template <class R>
All<R> all(Session& session) {
  All<R> all;
  session.each<R>([&](const R& record, std::string_view account) {
    all.records.push_back(record);
    all.accounts.emplace_back(account);
  });
  return all;
}

// Two customers, with records of theirs made in turn.
void fill(Session& session) {
  CustomerFile john{.customer = john_doe(),
                    .loans = {Entry<Loan>(a_loan(), {1}), Entry<Loan>(a_loan(), {3})}};
  john.vehicles = {Entry<Vehicle>(a_vehicle(), {5})};
  john.interactions = {an_interaction("2024-01-02T00:00:00Z"), an_interaction("2024-01-01T00:00:00Z")};
  john.notes = {{.note = "One"}};
  CustomerFile nameless{.customer = {.first_name = "Ann"}, .customer_id = {9}};
  nameless.loans = {Entry<Loan>(a_loan(), {4})};
  nameless.vehicles = {Entry<Vehicle>(a_vehicle("1HGCM82633A004353"), {6})};
  nameless.payments = {{PaymentFields{.amount = usd(100), .idempotency_key = "p"}}};
  for (const PutResult& result : session.put({john, nameless}, "test")) REQUIRE(!result.error);
}

}  // namespace

TEST_CASE("Each record of a kind is visited in order with its customer's account number") {
  TestDatabase database(every_database());
  Session session = database.session();
  fill(session);
  const auto customers = all<Customer>(session);
  CHECK(ids_of(customers.records) == std::vector<std::int64_t>{1, 9});
  CHECK(customers.accounts == std::vector<std::string>{"1234567890", ""});
  check_same(customers.records[0], *session.customers().find_account("1234567890"));
  check_same(customers.records[1], *session.customers().get({9}));

  const auto loans = all<Loan>(session);
  CHECK(ids_of(loans.records) == std::vector<std::int64_t>{1, 3, 4});
  CHECK(loans.accounts == std::vector<std::string>{"1234567890", "1234567890", ""});
  check_same(loans.records[2], *session.loans().get({{9}, {4}}));
  CHECK(ids_of(all<Vehicle>(session).records) == std::vector<std::int64_t>{5, 6});
  CHECK(all<CustomerPhone>(session).records.size() == 1);
  CHECK(all<CustomerNote>(session).accounts == std::vector<std::string>{"1234567890"});
  CHECK(all<LoanNote>(session).records.empty());
  CHECK(all<Payment>(session).records.at(0).amount == usd(100));
  const auto interactions = all<Interaction>(session);
  REQUIRE(interactions.records.size() == 2);
  CHECK(interactions.records[0].creation_date == instant("2024-01-01T00:00:00Z"));
}

TEST_CASE("What the visitor throws ends the reading and leaves the database usable") {
  TestDatabase database(every_database());
  Session session = database.session();
  fill(session);
  int visited = 0;
  CHECK_THROWS_AS(session.each<Loan>([&](const Loan&, std::string_view) {
    ++visited;
    throw std::runtime_error("enough");
  }),
                  std::runtime_error);
  CHECK(visited == 1);
  CHECK(all<Loan>(session).records.size() == 3);
}

TEST_CASE("A snapshot does not see what is written while it is read") {
  TestDatabase database;
  Session session = database.session(), writer = database.session();
  fill(session);
  int visited = 0;
  session.each<Customer>([&](const Customer&, std::string_view) {
    if (++visited == 1) writer.customers().create({.account_number = "later"});
  });
  CHECK(visited == 2);
  CHECK(all<Customer>(session).records.size() == 3);
}

TEST_CASE("SSNs of all customers are revealed with a reason in one row of the trail") {
  TestDatabase database(every_database());
  Session session = database.session("auditor");
  CustomerFields john = john_doe();
  john.ssn = Ssn::parse("123-45-6789");
  session.customers().create(john);
  session.customers().create({.account_number = "without"});
  std::vector<std::string> ssns;
  const auto visit = [&](const Customer&, std::string_view ssn) { ssns.emplace_back(ssn); };
  session.each_with_ssn("court order 12", visit);
  CHECK(ssns == std::vector<std::string>{"123456789", ""});
  const auto trail = session.audit({}).items;
  REQUIRE(trail.size() == 1);
  CHECK(trail[0].action == "reveal_ssn");
  CHECK(trail[0].actor == "auditor");
  CHECK_THAT(trail[0].changes, Catch::Contains("court order 12"));
  CHECK_REFUSED(invalid_argument, "reason", session.each_with_ssn(" ", visit));
  CHECK(ssns.size() == 2);
}

TEST_CASE(
    "reading every record ends with the deadline also when the word about it in the trail has to wait") {
  using std::chrono::milliseconds;
  constexpr milliseconds deadline(500);
  TestDatabase database(Where::on_postgres);
  Session session = database.session();
  session.customers().create(john_doe());
  session.set_deadline(deadline);
  const RawPostgres other(database.url());
  other.execute("BEGIN; LOCK TABLE audit IN EXCLUSIVE MODE; LOCK TABLE customer");
  const auto begin = std::chrono::steady_clock::now();
  CHECK_REFUSED(timeout, "", all<Customer>(session));
  CHECK(std::chrono::steady_clock::now() - begin < deadline + milliseconds(400));
}
