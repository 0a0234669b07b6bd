// Deleting a customer, and erasing one with everything of theirs.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// A customer with one of everything.
CustomerId add_full_customer(Session& session, const std::string& account, const std::string& vin) {
  const CustomerId id = session.customers()
                            .create({.account_number = account,
                                     .external_id = "ext-" + account,
                                     .first_name = "Ada",
                                     .last_name = "Canary",
                                     .ssn = Ssn::parse("987-65-4320"),
                                     .primary_phone_number = phone("2125551234")})
                            .id;
  session.phones().create(id, {.number = phone("2125559999")});
  const VehicleId vehicle = session.vehicles().create(id, a_vehicle(vin)).id;
  LoanFields fields = a_loan();
  fields.vehicle_id = vehicle;
  fields.balance_remaining = usd(900'000);
  const LoanId loan = session.loans().create(id, fields).id;
  session.loan_notes().create(id, {.loan_id = loan, .note = "canary"});
  session.customer_notes().create(id, {.note = "canary"}, "key-" + account);
  session.interactions().create(id, an_interaction());
  const Payment payment = session.payments().record(id, {.loan_id = loan, .amount = usd(1000)});
  session.payments().reverse({id, payment.id}, "bounced");
  session.post_call({.call_id = "call-" + account, .customer_id = id, .note = "canary"});
  return id;
}

// How many rows of each table hold one of the customer's values, other tables left out.
std::map<std::string, std::size_t> tables_that_hold(const RawDatabase& raw, const std::string& value) {
  std::map<std::string, std::size_t> found;
  for (const auto& [table, rows] : raw.content())
    for (const auto& row : rows)
      for (const std::string& text : row)
        if (text.find(value) != std::string::npos) ++found[table];
  return found;
}

std::map<std::string, std::size_t> tables_of_customer(const RawDatabase& raw, CustomerId id) {
  std::map<std::string, std::size_t> found;
  for (const std::string& table : raw.tables()) {
    const bool owned =
        raw.number("SELECT count(*) FROM pragma_table_info('" + table + "') WHERE name = 'customer_id'") > 0;
    const std::string column = table == "customer" ? "id" : "customer_id";
    if (!owned && table != "customer") continue;
    const long long rows =
        raw.number("SELECT count(*) FROM " + table + " WHERE " + column + " = " + std::to_string(id.value));
    if (rows > 0) found[table] = static_cast<std::size_t>(rows);
  }
  return found;
}

}  // namespace

TEST_CASE("Erasing a customer leaves no row of theirs in any table but the one that says who did it") {
  TestDatabase database;
  Session session = database.session();
  const CustomerId id = add_full_customer(session, "4711", "1HGCM82633A004352");
  const RawDatabase raw(database.file());
  // The test is worth something only when there was a row in every table that can have one.
  CHECK(tables_of_customer(raw, id).size() == 19);

  database.session("the officer").customers().erase(id);

  CHECK((tables_of_customer(raw, id) == std::map<std::string, std::size_t>{{"audit", 1}}));
  for (const char* value :
       {"4711", "Canary", "canary", "+12125551234", "+12125559999", "1HGCM82633A004352"}) {
    INFO(value);
    CHECK(tables_that_hold(raw, value).empty());
  }
  CHECK((raw.rows("SELECT actor, action, record, record_id, changes FROM audit WHERE customer_id = 1") ==
         RawDatabase::Rows{{"the officer", "erase", "customer", "1", "{}"}}));
}

TEST_CASE("The reason for an erasure stays in the audit trail") {
  TestDatabase database;
  Session session = database.session();
  const CustomerId id = session.customers().create({.city = "Boston"}).id;
  CHECK_REFUSED(invalid_argument, "reason", session.customers().erase(id, std::string(501, 'x')));
  CHECK_REFUSED(invalid_argument, "reason", session.customers().erase(id, " "));
  session.customers().erase(id, "a request of 3 May");
  CHECK(session.audit(id).items.at(0).changes == R"({"reason":"a request of 3 May"})");
}

TEST_CASE("Erasing a customer takes what was theirs out of the dashboard's numbers and leaves the others'") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId kept = add_full_customer(session, "1", "1HGCM82633A004352");
  const Dashboard before = session.dashboard();
  const CustomerId erased = add_full_customer(session, "2", "1HGCM82633A004353");
  session.customers().erase(erased);

  const Dashboard after = session.dashboard();
  CHECK(after.total_customers == 1);
  CHECK(after.total_loans == 1);
  CHECK(after.total_interactions == before.total_interactions);
  CHECK((after.total_portfolio == before.total_portfolio));
  CHECK(session.customers().get(kept));
  CHECK(session.customers().find_ssn(Ssn::parse("987654320")).size() == 1);
  CHECK(session.pre_call("2125551234").candidates.size() == 1);
  CHECK(session.vehicles().find_vin("1HGCM82633A004352"));
  CHECK_FALSE(session.vehicles().find_vin("1HGCM82633A004353"));
}

TEST_CASE("After an erasure nothing leads to the customer, and what was unique is free again") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = add_full_customer(session, "1", "1HGCM82633A004352");
  const LoanId loan = session.loans().list(id).items.at(0).id;
  session.customers().erase(id);

  CHECK_FALSE(session.customers().get(id));
  CHECK_FALSE(session.customers().find_account("1"));
  CHECK_FALSE(session.customers().find_external("ext-1"));
  CHECK(session.customers().find_ssn(Ssn::parse("987654320")).empty());
  CHECK_FALSE(session.loans().find(loan));
  CHECK_FALSE(session.vehicles().find_vin("1HGCM82633A004352"));
  CHECK(session.pre_call("2125551234").candidates.empty());
  CHECK(session.pre_call("2125559999").candidates.empty());
  CHECK(session.customers().list({.name_prefix = "canary"}).items.empty());
  CHECK(session.audit(id).items.size() == 1);
  CHECK(add_full_customer(session, "1", "1HGCM82633A004352").value == id.value + 1);
}

TEST_CASE("Deleting a customer with loans or interactions is a conflict, and nothing goes") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId with_loan = session.customers().create({}).id;
  session.loans().create(with_loan, a_loan());
  const CustomerId with_interaction = session.customers().create({}).id;
  const InteractionId interaction = session.interactions().create(with_interaction, an_interaction()).id;

  CHECK_REFUSED(conflict, "", session.customers().remove(with_loan));
  CHECK_REFUSED(conflict, "", session.customers().remove(with_interaction));
  CHECK(session.dashboard().total_customers == 2);
  CHECK(session.loans().list(with_loan).items.size() == 1);

  session.interactions().remove({with_interaction, interaction});
  session.customers().remove(with_interaction);
  CHECK_FALSE(session.customers().get(with_interaction));
}

TEST_CASE("Deleting a customer takes phones, notes and vehicles along and keeps the audit trail") {
  TestDatabase database;
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  session.phones().create(id, {.number = phone("2125559999")});
  session.vehicles().create(id, a_vehicle());
  session.customer_notes().create(id, {.note = "moved"});
  session.customers().remove(id);

  const RawDatabase raw(database.file());
  CHECK((tables_of_customer(raw, id) == std::map<std::string, std::size_t>{{"audit", 5}}));
  CHECK(session.audit(id).items.front().action == "delete");
}

TEST_CASE("Deleting a customer may demand the version that was seen") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  session.customers().update(id, {.city = "Boston"});
  CHECK_REFUSED(conflict, "version", session.customers().remove(id, 1));
  session.customers().remove(id, 2);
  CHECK_FALSE(session.customers().get(id));
}
