// What an outcome does: the contract's three steps on customer, loan and interaction, all or nothing.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <nlohmann/json.hpp>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/outcomes.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

TEST_CASE("An outcome adds one interaction with everything in columns of its own") {
  JohnDoe john(every_database());
  const Outcome outcome = a_full_outcome();
  const OutcomeResult result = john.session.post_call(outcome);
  CHECK(result.customer_id == john.id);
  CHECK(result.loan_id == john.loan_id);
  CHECK_FALSE(result.customer_updated);
  CHECK(result.loan_updated);
  CHECK_FALSE(result.replayed);

  const Interaction added = john.newest();
  CHECK(added.id == result.interaction_id);
  CHECK(added.creation_date == instant("2024-02-01T15:30:00Z"));
  CHECK(added.last_updated_date == day("2024-02-01"));
  CHECK(added.source == "Phone");
  CHECK(added.status == "Promise_to_Pay");
  CHECK(added.follow_up_at == outcome.follow_up_at);
  CHECK(added.loan_id == john.loan_id);
  CHECK(added.call_id == outcome.call_id);
  CHECK(added.agent == "Ana Agent");
  CHECK(added.direction == outcome.direction);
  CHECK(added.disposition == outcome.disposition);
  CHECK(added.disposition_trace == outcome.disposition_trace);
  CHECK(added.duration_seconds == outcome.duration_seconds);
  CHECK(added.agreed_amount == outcome.agreed_amount);
  CHECK(added.agreed_date == outcome.agreed_date);
  CHECK(added.end_status == outcome.end_status);
  CHECK(added.dialing_status == outcome.dialing_status);
  CHECK(added.dialing_code == outcome.dialing_code);
  CHECK(added.dialing_details == outcome.dialing_details);
  CHECK(john.session.dashboard().total_interactions == 1);
}

TEST_CASE("The notes have all parts in the contract's order") {
  JohnDoe john(every_database());
  john.session.post_call(a_full_outcome());
  CHECK(john.newest().notes ==
        "Call Type: OUTBOUND; Duration: 00:08:45; Call ID: CALL123456789; "
        "Disposition Trace: Connected \xE2\x86\x92 Discussed Payment \xE2\x86\x92 Promise_to_Pay; "
        "Agreed Payment Amount: $500.00; Payment Date Agreed: 2024-03-15; Call End: CUSTOMER HANGUP; "
        "Dialing Status: Dialed - Answered (DAN) - on second ring; Outcome Note: Will pay by card; "
        "Additional Notes: From the voice agent");
}

TEST_CASE("The notes have each part alone, and only the parts that there are") {
  JohnDoe john(Where::in_memory);
  const std::pair<const char*, void (*)(Outcome&)> cases[] = {
      {"Call ID: C", [](Outcome&) {}},
      {"Call Type: INBOUND; Call ID: C", [](Outcome& outcome) { outcome.direction = "INBOUND"; }},
      {"Duration: 00:00:00; Call ID: C", [](Outcome& outcome) { outcome.duration_seconds = 0; }},
      {"Duration: 24:00:00; Call ID: C", [](Outcome& outcome) { outcome.duration_seconds = 86400; }},
      {"Call ID: C; Disposition Trace: one", [](Outcome& outcome) { outcome.disposition_trace = {"one"}; }},
      {"Call ID: C; Agreed Payment Amount: $0.05", [](Outcome& outcome) { outcome.agreed_amount = usd(5); }},
      {"Call ID: C; Payment Date Agreed: 2024-02-29",
       [](Outcome& outcome) { outcome.agreed_date = day("2024-02-29"); }},
      {"Call ID: C; Call End: AGENT", [](Outcome& outcome) { outcome.end_status = "AGENT"; }},
      {"Call ID: C; Dialing Status: Busy", [](Outcome& outcome) { outcome.dialing_status = "Busy"; }},
      {"Call ID: C; Dialing Status: (B)", [](Outcome& outcome) { outcome.dialing_code = "B"; }},
      {"Call ID: C; Dialing Status: line 2", [](Outcome& outcome) { outcome.dialing_details = "line 2"; }},
      {"Call ID: C; Dialing Status: Busy - line 2",
       [](Outcome& outcome) { outcome.dialing_status = "Busy", outcome.dialing_details = "line 2"; }},
      {"Call ID: C; Outcome Note: n", [](Outcome& outcome) { outcome.note = "n"; }},
      {"Call ID: C; Additional Notes: a", [](Outcome& outcome) { outcome.additional_notes = "a"; }},
      // Empty texts are no parts.
      {"Call ID: C", [](Outcome& outcome) {
         outcome.direction = outcome.end_status = outcome.dialing_status = outcome.dialing_code =
             outcome.dialing_details = outcome.note = outcome.additional_notes = "";
       }}};
  for (const auto& [notes, add_part] : cases) {
    const CustomerId id = john.session.customers().create({}).id;
    Outcome outcome{.call_id = "C", .customer_id = id};
    add_part(outcome);
    john.session.post_call(outcome);
    CHECK(john.session.pre_call_customer(id)->interactions.at(0).notes == notes);
  }
}

