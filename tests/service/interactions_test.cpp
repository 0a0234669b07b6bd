// Interactions: contacts and attempts to contact, with what a call leaves in them.
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

InteractionFields with_every_field_at_its_most(LoanId loan) {
  const Currency dinar("KWD");
  return {.creation_date = instant("9999-12-31T23:59:59.999999Z"),
          .last_updated_date = day("9999-12-31"),
          .source = wide_text(100),
          .status = wide_text(100),
          .notes = wide_text(20000),
          .follow_up_at = instant("9999-12-31T23:59:59.999999Z"),
          .loan_id = loan,
          .call_id = wide_text(200),
          .agent = wide_text(100),
          .direction = wide_text(20),
          .disposition = wide_text(100),
          .disposition_trace = std::vector<std::string>(50, wide_text(100)),
          .duration_seconds = 86400,
          .currency = dinar,
          .agreed_amount = Money{Money::limit, dinar},
          .agreed_date = day("9999-12-31"),
          .end_status = wide_text(100),
          .dialing_status = wide_text(100),
          .dialing_code = wide_text(20),
          .dialing_details = wide_text(500)};
}

InteractionFields with_every_field_at_its_least() {
  const Currency yen("JPY");
  return {.creation_date = instant("0001-01-01T00:00:00Z"),
          .last_updated_date = day("0001-01-01"),
          .source = "-",
          .status = "\"",
          .notes = "",
          .follow_up_at = instant("0001-01-01T00:00:00Z"),
          .loan_id = std::nullopt,
          .call_id = "",
          .agent = "",
          .direction = "",
          .disposition = "",
          .disposition_trace = std::vector<std::string>{"", "\"", "\\", "\n", "a,b"},
          .duration_seconds = 0,
          .currency = yen,
          .agreed_amount = Money{0, yen},
          .agreed_date = day("0001-01-01"),
          .end_status = "",
          .dialing_status = "",
          .dialing_code = "",
          .dialing_details = ""};
}

}  // namespace

TEST_CASE("An interaction keeps every field as it was given, at its most and at its least") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const LoanId loan = session.loans().create(id, a_loan()).id;
  const InteractionFields fields =
      GENERATE(true, false) ? with_every_field_at_its_most(loan) : with_every_field_at_its_least();
  require_all_named<Interaction>(fields);
  const Interaction made = session.interactions().create(id, fields);
  check_holds(made, fields);
  CHECK(made.created_at == database.now());
  check_same(*session.interactions().get({id, made.id}), made);
}

TEST_CASE("An interaction that names no time took place now") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const Interaction made = session.interactions().create(id, {.source = "Email", .status = "Sent"});
  CHECK(made.creation_date == database.now());
  CHECK(made.last_updated_date == date_of(database.now()));
  CHECK(made.disposition_trace.empty());
}

TEST_CASE("What a later person may correct of an interaction can be changed, the call's own facts cannot") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  InteractionFields fields = an_interaction();
  fields.call_id = "CALL-1";
  const Interaction before = session.interactions().create(id, fields);
  const Key<Interaction> key{id, before.id};

  const InteractionFields change{.creation_date = instant("2024-01-29T10:00:00Z"),
                                 .last_updated_date = std::nullopt,
                                 .source = "Phone",
                                 .status = "Corrected",
                                 .notes = "it was the wife",
                                 .follow_up_at = instant("2024-02-05T15:00:00Z")};
  const Interaction after = session.interactions().update(key, change, 1);
  check_holds(after, change);
  check_same_but_for(after, before, change);
  check_same(*session.interactions().get(key), after);
  CHECK_REFUSED(conflict, "version", session.interactions().update(key, {.status = "x"}, 1));

  CHECK_REFUSED(invalid_argument, "call_id", session.interactions().update(key, {.call_id = "CALL-2"}));
  CHECK_REFUSED(invalid_argument, "duration_seconds",
                session.interactions().update(key, {.duration_seconds = 60}));
  CHECK_REFUSED(invalid_argument, "agent", session.interactions().update(key, {.agent = "somebody else"}));
  CHECK(session.interactions().update(key, {.call_id = "CALL-1"}).version == 2);
}

