// Customers: made, read, changed, deleted, erased; what is refused, and that nothing is written then.
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

CustomerFields with_every_field_at_its_most() {
  return {.account_number = wide_text(50),
          .external_id = wide_text(100),
          .customer_number = 9007199254740991,
          .record_type = wide_text(50),
          .first_name = wide_text(200),
          .last_name = wide_text(200),
          .borrower_first_name = wide_text(200),
          .borrower_last_name = wide_text(200),
          .dob = day("9999-12-31"),
          .ssn = Ssn::parse("999999999"),
          .email_address = std::string(64, 'a') + "@" + std::string(63, 'b') + ".example",
          .primary_phone_number = phone("+999123456789012"),
          .transfer_phone_number = phone("+18005550100"),
          .transfer_ip_address = "2001:0db8:85a3:0000:0000:8a2e:0370:7334",
          .address_line_1 = wide_text(200),
          .address_line_2 = wide_text(200),
          .city = wide_text(100),
          .state = wide_text(50),
          .postal_code = wide_text(20),
          .country = "ZW",
          .language = "zh-Hant-TW",
          .time_zone = "America/Argentina/ComodRivadavia",
          .is_eligible_to_call = true,
          .do_not_call = true,
          .credit_score = 1000,
          .currency = Currency("KWD"),
          .monthly_income = Money{Money::limit, Currency("KWD")},
          .employment_status = wide_text(50),
          .attributes = JsonObject{"{\"k\":\"" + std::string(16384 - 8, 'v') + "\"}"}};
}

CustomerFields with_every_field_at_its_least() {
  return {.account_number = "0",
          .external_id = "'; DROP TABLE customer; --",
          .customer_number = 0,
          .record_type = "\xCE\xA9",
          .first_name = "Zo\xC3\xAB\tO'Brien \"Z\"",
          .last_name = "\xE5\xB1\xB1\xE7\x94\xB0 %_\\",
          .borrower_first_name = "\xD7\xA9\xD7\x9C\xD7\x95\xD7\x9D",
          .borrower_last_name = "e\xCC\x81",
          .dob = day("0001-01-01"),
          .ssn = Ssn::parse("000-00-0000"),
          .email_address = "a@b.c",
          .primary_phone_number = phone("+2901234"),
          .transfer_phone_number = phone("+2901235"),
          .transfer_ip_address = "::",
          .address_line_1 = " ",
          .address_line_2 = "\n",
          .city = "$1",
          .state = "NULL",
          .postal_code = "02139",
          .country = "AD",
          .language = "en",
          .time_zone = "UTC",
          .is_eligible_to_call = false,
          .do_not_call = false,
          .credit_score = 0,
          .currency = Currency("JPY"),
          .monthly_income = Money{0, Currency("JPY")},
          .employment_status = "-",
          .attributes = JsonObject{"{}"}};
}

}  // namespace

TEST_CASE("A customer keeps every field as it was given, at its most and at its least") {
  TestDatabase database(every_database());
  const CustomerFields fields =
      GENERATE(true, false) ? with_every_field_at_its_most() : with_every_field_at_its_least();
  require_all_named<Customer>(fields);
  Session session = database.session();

  const Customer made = session.customers().create(fields);
  check_holds(made, fields);
  CHECK(made.version == 1);
  CHECK(made.created_at == database.now());
  CHECK(made.updated_at == database.now());
  check_same(*session.customers().get(made.id), made);
}

TEST_CASE("A customer is in the file as it was given when the next process opens it") {
  TestDatabase database;
  const CustomerId id = database.session().customers().create(with_every_field_at_its_most()).id;
  database.reopen();
  check_holds(*database.session().customers().get(id), with_every_field_at_its_most());
}

TEST_CASE("A customer of whom nothing is known can be made, and has the defaults") {
  TestDatabase database(every_database());
  Session session = database.session();
  const Customer made = session.customers().create({});
  CHECK(made.id.value == 1);
  CHECK(made.is_eligible_to_call);
  CHECK_FALSE(made.do_not_call);
  CHECK_FALSE(made.account_number);
  CHECK_FALSE(made.primary_phone_number);
  CHECK(made.currency == Currency("USD"));
  CHECK(session.customers().create({}).id.value == 2);
}

