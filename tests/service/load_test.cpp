// Loading many customers at once: all or none, with one row in the audit trail.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <nlohmann/json.hpp>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

CustomerFile john_with_everything() {
  CustomerFile file{john_doe()};
  file.phones.push_back({.number = phone("2125559999"), .kind = "work"});
  file.loans.push_back(a_loan());
  file.loans.push_back(a_loan(usd(5'000)));
  file.interactions.push_back(an_interaction());
  return file;
}

}  // namespace

TEST_CASE("A loaded customer is there with everything, as if each had been made alone") {
  TestDatabase database(every_database());
  Session session = database.session();
  const auto ids = session.load({CustomerFile{{.first_name = "First"}}, john_with_everything()}, "seed");
  REQUIRE(ids.size() == 2);
  CHECK(session.customers().get(ids[0])->first_name == "First");

  const PreCall answer = session.pre_call("2125551234");
  REQUIRE(answer.candidates.size() == 1);
  const Candidate& john = answer.candidates[0];
  check_holds(john.customer, john_doe());
  CHECK(john.customer.id == ids[1]);
  CHECK(john.loans.size() == 2);
  check_holds(john.loans[1], a_loan());
  CHECK(john.interactions.size() == 1);
  CHECK(session.pre_call("2125559999").candidates.size() == 1);
  const Dashboard dashboard = session.dashboard();
  CHECK(dashboard.total_customers == 2);
  CHECK(dashboard.total_loans == 2);
  CHECK(dashboard.total_interactions == 1);
}

TEST_CASE("A load leaves one row in the trail, which says where it came from") {
  TestDatabase database(every_database());
  Session session = database.session("importer");
  const auto ids = session.load({john_with_everything(), CustomerFile{}}, "import \"portfolio.csv\"");
  const auto trail = session.audit({}).items;
  REQUIRE(trail.size() == 1);
  CHECK(trail[0].actor == "importer");
  CHECK(trail[0].action == "load");
  CHECK(nlohmann::json::parse(trail[0].changes) ==
        nlohmann::json{{"source", "import \"portfolio.csv\""}, {"customers", 2}});
  CHECK(session.audit(ids[0]).items.empty());
}

TEST_CASE("One bad record in a load, and nothing of it is written") {
  TestDatabase database;
  Session session = database.session();
  session.customers().create({.account_number = "taken"});
  const RawDatabase raw(database.file());
  const auto before = raw.content();
  const auto load_with = [&](auto spoil) {
    CustomerFile bad;
    spoil(bad);
    session.load({john_with_everything(), bad}, "seed");
  };
  CHECK_REFUSED(conflict, "account_number",
                load_with([](CustomerFile& file) { file.customer.account_number = "taken"; }));
  CHECK_REFUSED(conflict, "account_number",
                load_with([](CustomerFile& file) { file.customer = john_doe(); }));
  CHECK_REFUSED(invalid_argument, "email_address",
                load_with([](CustomerFile& file) { file.customer.email_address = "x"; }));
  CHECK_REFUSED(invalid_argument, "product_name",
                load_with([](CustomerFile& file) { file.loans.push_back({}); }));
  CHECK_REFUSED(invalid_argument, "source",
                load_with([](CustomerFile& file) { file.interactions.push_back({}); }));
  CHECK_REFUSED(invalid_argument, "kind", load_with([](CustomerFile& file) {
                  file.phones.push_back({.number = phone("2125550000"), .kind = "fax"});
                }));
  CHECK_REFUSED(invalid_argument, "source", session.load({CustomerFile{}}, wide_text(501)));
  CHECK_REFUSED(invalid_argument, "source", session.load({CustomerFile{}}, "\xFF"));
  CHECK((raw.content() == before));
}

TEST_CASE("Ten thousand customers are loaded at once, and not one more") {
  TestDatabase database(every_database());
  Session session = database.session();
  CHECK_REFUSED(invalid_argument, "", session.load(std::vector<CustomerFile>(10'001), "seed"));
  CHECK(session.dashboard().total_customers == 0);
  CHECK(session.load(std::vector<CustomerFile>(10'000), "seed").size() == 10'000);
  CHECK(session.dashboard().total_customers == 10'000);
  CHECK(session.load({}, "seed").empty());
}

TEST_CASE("A load may describe the primary phone, too") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile file{john_doe()};
  file.phones.push_back({.number = phone("2125551234"), .kind = "mobile", .do_not_call = true});
  const CustomerId id = session.load({file}, "seed").at(0);
  const auto phones = session.phones().list(id).items;
  REQUIRE(phones.size() == 1);
  CHECK(phones[0].kind == "mobile");
  CHECK(phones[0].do_not_call);
}
