// Never twice: an outcome is recorded once for each call and customer. And batches: all or none.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "support/outcomes.hpp"
#include "support/raw_sqlite.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

TEST_CASE("The same call id with the same content gives the first answer, and nothing is written again") {
  JohnDoe john(Where::in_a_file);
  Outcome outcome = a_full_outcome();
  outcome.customer.city = "Boston";
  const OutcomeResult first = john.session.post_call(outcome);
  const RawDatabase raw(john.database.file());
  const auto before = raw.content();

  john.database.advance(std::chrono::hours(1));
  outcome.ended_at = instant("2024-02-01T15:31:00Z");  // stamped anew by a client that repeats itself
  outcome.follow_up_at.reset();
  const OutcomeResult again = john.session.post_call(outcome);
  CHECK(again.replayed);
  CHECK(again.interaction_id == first.interaction_id);
  CHECK(again.customer_id == first.customer_id);
  CHECK(again.loan_id == first.loan_id);
  CHECK(again.customer_updated == first.customer_updated);
  CHECK(again.loan_updated == first.loan_updated);
  CHECK((raw.content() == before));
}

TEST_CASE("The same call id with other content is a conflict, whatever the content is") {
  JohnDoe john(every_database());
  john.session.post_call(a_full_outcome());
  const std::pair<const char*, void (*)(Outcome&)> changes[] = {
      {"disposition", [](Outcome& o) { o.disposition = "paid"; }},
      {"note", [](Outcome& o) { o.note = "other"; }},
      {"no note", [](Outcome& o) { o.note.reset(); }},
      {"amount", [](Outcome& o) { o.agreed_amount = usd(1); }},
      {"date", [](Outcome& o) { o.agreed_date = day("2024-03-16"); }},
      {"duration", [](Outcome& o) { o.duration_seconds = 1; }},
      {"trace", [](Outcome& o) { o.disposition_trace.pop_back(); }},
      {"customer", [](Outcome& o) { o.customer.city = "Boston"; }},
      {"loan", [](Outcome& o) { o.loan.status = "repo"; }}};
  for (const auto& [what, change] : changes) {
    INFO(what);
    Outcome other = a_full_outcome();
    change(other);
    CHECK_REFUSED(conflict, "call_id", john.session.post_call(other));
  }
  CHECK(john.session.dashboard().total_interactions == 1);
}

TEST_CASE("A call with two customers has an outcome for each") {
  JohnDoe john(every_database());
  const CustomerId other = john.session.customers().create({}).id;
  const OutcomeResult first = john.session.post_call(john.outcome("CALL-1"));
  const OutcomeResult second =
      john.session.post_call({.call_id = "CALL-1", .customer_id = other, .note = "spouse"});
  CHECK_FALSE(second.replayed);
  CHECK(second.interaction_id != first.interaction_id);
  CHECK(john.session.interactions().list(other).items.size() == 1);
}

TEST_CASE("That a call was recorded outlives the deletion of its interaction") {
  JohnDoe john(every_database());
  const OutcomeResult first = john.session.post_call(john.outcome());
  john.session.interactions().remove({john.id, first.interaction_id});
  const OutcomeResult again = john.session.post_call(john.outcome());
  CHECK(again.replayed);
  CHECK(again.interaction_id == first.interaction_id);
  CHECK(john.session.dashboard().total_interactions == 0);
}

TEST_CASE("That a call was recorded is known to the next process") {
  JohnDoe john(Where::in_a_file);
  const OutcomeResult first = john.session.post_call(a_full_outcome());
  john.database.reopen();
  john.session = john.database.session("Ana Agent");
  const OutcomeResult again = john.session.post_call(a_full_outcome());
  CHECK(again.replayed);
  CHECK(again.interaction_id == first.interaction_id);
}

TEST_CASE("A batch of outcomes is recorded in its order, each with its own answer") {
  JohnDoe john(every_database());
  std::vector<Outcome> batch{john.outcome("1"), john.outcome("2"), john.outcome("1")};
  batch[1].disposition = "promise_to_pay";
  const auto results = john.session.post_call_many(batch);
  REQUIRE(results.size() == 3);
  CHECK_FALSE(results[0].loan_updated);
  CHECK(results[1].loan_updated);
  CHECK(results[2].replayed);
  CHECK(results[2].interaction_id == results[0].interaction_id);
  CHECK(john.session.interactions().list(john.id).items.size() == 2);
  CHECK(john.session.post_call_many({}).empty());
}