TEST_CASE("An outcome that says only the call id is a completed phone call, now, by the session's actor") {
  JohnDoe john(every_database());
  const OutcomeResult result = john.session.post_call(john.outcome());
  CHECK_FALSE(result.customer_updated);
  CHECK_FALSE(result.loan_updated);
  const Interaction added = john.newest();
  CHECK(added.source == "Phone Call");
  CHECK(added.status == "Completed");
  CHECK(added.creation_date == john.database.now());
  CHECK(added.agent == "Ana Agent");
  CHECK_FALSE(added.disposition);
  CHECK(john.loan().version == 1);

  Outcome other = john.outcome("CALL-2");
  other.agent = "Ben Agent";
  other.contact_type = other.disposition = "";
  john.database.advance(std::chrono::seconds(1));
  john.session.post_call(other);
  CHECK(john.newest().agent == "Ben Agent");
  CHECK(john.newest().source == "Phone Call");
  CHECK(john.newest().status == "Completed");
}

TEST_CASE(
    "A disposition of resolved, paid or current, in any letter case, makes the loan current with nothing "
    "due") {
  const char* disposition = GENERATE("resolved", "paid", "current", "Resolved", "PAID", "cUrReNt");
  JohnDoe john(Where::in_memory);
  Outcome outcome = john.outcome();
  outcome.disposition = disposition;
  outcome.agreed_amount = usd(50'000);  // what was agreed is paid
  CHECK(john.session.post_call(outcome).loan_updated);
  CHECK(john.loan().status == "current");
  CHECK(john.loan().no_of_missed_installments == 0);
  CHECK(john.loan().due_amount == usd(0));
  CHECK(john.newest().status == disposition);
}

TEST_CASE("A disposition of promise_to_pay or callback_scheduled makes the loan arranged, no other does") {
  const auto [disposition, status] =
      GENERATE(table<const char*, const char*>({{"promise_to_pay", "arranged"},
                                                {"Promise_to_Pay", "arranged"},
                                                {"CALLBACK_SCHEDULED", "arranged"},
                                                {"promise to pay", "past_due"},
                                                {"paid_off", "past_due"},
                                                {"No Answer", "past_due"},
                                                {"resolved ", "past_due"}}));
  JohnDoe john(Where::in_memory);
  Outcome outcome = john.outcome();
  outcome.disposition = disposition;
  john.session.post_call(outcome);
  CHECK(john.loan().status == status);
  CHECK(john.loan().due_amount == usd(125'000));
  CHECK(john.loan().no_of_missed_installments == 2);
}

TEST_CASE("A positive agreed amount becomes the due amount, nothing and no amount change nothing") {
  JohnDoe john(every_database());
  Outcome outcome = john.outcome();
  outcome.agreed_amount = usd(0);
  CHECK_FALSE(john.session.post_call(outcome).loan_updated);
  CHECK(john.loan().due_amount == usd(125'000));
  outcome = john.outcome("CALL-2");
  outcome.agreed_amount = usd(1);
  outcome.agreed_date = day("2024-03-15");
  CHECK(john.session.post_call(outcome).loan_updated);
  CHECK(john.loan().due_amount == usd(1));
  CHECK(john.loan().acceptable_pay_later_date == day("2024-03-15"));
  CHECK(john.loan().status == "past_due");
}

TEST_CASE("Customer and loan take the values that the outcome names and that differ") {
  JohnDoe john(every_database());
  Outcome outcome = john.outcome();
  outcome.customer = {.city = "Boston", .postal_code = "02139"};
  outcome.loan = {.due_amount = usd(90'000), .grace_period_date = day("2024-02-20")};
  const OutcomeResult result = john.session.post_call(outcome);
  CHECK(result.customer_updated);
  CHECK(result.loan_updated);
  check_holds(*john.session.customers().get(john.id), outcome.customer);
  check_holds(john.loan(), outcome.loan);

  // The same values again say nothing new.
  outcome.call_id = "CALL-2";
  const OutcomeResult again = john.session.post_call(outcome);
  CHECK_FALSE(again.customer_updated);
  CHECK_FALSE(again.loan_updated);
  CHECK(john.session.customers().get(john.id)->version == 2);
  CHECK(john.loan().version == 2);
}

TEST_CASE("What the disposition and the agreement say comes after the values that the outcome names") {
  JohnDoe john(every_database());
  Outcome outcome = john.outcome();
  outcome.loan = {
      .status = "delinquent", .due_amount = usd(90'000), .acceptable_pay_later_date = day("2024-02-20")};
  outcome.disposition = "promise_to_pay";
  outcome.agreed_amount = usd(30'000);
  outcome.agreed_date = day("2024-03-01");
  john.session.post_call(outcome);
  CHECK(john.loan().status == "arranged");
  CHECK(john.loan().due_amount == usd(30'000));
  CHECK(john.loan().acceptable_pay_later_date == day("2024-03-01"));
}

TEST_CASE("An outcome is about the newest loan, by creation instant and then id, unless it names one") {
  JohnDoe john(every_database());
  const auto add_at = [&](std::string_view now) {
    john.database.set_clock(now);
    return john.session.loans().create(john.id, a_loan()).id;
  };
  const LoanId newest = add_at("2024-02-02T10:00:00Z");
  CHECK(john.session.post_call(john.outcome("1")).loan_id == newest);
  const LoanId same_instant = add_at("2024-02-02T10:00:00Z");
  CHECK(john.session.post_call(john.outcome("2")).loan_id == same_instant);
  const LoanId older = add_at("2024-01-01T10:00:00Z");
  CHECK(john.session.post_call(john.outcome("3")).loan_id == same_instant);

  Outcome outcome = john.outcome("4");
  outcome.loan_id = older;
  outcome.disposition = "paid";
  CHECK(john.session.post_call(outcome).loan_id == older);
  CHECK(john.session.loans().get({john.id, older})->status == "current");
  CHECK(john.loan().status == "past_due");
}

TEST_CASE("A customer without loans has outcomes too, but none that would change a loan's values") {
  JohnDoe john(every_database());
  const CustomerId id = john.session.customers().create({.account_number = "2"}).id;
  Outcome outcome{.call_id = "C", .account_number = "2", .disposition = "paid", .agreed_amount = usd(100)};
  const OutcomeResult result = john.session.post_call(outcome);
  CHECK_FALSE(result.loan_id);
  CHECK_FALSE(result.loan_updated);
  CHECK_FALSE(john.session.post_call(outcome).loan_id);
  CHECK_FALSE(john.session.pre_call_customer(id)->interactions.at(0).loan_id);
  outcome.call_id = "D";
  outcome.loan.status = "repo";
  CHECK(refusal_of([&] { john.session.post_call(outcome); }).code == Code::not_found);
}

TEST_CASE("Account number and id may both be named when they mean the same customer") {
  JohnDoe john(every_database());
  const CustomerId other = john.session.customers().create({}).id;
  Outcome outcome = a_full_outcome();
  outcome.customer_id = john.id;
  CHECK(john.session.post_call(outcome).customer_id == john.id);
  outcome.call_id = "C2";
  outcome.customer_id = other;
  CHECK_REFUSED(invalid_argument, "customer_id", john.session.post_call(outcome));
}

TEST_CASE("An outcome that cannot be recorded writes nothing") {
  JohnDoe john(Where::in_a_file);
  const CustomerId other = john.session.customers().create({.account_number = "2"}).id;
  const LoanId theirs = john.session.loans().create(other, a_loan()).id;
  const RawDatabase raw(john.database.file());
  const auto before = raw.content();
  const auto post = [&](auto spoil) {
    Outcome outcome = john.outcome();
    outcome.customer = {.city = "Boston"};
    outcome.note = "n";
    spoil(outcome);
    john.session.post_call(outcome);
  };
  CHECK_REFUSED(not_found, "account_number",
                post([](Outcome& o) { o.account_number = "9", o.customer_id = {}; }));
  CHECK_REFUSED(not_found, "customer_id", post([](Outcome& o) { o.customer_id = CustomerId{99}; }));
  CHECK_REFUSED(invalid_argument, "account_number", post([](Outcome& o) { o.customer_id = {}; }));
  CHECK_REFUSED(not_found, "loan_id", post([&](Outcome& o) { o.loan_id = theirs; }));
  CHECK_REFUSED(not_found, "loan_id", post([&](Outcome& o) { o.loan_id = LoanId{99}; }));
  CHECK_REFUSED(invalid_argument, "call_id", post([](Outcome& o) { o.call_id = ""; }));
  CHECK_REFUSED(invalid_argument, "call_id", post([](Outcome& o) { o.call_id = wide_text(201); }));
  CHECK_REFUSED(invalid_argument, "call_id", post([](Outcome& o) { o.call_id = std::string("a\0b", 3); }));
  CHECK_REFUSED(invalid_argument, "agreed_amount", post([](Outcome& o) { o.agreed_amount = usd(-1); }));
  CHECK_REFUSED(invalid_argument, "agreed_amount",
                post([](Outcome& o) { o.agreed_amount = usd(Money::limit + 1); }));
  CHECK_REFUSED(invalid_argument, "agreed_amount", post([](Outcome& o) {
                  o.agreed_amount = Money{1, Currency("EUR")};
                }));
  CHECK_REFUSED(invalid_argument, "agreed_amount", post([](Outcome& o) {
                  o.currency = Currency("EUR"), o.agreed_amount = Money{1, Currency("EUR")};
                }));
  CHECK_REFUSED(invalid_argument, "agreed_date", post([](Outcome& o) { o.agreed_date = Date{}; }));
  CHECK_REFUSED(invalid_argument, "dob", post([](Outcome& o) { o.customer.dob = Date{}; }));
  CHECK_REFUSED(invalid_argument, "due_date", post([](Outcome& o) { o.loan.due_date = Date{}; }));
  CHECK_REFUSED(invalid_argument, "duration_seconds", post([](Outcome& o) { o.duration_seconds = 86401; }));
  CHECK_REFUSED(invalid_argument, "ended_at", post([](Outcome& o) { o.ended_at = Instant::max(); }));
  CHECK_REFUSED(invalid_argument, "follow_up_at", post([](Outcome& o) { o.follow_up_at = Instant::min(); }));
  CHECK_REFUSED(invalid_argument, "note", post([](Outcome& o) { o.note = std::string(1 << 20, 'x'); }));
  CHECK_REFUSED(invalid_argument, "note", post([](Outcome& o) { o.note = "\xFF"; }));
  CHECK_REFUSED(invalid_argument, "additional_notes",
                post([](Outcome& o) { o.additional_notes = wide_text(4001); }));
  CHECK_REFUSED(invalid_argument, "disposition_trace",
                post([](Outcome& o) { o.disposition_trace.assign(51, "x"); }));
  CHECK_REFUSED(invalid_argument, "disposition", post([](Outcome& o) { o.disposition = wide_text(101); }));
  CHECK_REFUSED(invalid_argument, "email_address", post([](Outcome& o) { o.customer.email_address = "x"; }));
  CHECK_REFUSED(conflict, "account_number", post([](Outcome& o) { o.customer.account_number = "2"; }));
  CHECK_REFUSED(invalid_argument, "due_amount", post([](Outcome& o) { o.loan.due_amount = usd(-1); }));
  CHECK((raw.content() == before));
}

TEST_CASE("An outcome with every field at its limit is recorded") {
  JohnDoe john(every_database());
  Outcome outcome = john.outcome(wide_text(200));
  outcome.agent = outcome.contact_type = outcome.disposition = outcome.end_status = outcome.dialing_status =
      wide_text(100);
  outcome.direction = outcome.dialing_code = wide_text(20);
  outcome.dialing_details = wide_text(500);
  outcome.disposition_trace.assign(50, wide_text(100));
  outcome.duration_seconds = 86400;
  outcome.agreed_amount = usd(Money::limit);
  outcome.agreed_date = day("9999-12-31");
  outcome.note = wide_text(8000);
  outcome.additional_notes = wide_text(4000);
  outcome.ended_at = outcome.follow_up_at = instant("9999-12-31T23:59:59.999999Z");
  john.session.post_call(outcome);
  CHECK(john.newest().notes->ends_with(wide_text(4000)));
}

TEST_CASE(
    "An outcome leaves its row in the trail, and one for each record that it changed, before and after") {
  JohnDoe john(every_database());
  Outcome outcome = a_full_outcome();
  outcome.customer.city = "Boston";
  const OutcomeResult result = john.session.post_call(outcome);
  const auto trail = john.session.audit(john.id).items;
  REQUIRE(trail.size() == 5);  // with the creation of the customer and the loan
  CHECK(trail[0].action == "post_call");
  CHECK(trail[0].record == "interaction");
  CHECK(trail[0].record_id == result.interaction_id.value);
  CHECK(nlohmann::json::parse(trail[0].changes)["call_id"][1] == "CALL123456789");
  CHECK(trail[1].record == "loan");
  CHECK(nlohmann::json::parse(trail[1].changes) ==
        nlohmann::json{{"status", {"past_due", "arranged"}},
                       {"due_amount", {1250.0, 500.0}},
                       {"acceptable_pay_later_date", {nullptr, "2024-03-15"}}});
  CHECK(trail[2].record == "customer");
  CHECK(nlohmann::json::parse(trail[2].changes) == nlohmann::json{{"city", {nullptr, "Boston"}}});
  for (const AuditEntry& entry : trail) CHECK(entry.actor == "Ana Agent");
}