TEST_CASE("A customer who does not exist is none, not an error") {
  TestDatabase database(every_database());
  Session session = database.session();
  for (const std::int64_t id : {std::int64_t{0}, std::int64_t{1}, std::int64_t{-1}, INT64_MAX, INT64_MIN})
    CHECK_FALSE(session.customers().get({id}));
  CHECK_FALSE(session.customers().find_account("1234567890"));
  CHECK_FALSE(session.customers().find_external(""));
}

TEST_CASE("An update changes the fields that it names and no others") {
  TestDatabase database(every_database());
  Session session = database.session();
  const Customer before = session.customers().create(with_every_field_at_its_most());
  database.advance(std::chrono::seconds(1));

  const CustomerFields change{.city = "Boston", .postal_code = "02139", .credit_score = std::nullopt};
  const Customer after = session.customers().update(before.id, change);
  check_holds(after, change);
  check_same_but_for(after, before, change);
  CHECK(after.version == 2);
  CHECK(after.created_at == before.created_at);
  CHECK(after.updated_at == database.now());
  check_same(*session.customers().get(before.id), after);
}

TEST_CASE("Every field of a customer can be changed, and every one that may be absent be taken away") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(with_every_field_at_its_least()).id;

  // All at once, the currency too, whose amount is then named with it.
  check_holds(session.customers().update(id, with_every_field_at_its_most()), with_every_field_at_its_most());

  CustomerFields nothing;
  each_nameable<Customer>([&](const auto& field) {
    if constexpr (requires { (nothing.*field.change) = std::nullopt; }) nothing.*field.change = std::nullopt;
  });
  const Customer bare = session.customers().update(id, nothing);
  check_holds(bare, nothing);
  check_holds(*session.customers().get(id), nothing);
  CHECK_FALSE(session.customers().find_account(wide_text(50)));
  CHECK_FALSE(session.customers().find_external(wide_text(100)));
}

TEST_CASE("An update that changes nothing leaves the version, the time and the audit trail as they are") {
  TestDatabase database(every_database());
  Session session = database.session();
  const Customer before = session.customers().create(john_doe());
  database.advance(std::chrono::hours(1));
  check_same(session.customers().update(before.id, {}), before);
  check_same(session.customers().update(before.id, john_doe()), before);
  check_same(*session.customers().get(before.id), before);
  CHECK(session.audit(before.id).items.size() == 1);
}

TEST_CASE("An update may demand the version that it saw") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  CHECK(session.customers().update(id, {.city = "Boston"}, 1).version == 2);
  CHECK_REFUSED(conflict, "version", session.customers().update(id, {.city = "Salem"}, 1));
  CHECK_REFUSED(conflict, "version", session.customers().update(id, {.city = "Salem"}, 3));
  CHECK(session.customers().get(id)->city == "Boston");
  CHECK(session.customers().update(id, {.city = "Salem"}, 2).version == 3);
}

TEST_CASE("Changing or deleting a customer who does not exist is not_found") {
  TestDatabase database(every_database());
  Session session = database.session();
  CHECK_REFUSED(not_found, "customer_id", session.customers().update({7}, {.city = "Boston"}));
  CHECK_REFUSED(not_found, "customer_id", session.customers().remove({7}));
  CHECK_REFUSED(not_found, "customer_id", session.customers().erase({7}));
  CHECK_REFUSED(not_found, "customer_id", session.customers().reveal_ssn({7}, "a court order"));
}

TEST_CASE("A customer is found by account number and by external id, and by the new ones after a change") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.account_number = "A-1", .external_id = "X-1"}).id;
  CHECK(session.customers().find_account("A-1")->id == id);
  CHECK(session.customers().find_external("X-1")->id == id);
  CHECK_FALSE(session.customers().find_account("a-1"));

  session.customers().update(id, {.account_number = "A-2", .external_id = std::nullopt});
  CHECK_FALSE(session.customers().find_account("A-1"));
  CHECK_FALSE(session.customers().find_external("X-1"));
  CHECK(session.customers().find_account("A-2")->id == id);
}

