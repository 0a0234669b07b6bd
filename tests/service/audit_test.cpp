// The audit trail: who did what to which record, when, and what changed.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <nlohmann/json.hpp>
#include <set>

#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using nlohmann::json;

namespace {

AuditEntry latest(Session& session, CustomerId id) { return session.audit(id).items.at(0); }
json changes_of(const AuditEntry& entry) { return json::parse(entry.changes); }

}  // namespace

TEST_CASE("The trail says who made a customer, when, and with which values") {
  TestDatabase database(every_database());
  Session session = database.session("Ana Agent \xE2\x9C\x93");
  const CustomerId id = session.customers().create({.first_name = "Zo\xC3\xAB", .city = "Boston"}).id;
  const AuditEntry entry = latest(session, id);
  CHECK(entry.customer_id == id);
  CHECK(entry.at == database.now());
  CHECK(entry.actor == "Ana Agent \xE2\x9C\x93");
  CHECK(entry.action == "create");
  CHECK(entry.record == "customer");
  CHECK(entry.record_id == id.value);
  const json changes = changes_of(entry);
  CHECK(changes["first_name"] == json::array({nullptr, "Zo\xC3\xAB"}));
  CHECK(changes["city"] == json::array({nullptr, "Boston"}));
  CHECK_FALSE(changes.contains("last_name"));
  CHECK_FALSE(changes.contains("id"));
}

TEST_CASE("The trail of a change has the fields that changed, before and after, and no others") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.city = "Boston", .state = "MA"}).id;
  database.advance(std::chrono::hours(1));
  database.session("other").customers().update(id, {.city = "Salem", .state = "MA", .credit_score = 700});
  const AuditEntry entry = latest(session, id);
  CHECK(entry.actor == "other");
  CHECK(entry.at == database.now());
  CHECK(entry.action == "update");
  CHECK(changes_of(entry) == json{{"city", {"Boston", "Salem"}}, {"credit_score", {nullptr, 700}}});
}

TEST_CASE("Every kind of record leaves a row when it is made, changed and deleted") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const auto check_latest = [&](const std::string& action, const std::string& record, std::int64_t record_id,
                                const json& some_changes) {
    const AuditEntry entry = latest(session, id);
    CHECK(entry.action == action);
    CHECK(entry.record == record);
    CHECK(entry.record_id == record_id);
    const json changes = changes_of(entry);
    for (const auto& [field, sides] : some_changes.items()) CHECK(changes[field] == sides);
  };

  const CustomerPhoneId number = session.phones().create(id, {.number = phone("2125551234")}).id;
  check_latest("create", "customer_phone", number.value, {{"number", {nullptr, "+12125551234"}}});
  session.phones().update({id, number}, {.status = "wrong_number"});
  check_latest("update", "customer_phone", number.value, {{"status", {"active", "wrong_number"}}});
  session.phones().remove({id, number});
  check_latest("delete", "customer_phone", number.value, {{"status", {"wrong_number", nullptr}}});

  const VehicleId vehicle = session.vehicles().create(id, a_vehicle()).id;
  check_latest("create", "vehicle", vehicle.value, {{"year", {nullptr, 2003}}});
  session.vehicles().remove({id, vehicle});
  check_latest("delete", "vehicle", vehicle.value, {{"make", {"Honda", nullptr}}});

  const LoanId loan = session.loans().create(id, a_loan()).id;
  check_latest("create", "loan", loan.value, {{"due_amount", {nullptr, 1250.0}}});
  session.loans().update({id, loan}, {.due_amount = usd(50)});
  check_latest("update", "loan", loan.value, {{"due_amount", {1250.0, 0.5}}});

  const LoanNoteId about_loan = session.loan_notes().create(id, {.loan_id = loan, .note = "n"}).id;
  check_latest("create", "loan_note", about_loan.value, {{"note", {nullptr, "n"}}});
  const CustomerNoteId about = session.customer_notes().create(id, {.note = "n"}).id;
  check_latest("create", "customer_note", about.value, {{"note", {nullptr, "n"}}});
  const InteractionId interaction = session.interactions().create(id, an_interaction()).id;
  check_latest("create", "interaction", interaction.value, {{"status", {nullptr, "Completed"}}});
  session.interactions().update({id, interaction}, {.follow_up_at = instant("2024-02-05T10:00:00Z")});
  check_latest("update", "interaction", interaction.value,
               {{"follow_up_at", {nullptr, "2024-02-05T10:00:00.000000Z"}}});
}

TEST_CASE("A payment leaves its own row and the loan's change") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const LoanId loan = session.loans().create(id, a_loan(usd(10'000))).id;
  const Payment payment = session.payments().record(id, {.loan_id = loan, .amount = usd(2'500)});
  auto trail = session.audit(id).items;
  CHECK(trail.at(0).action == "payment");
  CHECK(trail.at(0).record_id == payment.id.value);
  CHECK(trail.at(1).record == "loan");
  CHECK(changes_of(trail.at(1)) == json{{"due_amount", {100.0, 75.0}}});
  session.payments().reverse({id, payment.id}, "bounced");
  trail = session.audit(id).items;
  CHECK(trail.at(0).action == "reversal");
  CHECK(changes_of(trail.at(0))["note"] == json::array({nullptr, "bounced"}));
  CHECK(changes_of(trail.at(1)) == json{{"due_amount", {75.0, 100.0}}});
}

TEST_CASE("A refused call leaves no row") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.account_number = "1"}).id;
  session.customers().create({.account_number = "2"});
  CHECK_REFUSED(conflict, "account_number", session.customers().update(id, {.account_number = "2"}));
  CHECK_REFUSED(conflict, "version", session.customers().update(id, {.city = "x"}, 9));
  CHECK(session.audit(id).items.size() == 1);
}

TEST_CASE("The trail comes in pages, the latest first, each row once while rows are added") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const CustomerId other = session.customers().create({}).id;
  for (int score = 1; score <= 24; ++score) {
    session.customers().update(id, {.credit_score = score});
    session.customers().update(other, {.credit_score = score});
  }
  std::vector<std::int64_t> ids;
  PageRequest request{.limit = 7};
  for (bool more = true; more && ids.size() < 100;) {
    const Page<AuditEntry> page = session.audit(id, request);
    for (const AuditEntry& entry : page.items) ids.push_back(entry.id);
    session.customers().update(id, {.credit_score = 100 + static_cast<std::int64_t>(ids.size())});
    more = page.next.has_value();
    CHECK(page.items.size() == (more ? 7U : 4U));
    request.after = page.next.value_or("");
  }
  CHECK(ids.size() == 25);
  CHECK(std::is_sorted(ids.rbegin(), ids.rend()));
  CHECK(std::set(ids.begin(), ids.end()).size() == 25);
  CHECK_REFUSED(invalid_argument, "limit", session.audit(id, {.limit = 0}));
  CHECK_REFUSED(invalid_argument, "after", session.audit(id, {.after = "zz"}));
}

TEST_CASE("An actor is named, in a text of up to 100 characters") {
  TestDatabase database(Where::in_memory);
  CHECK_REFUSED(invalid_argument, "actor", database.session(""));
  CHECK_REFUSED(invalid_argument, "actor", database.session(std::string(101, 'x')));
  CHECK_REFUSED(invalid_argument, "actor", database.session("\xFF"));
  CHECK(database.session(std::string(100, 'x')).actor().size() == 100);
}
