// Pages neither repeat nor lose a row while others come and go.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <random>
#include <set>

#include "support/databases.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

using Ids = std::vector<std::int64_t>;

// Reads a list page by page while rows are removed and added in between: every row that is there all the time
// comes exactly once, and none comes twice.
template <class List, class Add, class Remove>
void check_pages_are_steady(const Ids& staying, List list, Add add, Remove remove) {
  std::multiset<std::int64_t> seen;
  PageRequest request{.limit = 3};
  for (int turn = 0; turn < 1000; ++turn) {
    const auto page = list(request);
    for (const auto& item : page.items) seen.insert(item.id.value);
    if (!page.next) break;
    add();
    remove();
    request.after = *page.next;
  }
  for (const std::int64_t id : staying) {
    INFO("row " << id);
    CHECK(seen.count(id) == 1);
  }
  for (const std::int64_t id : seen) CHECK(seen.count(id) == 1);
}

struct Moving {
  explicit Moving(Where where) : database(where), session(database.session()), random(Catch::rngSeed()) {}
  std::size_t any(std::size_t below) { return random() % below; }

  TestDatabase database;
  Session session;
  std::mt19937 random;
};

}  // namespace

TEST_CASE("Pages of customers neither repeat nor lose anybody while others come and go") {
  Moving moving(every_database());
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  Session& session = moving.session;
  const auto some_customer = [&] {
    const std::string name(1, static_cast<char>('a' + moving.any(26)));
    return CustomerFile{{.account_number = name + std::to_string(moving.random()),
                         .last_name = name,
                         .primary_phone_number = phone("2125551234")}};
  };
  std::vector<CustomerFile> files;
  for (int i = 0; i < 60; ++i) files.push_back(some_customer());
  const auto loaded = session.load(files, "seed");
  Ids staying, leaving;
  for (const CustomerId id : loaded) (id.value % 3 == 0 ? leaving : staying).push_back(id.value);

  const CustomerFilter filter =
      GENERATE(CustomerFilter{}, CustomerFilter{.phone = PhoneNumber::stored("+12125551234")},
               CustomerFilter{.account_prefix = ""}, CustomerFilter{.name_prefix = ""});
  check_pages_are_steady(
      staying, [&](const PageRequest& page) { return session.customers().list(filter, page); },
      [&] { session.load({some_customer()}, "new"); },
      [&] {
        if (leaving.empty()) return;
        const auto chosen = leaving.begin() + static_cast<std::ptrdiff_t>(moving.any(leaving.size()));
        session.customers().remove({*chosen});
        leaving.erase(chosen);
      });
}

TEST_CASE("Pages of loans and of follow-ups neither repeat nor lose one while others come and go") {
  Moving moving(every_database());
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  Session& session = moving.session;
  const auto some_loan = [&] {
    LoanFields loan = a_loan();
    loan.status = "past_due";
    loan.days_past_due = static_cast<std::int64_t>(1 + moving.any(5));
    return loan;
  };
  const auto some_interaction = [&] {
    InteractionFields interaction = an_interaction();
    const Instant at = instant("2024-01-01T00:00:00Z") + std::chrono::hours(moving.any(9));
    interaction.creation_date = at;
    interaction.follow_up_at = at;
    return interaction;
  };
  CustomerFile file;
  for (int i = 0; i < 30; ++i) {
    file.loans.push_back(some_loan());
    file.interactions.push_back(some_interaction());
  }
  const CustomerId id = session.load({file}, "seed").at(0);
  Ids staying, leaving;
  for (std::int64_t row = 1; row <= 30; ++row) (row % 3 == 0 ? leaving : staying).push_back(row);
  const auto take_one = [&](auto remove) {
    if (leaving.empty()) return;
    remove(leaving.back());
    leaving.pop_back();
  };
  const auto add_loan = [&] { session.loans().create(id, some_loan()); };
  const auto remove_loan = [&] {
    take_one([&](std::int64_t loan) { session.loans().remove({id, {loan}}); });
  };
  const auto add_interaction = [&] { session.interactions().create(id, some_interaction()); };
  const auto remove_interaction = [&] {
    take_one([&](std::int64_t row) { session.interactions().remove({id, {row}}); });
  };

  SECTION("loans of a customer") {
    check_pages_are_steady(
        staying, [&](const PageRequest& page) { return session.loans().list(id, page); }, add_loan,
        remove_loan);
  }
  SECTION("loans by status") {
    check_pages_are_steady(
        staying, [&](const PageRequest& page) { return session.loans().list({.status = "past_due"}, page); },
        add_loan, remove_loan);
  }
  SECTION("loans by days past due") {
    check_pages_are_steady(
        staying,
        [&](const PageRequest& page) { return session.loans().list({.min_days_past_due = 1}, page); },
        add_loan, remove_loan);
  }
  SECTION("interactions, the latest first") {
    check_pages_are_steady(
        staying,
        [&](const PageRequest& page) { return session.interactions().list(InteractionFilter{}, page); },
        add_interaction, remove_interaction);
  }
  SECTION("follow-ups") {
    check_pages_are_steady(
        staying,
        [&](const PageRequest& page) {
          return session.interactions().list({.follow_up_due = moving.database.now()}, page);
        },
        add_interaction, remove_interaction);
  }
}