TEST_CASE("An account number and an external id belong to one customer only") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.customers().create({.account_number = "A-1", .external_id = "X-1"});
  const CustomerId other = session.customers().create({.account_number = "A-2"}).id;

  CHECK_REFUSED(conflict, "account_number", session.customers().create({.account_number = "A-1"}));
  CHECK_REFUSED(conflict, "external_id", session.customers().create({.external_id = "X-1"}));
  CHECK_REFUSED(conflict, "account_number", session.customers().update(other, {.account_number = "A-1"}));
  CHECK_REFUSED(conflict, "external_id", session.customers().update(other, {.external_id = "X-1"}));
  CHECK(session.dashboard().total_customers == 2);
  CHECK(session.customers().get(other)->account_number == "A-2");
}

TEST_CASE("An account number that was given up or deleted can be taken by another customer") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId first = session.customers().create({.account_number = "A-1"}).id;
  session.customers().update(first, {.account_number = "A-2"});
  const CustomerId second = session.customers().create({.account_number = "A-1"}).id;
  CHECK(session.customers().find_account("A-1")->id == second);
  session.customers().remove(first);
  CHECK(session.customers().create({.account_number = "A-2"}).id.value == 3);
}

TEST_CASE("A postal code keeps its leading zero") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.postal_code = "02139"}).id;
  CHECK(session.customers().get(id)->postal_code == "02139");
}