TEST_CASE("One outcome of a batch cannot be recorded, and none is") {
  JohnDoe john(Where::in_a_file);
  const RawDatabase raw(john.database.file());
  const auto before = raw.content();
  std::vector<Outcome> batch{john.outcome("1"), john.outcome("2"), john.outcome("3")};
  batch[2].customer_id = CustomerId{99};
  CHECK_REFUSED(not_found, "customer_id", john.session.post_call_many(batch));
  batch[2] = john.outcome("1");
  batch[2].note = "another content";
  CHECK_REFUSED(conflict, "call_id", john.session.post_call_many(batch));
  batch[2].duration_seconds = -1;
  CHECK_REFUSED(invalid_argument, "duration_seconds", john.session.post_call_many(batch));
  CHECK_REFUSED(invalid_argument, "",
                john.session.post_call_many(std::vector<Outcome>(1001, john.outcome())));
  CHECK((raw.content() == before));

  batch.clear();
  for (int i = 0; i < 1000; ++i) batch.push_back(john.outcome(std::to_string(i)));
  CHECK(john.session.post_call_many(batch).size() == 1000);
  CHECK(john.session.dashboard().total_interactions == 1000);
}

TEST_CASE("The same outcome is the same, whether it names the account or the customer's id") {
  JohnDoe john(every_database());
  Outcome outcome = a_full_outcome();
  john.session.post_call(outcome);
  const Customer customer = *john.session.customers().find_account(*outcome.account_number);
  outcome.account_number.reset();
  outcome.customer_id = customer.id;
  CHECK(john.session.post_call(outcome).replayed);
}

TEST_CASE("Another SSN that ends alike is other content") {
  JohnDoe john(every_database());
  Outcome outcome = a_full_outcome();
  outcome.customer.ssn = Ssn::parse("888-88-6789");
  john.session.post_call(outcome);
  CHECK(john.session.post_call(outcome).replayed);
  outcome.customer.ssn = Ssn::parse("777-77-6789");
  CHECK_REFUSED(conflict, "call_id", john.session.post_call(outcome));
}

TEST_CASE("A call whose interaction was brought along or made by hand is not recorded again") {
  JohnDoe john(every_database());
  const InteractionFields came{
      .source = "Phone", .status = "Completed", .loan_id = john.loan_id, .call_id = "C1"};
  const bool by_hand = GENERATE(true, false);
  if (by_hand) {
    john.session.interactions().create(john.id, came);
  } else {
    john.session.put({{.customer = {.account_number = "1234567890"}, .interactions = {came}}}, "test");
  }
  const Loan before = john.loan();
  const OutcomeResult result =
      john.session.post_call({.call_id = "C1", .customer_id = john.id, .agreed_amount = usd(7)});
  CHECK(result.replayed);
  CHECK(result.interaction_id == john.newest().id);
  CHECK(result.loan_id == john.loan_id);
  CHECK(john.loan().due_amount == before.due_amount);
  CHECK(john.session.dashboard().total_interactions == 1);
}

TEST_CASE("An interaction of a call that was recorded is refused by hand and found by put") {
  JohnDoe john(every_database());
  const OutcomeResult first = john.session.post_call({.call_id = "C1", .customer_id = john.id});
  const InteractionFields again{.source = "Phone", .status = "Completed", .call_id = "C1"};
  CHECK_REFUSED(conflict, "call_id", john.session.interactions().create(john.id, again));
  john.session.put({{.customer = {.account_number = "1234567890"}, .interactions = {again}}}, "test");
  john.session.interactions().remove({john.id, first.interaction_id});
  john.session.put({{.customer = {.account_number = "1234567890"}, .interactions = {again}}}, "test");
  CHECK(john.session.dashboard().total_interactions == 1);
  CHECK(john.session.post_call({.call_id = "C1", .customer_id = john.id}).replayed);
}

TEST_CASE("An outcome that sends the stored SSN back changes no customer") {
  JohnDoe john(every_database());
  john.session.customers().update(john.id, {.ssn = Ssn::parse("123-45-6789")});
  Outcome outcome{.call_id = "C1", .customer_id = john.id};
  outcome.customer.ssn = Ssn::parse("123-45-6789");
  CHECK_FALSE(john.session.post_call(outcome).customer_updated);
  outcome.call_id = "C2";
  outcome.customer.ssn = Ssn::parse("123-45-6780");
  CHECK(john.session.post_call(outcome).customer_updated);
}