TEST_CASE(
    "An interaction's value that is out of range is refused with the field's name, nothing is written") {
  TestDatabase database;
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const std::pair<const char*, void (*)(InteractionFields&)> cases[] = {
      {"creation_date", [](InteractionFields& fields) { fields.creation_date = Instant::max(); }},
      {"creation_date", [](InteractionFields& fields) { fields.creation_date = Instant::min(); }},
      {"last_updated_date", [](InteractionFields& fields) { fields.last_updated_date = Date{}; }},
      {"follow_up_at",
       [](InteractionFields& fields) {
         fields.follow_up_at = instant("9999-12-31T23:59:59.999999Z") + std::chrono::microseconds(1);
       }},
      {"source", [](InteractionFields& fields) { fields.source = {}; }},
      {"source", [](InteractionFields& fields) { fields.source = ""; }},
      {"source", [](InteractionFields& fields) { fields.source = wide_text(101); }},
      {"status", [](InteractionFields& fields) { fields.status = {}; }},
      {"status", [](InteractionFields& fields) { fields.status = wide_text(101); }},
      {"notes", [](InteractionFields& fields) { fields.notes = wide_text(20001); }},
      {"notes", [](InteractionFields& fields) { fields.notes = std::string(1 << 20, 'x'); }},
      {"notes", [](InteractionFields& fields) { fields.notes = std::string("a\0b", 3); }},
      {"notes", [](InteractionFields& fields) { fields.notes = "\xF4\x90\x80\x80"; }},
      {"loan_id", [](InteractionFields& fields) { fields.loan_id = LoanId{99}; }},
      {"call_id", [](InteractionFields& fields) { fields.call_id = wide_text(201); }},
      {"agent", [](InteractionFields& fields) { fields.agent = wide_text(101); }},
      {"direction", [](InteractionFields& fields) { fields.direction = wide_text(21); }},
      {"disposition", [](InteractionFields& fields) { fields.disposition = wide_text(101); }},
      {"disposition_trace",
       [](InteractionFields& fields) { fields.disposition_trace = std::vector<std::string>(51, "a"); }},
      {"disposition_trace",
       [](InteractionFields& fields) {
         fields.disposition_trace = std::vector<std::string>{wide_text(101)};
       }},
      {"disposition_trace",
       [](InteractionFields& fields) { fields.disposition_trace = std::vector<std::string>{"\xFF"}; }},
      {"duration_seconds", [](InteractionFields& fields) { fields.duration_seconds = -1; }},
      {"duration_seconds", [](InteractionFields& fields) { fields.duration_seconds = 86401; }},
      {"agreed_amount", [](InteractionFields& fields) { fields.agreed_amount = usd(-1); }},
      {"agreed_amount",
       [](InteractionFields& fields) {
         fields.agreed_amount = Money{1, Currency("EUR")};
       }},
      {"agreed_amount", [](InteractionFields& fields) { fields.agreed_amount = usd(Money::limit + 1); }},
      {"end_status", [](InteractionFields& fields) { fields.end_status = wide_text(101); }},
      {"dialing_status", [](InteractionFields& fields) { fields.dialing_status = wide_text(101); }},
      {"dialing_code", [](InteractionFields& fields) { fields.dialing_code = wide_text(21); }},
      {"dialing_details", [](InteractionFields& fields) { fields.dialing_details = wide_text(501); }}};
  const RawDatabase raw(database.file());
  const auto before = raw.content();
  for (const auto& [field, spoil] : cases) {
    InteractionFields fields = an_interaction();
    spoil(fields);
    CHECK_REFUSED(invalid_argument, field, session.interactions().create(id, fields));
  }
  CHECK((raw.content() == before));
}

TEST_CASE("An interaction belongs to its customer, and a deleted one is gone and not counted") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id, other = session.customers().create({}).id;
  const InteractionId interaction = session.interactions().create(id, an_interaction()).id;
  CHECK_REFUSED(not_found, "customer_id", session.interactions().create({99}, an_interaction()));
  CHECK_FALSE(session.interactions().get({other, interaction}));
  CHECK_REFUSED(not_found, "interaction_id",
                session.interactions().update({other, interaction}, {.status = "x"}));
  CHECK_REFUSED(not_found, "interaction_id", session.interactions().remove({other, interaction}));
  CHECK(session.dashboard().total_interactions == 1);
  session.interactions().remove({id, interaction});
  CHECK_FALSE(session.interactions().get({id, interaction}));
  CHECK(session.dashboard().total_interactions == 0);
}

TEST_CASE("Two interactions of the same instant are two") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  session.interactions().create(id, an_interaction());
  session.interactions().create(id, an_interaction());
  CHECK(session.interactions().list(id).items.size() == 2);
}