TEST_CASE("A customer's income is kept in the currency it is given in") {
  TestDatabase database(every_database());
  Session session = database.session();
  const Money yen{300'000, Currency("JPY")}, dinar{1'234'567, Currency("KWD")};
  const CustomerId id = session.customers().create({.currency = yen.currency, .monthly_income = yen}).id;
  CHECK(session.customers().get(id)->monthly_income == yen);
  session.customers().update(id, {.currency = dinar.currency, .monthly_income = dinar});
  CHECK(session.customers().get(id)->monthly_income->to_string() == "1234.567");

  CHECK_REFUSED(invalid_argument, "monthly_income", session.customers().update(id, {.monthly_income = yen}));
  CHECK_REFUSED(invalid_argument, "monthly_income", session.customers().create({.monthly_income = yen}));
  // Another currency with as many decimals re-labels the amount; one with others cannot.
  CHECK_REFUSED(invalid_argument, "currency", session.customers().update(id, {.currency = Currency("USD")}));
  session.customers().update(id, {.currency = Currency("BHD")});
  CHECK(session.customers().get(id)->monthly_income == Money{1'234'567, Currency("BHD")});
}

namespace {

struct BadField {
  const char* field;
  CustomerFields fields;
};

std::vector<BadField> customers_over_a_limit() {
  return {
      {"account_number", {.account_number = wide_text(51)}},
      {"external_id", {.external_id = wide_text(101)}},
      {"customer_number", {.customer_number = -1}},
      {"customer_number", {.customer_number = 9007199254740992}},
      {"record_type", {.record_type = wide_text(51)}},
      {"first_name", {.first_name = wide_text(201)}},
      {"last_name", {.last_name = wide_text(201)}},
      {"borrower_first_name", {.borrower_first_name = wide_text(201)}},
      {"borrower_last_name", {.borrower_last_name = wide_text(201)}},
      {"address_line_1", {.address_line_1 = wide_text(201)}},
      {"address_line_2", {.address_line_2 = wide_text(201)}},
      {"city", {.city = wide_text(101)}},
      {"state", {.state = wide_text(51)}},
      {"postal_code", {.postal_code = wide_text(21)}},
      {"employment_status", {.employment_status = wide_text(51)}},
      {"credit_score", {.credit_score = -1}},
      {"credit_score", {.credit_score = 1001}},
      {"monthly_income", {.monthly_income = usd(-1)}},
      {"monthly_income", {.monthly_income = usd(Money::limit + 1)}},
      {"monthly_income", {.monthly_income = usd(INT64_MAX)}},
      {"attributes", {.attributes = JsonObject{"{\"k\":\"" + std::string(16385 - 8, 'v') + "\"}"}}},
  };
}

std::vector<BadField> customers_of_the_wrong_form() {
  return {
      {"first_name", {.first_name = std::string("Jo\0hn", 5)}},
      {"first_name", {.first_name = "Jo\xFFhn"}},
      {"first_name", {.first_name = "\xED\xA0\x80"}},
      {"first_name", {.first_name = "Jo\x1Bhn"}},
      {"first_name", {.first_name = std::string(1 << 20, 'x')}},
      {"city", {.city = std::string(1 << 20, '\xFF')}},
      {"account_number", {.account_number = std::string("12\0", 3)}},
      {"external_id", {.external_id = "\xC0\x80"}},
      {"dob", {.dob = Date(std::chrono::year(2023), std::chrono::month(2), std::chrono::day(30))}},
      {"dob", {.dob = Date(std::chrono::year(0), std::chrono::month(1), std::chrono::day(1))}},
      {"dob", {.dob = Date(std::chrono::year(10000), std::chrono::month(1), std::chrono::day(1))}},
      {"dob", {.dob = Date{}}},
      {"email_address", {.email_address = "john.doe"}},
      {"email_address", {.email_address = "john@localhost"}},
      {"email_address", {.email_address = ""}},
      {"email_address", {.email_address = std::string(1 << 20, 'a') + "@example.com"}},
      {"primary_phone_number", {.primary_phone_number = PhoneNumber()}},
      {"transfer_phone_number", {.transfer_phone_number = PhoneNumber()}},
      {"transfer_ip_address", {.transfer_ip_address = "192.168.1.256"}},
      {"transfer_ip_address", {.transfer_ip_address = "example.com"}},
      {"country", {.country = "us"}},
      {"country", {.country = "XX"}},
      {"language", {.language = "english"}},
      {"time_zone", {.time_zone = "America/Gotham"}},
      {"time_zone", {.time_zone = "../../etc/passwd"}},
      {"time_zone", {.time_zone = ""}},
      {"currency", {.currency = Currency("XYZ")}},
      {"attributes", {.attributes = JsonObject{""}}},
      {"attributes", {.attributes = JsonObject{"[]"}}},
      {"attributes", {.attributes = JsonObject{"\"text\""}}},
      {"attributes", {.attributes = JsonObject{"{\"a\":1}x"}}},
      {"attributes", {.attributes = JsonObject{"{\"a\":1,\"a\":2}"}}},
      {"attributes", {.attributes = JsonObject{"{\"a\":\"\\u0000\"}"}}},
      {"attributes", {.attributes = JsonObject{"\xEF\xBB\xBF{}"}}},
      {"attributes",
       {.attributes = JsonObject{"{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}"}}},
  };
}

void check_refused_and_nothing_written(const std::vector<BadField>& cases) {
  TestDatabase database;
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  const RawDatabase raw(database.file());
  const auto before = raw.content();
  for (const auto& [field, fields] : cases) {
    CHECK_REFUSED(invalid_argument, field, session.customers().create(fields));
    CHECK_REFUSED(invalid_argument, field, session.customers().update(id, fields));
    CHECK_REFUSED(invalid_argument, field, session.load({CustomerFile{{}}, CustomerFile{fields}}, "import"));
  }
  CHECK((raw.content() == before));
}

}  // namespace

TEST_CASE("A customer's value beyond its limit is refused with the field's name, and nothing is written") {
  check_refused_and_nothing_written(customers_over_a_limit());
}

TEST_CASE("A customer's value of a wrong form is refused with the field's name, and nothing is written") {
  check_refused_and_nothing_written(customers_of_the_wrong_form());
}

TEST_CASE("What a refusal says does not repeat the value") {
  TestDatabase database(Where::in_memory);
  Session session = database.session();
  session.customers().create({.account_number = "SECRET-1"});
  const auto check_silent = [](const std::string& message) {
    CHECK(message != "");
    CHECK(message.find("SECRET") == std::string::npos);
  };
  check_silent(message_of([&] { session.customers().create({.account_number = "SECRET-1"}); }));
  check_silent(message_of([&] { session.customers().create({.email_address = "SECRET"}); }));
  check_silent(message_of([&] { session.customers().create({.time_zone = "SECRET"}); }));
  check_silent(message_of([&] { session.customers().create({.attributes = JsonObject{"{SECRET}"}}); }));
  check_silent(message_of([&] { session.customers().create({.city = std::string("SECRET\0", 7)}); }));
}

TEST_CASE("Attributes take a JSON object of 16 KB with any content that JSON has") {
  TestDatabase database(every_database());
  Session session = database.session();
  const JsonObject attributes{R"({"score":1.50,"tags":["a",null,true],"nested":{"k":"\u00e9"}})"};
  const CustomerId id = session.customers().create({.attributes = attributes}).id;
  CHECK(session.customers().get(id)->attributes == attributes);
}
