// Before a call: who is behind a number, what they owe, what was said last; by number, account and id.
#include <algorithm>
#include <catch2/catch.hpp>
#include <crm/json.hpp>
#include <crm/session.hpp>
#include <nlohmann/json.hpp>
#include <tuple>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

using Ids = std::vector<std::int64_t>;

Ids customers_of(const PreCall& answer) {
  Ids ids;
  for (const Candidate& candidate : answer.candidates) ids.push_back(candidate.customer.id.value);
  return ids;
}

}  // namespace

TEST_CASE("A number leads to its customer with everything that a dialer asks for") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  const Loan loan = session.loans().create(id, a_loan());
  const Interaction interaction = session.interactions().create(id, an_interaction());

  const PreCall answer = session.pre_call("(212) 555-1234");
  CHECK(answer.number == phone("2125551234"));
  CHECK(answer.as_of == database.now());
  CHECK_FALSE(answer.truncated);
  REQUIRE(answer.candidates.size() == 1);
  const Candidate& john = answer.candidates[0];
  check_same(john.customer, *session.customers().get(id));
  CHECK(john.primary);
  check_same(*john.phone, session.phones().list(id).items.at(0));
  REQUIRE(john.loans.size() == 1);
  check_same(john.loans[0], loan);
  REQUIRE(john.interactions.size() == 1);
  check_same(john.interactions[0], interaction);
  CHECK((john.total_due == std::vector<Money>{usd(125'000)}));
  CHECK(john.decision.allowed);
}

TEST_CASE("A number that nobody has leads to nobody, and what is no number is refused") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.customers().create(john_doe());
  CHECK(session.pre_call("2125551235").candidates.empty());
  CHECK(session.pre_call(PhoneNumber()).candidates.empty());
  for (const char* text : {"", "abc", "12", "+1", "212555123456789012"})
    CHECK(refusal_of([&] { session.pre_call(text); }).code == Code::invalid_argument);
}

TEST_CASE("A national number is read in the database's default country") {
  TestDatabase database(every_database(), [](Options& options) { options.default_country = "GB"; });
  Session session = database.session();
  session.customers().create({.primary_phone_number = phone("+442079460123")});
  CHECK(session.pre_call("020 7946 0123").candidates.size() == 1);
  CHECK(session.pre_call("+44 20 7946 0123").candidates.size() == 1);
}

TEST_CASE(
    "Of several customers with a number the one whose primary number it is comes first, then rank, then id") {
  TestDatabase database(every_database());
  Session session = database.session();
  const PhoneNumber shared = phone("2125551234");
  const auto add = [&](std::int64_t rank) {
    const CustomerId id = session.customers().create({.primary_phone_number = phone("2125550000")}).id;
    session.phones().create(id, {.number = shared, .rank = rank});
    return id.value;
  };
  const std::int64_t fifth = add(3), third = add(2), fourth = add(2), second = add(1);
  const std::int64_t first = session.customers().create({.primary_phone_number = shared}).id.value;
  const auto phones = session.phones().list({first}).items;
  session.phones().update({{first}, phones.at(0).id}, {.rank = std::int64_t{99}});

  const PreCall answer = session.pre_call(shared);
  CHECK(customers_of(answer) == Ids{first, second, third, fourth, fifth});
  CHECK(answer.candidates[0].primary);
  for (std::size_t i = 1; i < 5; ++i) CHECK_FALSE(answer.candidates[i].primary);
  for (const Candidate& candidate : answer.candidates) CHECK(candidate.phone->number == shared);
}

TEST_CASE("All loans come, the newest first: the latest creation instant, then the higher id") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  const auto add = [&](std::string_view at) {
    database.set_clock(at);
    return session.loans().create(id, a_loan()).id.value;
  };
  const std::int64_t third = add("2024-02-01T17:00:00Z"), second = add("2024-02-01T17:00:00Z");
  const std::int64_t fourth = add("2024-02-01T16:59:59.999999Z"), first = add("2024-02-01T17:00:00.000001Z");
  CHECK(ids_of(session.pre_call("2125551234").candidates.at(0).loans) == Ids{first, second, third, fourth});
}

TEST_CASE("What is due in all is the sum over the open loans, by currency") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  const auto add = [&](Money due, const char* status) {
    LoanFields fields = a_loan(due);
    fields.status = status;
    session.loans().create(id, fields);
  };
  CHECK(session.pre_call_customer(id)->total_due.empty());
  add(usd(12'345), "active");
  add(usd(100), "repo");
  add(usd(9'999'999), "paid_off");
  add(Money{700, Currency("JPY")}, "current");
  const Candidate john = *session.pre_call_customer(id);
  CHECK((john.total_due == std::vector<Money>{{700, Currency("JPY")}, usd(12'445)}));
  CHECK(john.loans.size() == 4);
  CHECK(is_open(john.loans[0]));
  CHECK_FALSE(is_open(john.loans[1]));
}

TEST_CASE("Loans that are due up to the limit of money do not stop the answer") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  session.loans().create(id, a_loan(usd(Money::limit)));
  session.loans().create(id, a_loan(usd(Money::limit)));
  CHECK(session.pre_call_customer(id)->total_due.at(0).minor == 2 * Money::limit);
}

TEST_CASE(
    "The newest interactions come first, by the time they took place and then by id, as many as wanted") {
  const std::size_t wanted = GENERATE(std::size_t{0}, std::size_t{5}, std::size_t{100});
  TestDatabase database(every_database(), [&](Options& options) { options.interactions = wanted; });
  Session session = database.session();
  CustomerFile file{john_doe()};
  for (int i = 0; i < 120; ++i) {
    // In no order of time, and every third at the same instant as another.
    const auto at = instant("2024-01-01T00:00:00Z") + std::chrono::minutes((i * 37 % 120) / 3);
    InteractionFields fields = an_interaction();
    fields.creation_date = at;
    file.interactions.push_back(fields);
  }
  const CustomerId id = session.load({file}, "seed").at(0);

  auto all = session.interactions().list(id, {.limit = 1000}).items;
  std::sort(all.begin(), all.end(), [](const Interaction& a, const Interaction& b) {
    return std::tie(a.creation_date, a.id) > std::tie(b.creation_date, b.id);
  });
  all.resize(wanted);
  CHECK(ids_of(session.pre_call("2125551234").candidates.at(0).interactions) == ids_of(all));
  CHECK(ids_of(session.pre_call_customer(id)->interactions) == ids_of(all));
}

TEST_CASE("The account number and the id lead to the customer too, with the primary number") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe()).id;
  session.phones().create(id, {.number = phone("2125559999"), .status = "disconnected"});
  session.loans().create(id, a_loan());

  for (const auto& found : {session.pre_call_account("1234567890"), session.pre_call_customer(id)}) {
    REQUIRE(found);
    CHECK(found->customer.id == id);
    CHECK(found->primary);
    CHECK(found->phone->number == phone("2125551234"));
    CHECK(found->loans.size() == 1);
    CHECK(found->decision.allowed);
  }
  CHECK_FALSE(session.pre_call_account("0"));
  CHECK_FALSE(session.pre_call_account(""));
  CHECK_FALSE(session.pre_call_customer({99}));
}

TEST_CASE("A customer without any phone is found by account, without a phone") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.customers().create({.account_number = "1"});
  const auto found = session.pre_call_account("1");
  REQUIRE(found);
  CHECK_FALSE(found->phone);
  CHECK_FALSE(found->primary);
  CHECK(found->loans.empty());
  CHECK(found->interactions.empty());
  CHECK_FALSE(found->decision.allowed);
  CHECK(found->decision.reasons.front().code == "no_number");
}

TEST_CASE("Many numbers are answered in their order, as each alone would be") {
  TestDatabase database(every_database());
  Session session = database.session();
  std::vector<CustomerFile> files;
  std::vector<PhoneNumber> numbers;
  for (int i = 0; i < 500; ++i) {
    numbers.push_back(phone("212555" + std::to_string(1000 + i)));
    if (i % 5 == 4) continue;  // nobody's number
    CustomerFile file{{.primary_phone_number = numbers.back(), .state = "NY"}};
    file.loans.push_back(a_loan(usd(i)));
    files.push_back(std::move(file));
  }
  session.load(files, "seed");
  numbers.push_back(numbers.front());

  const std::vector<PreCall> answers = session.pre_call_many(numbers);
  REQUIRE(answers.size() == 501);
  for (std::size_t i = 0; i < answers.size(); ++i) {
    CHECK(answers[i].number == numbers[i]);
    CHECK(answers[i].as_of == database.now());
    CHECK(answers[i].candidates.size() == (i % 5 == 4 ? 0U : 1U));
  }
  for (const std::size_t i : {std::size_t{0}, std::size_t{123}, std::size_t{500}})
    CHECK(to_json(answers[i]) == to_json(session.pre_call(numbers[i])));
  CHECK(session.pre_call_many({}).empty());
  CHECK(session.pre_call_many(std::vector<PhoneNumber>(1000, numbers[0])).size() == 1000);
  CHECK_REFUSED(invalid_argument, "", session.pre_call_many(std::vector<PhoneNumber>(1001, numbers[0])));
}

TEST_CASE("A number that more than 100 customers have gives 100 of them, and says that there are more") {
  TestDatabase database(every_database());
  Session session = database.session();
  std::vector<CustomerFile> files(100);
  for (CustomerFile& file : files) file.customer.primary_phone_number = phone("2125551234");
  session.load(files, "seed");
  CHECK(session.pre_call("2125551234").candidates.size() == 100);
  CHECK_FALSE(session.pre_call("2125551234").truncated);
  session.customers().create({.primary_phone_number = phone("2125551234")});
  const PreCall answer = session.pre_call("2125551234");
  CHECK(answer.candidates.size() == 100);
  CHECK(answer.truncated);
}

TEST_CASE("The answer as JSON says what the typed answer says, and is appended to what is there") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFields fields = john_doe();
  fields.first_name = "Jo\"hn \xE2\x82\xAC \x7E";
  fields.ssn = Ssn::parse("123456789");
  fields.attributes = JsonObject{R"({"k":[1,2.50,null]})"};
  const CustomerId id = session.customers().create(fields).id;
  LoanFields loan = a_loan(Money::parse("1500", Currency("JPY")));
  loan.interest_rate = Decimal::parse("7.25");
  loan.status = "paid_off";
  session.loans().create(id, loan);
  session.loans().create(id, a_loan(usd(42'550)));
  session.post_call(
      {.call_id = "C1", .customer_id = id, .disposition_trace = {"a", "b"}, .note = "line 1\nline 2"});
  session.phones().update({id, session.phones().list(id).items.at(0).id}, {.do_not_call = true});

  const PreCall typed = session.pre_call("2125551234");
  std::string text = "before";
  session.pre_call_json("2125551234", text);
  CHECK(text == "before" + to_json(typed));

  const auto json = nlohmann::json::parse(text.substr(6));
  CHECK(json["number"] == "+12125551234");
  CHECK(json["as_of"] == "2024-02-01T17:00:00.000000Z");
  CHECK(json["truncated"] == false);
  const auto& john = json["candidates"].at(0);
  CHECK(john["customer"]["first_name"] == "Jo\"hn \xE2\x82\xAC \x7E");
  CHECK(john["customer"]["ssn"] == "***-**-6789");
  CHECK(john["customer"]["last_name"] == "Doe");
  CHECK(john["customer"]["city"].is_null());
  CHECK(john["customer"]["attributes"]["k"].size() == 3);
  CHECK(john["phone"]["do_not_call"] == true);
  CHECK(john["primary"] == true);
  CHECK(john["loans"].at(0)["due_amount"] == 425.5);
  CHECK(john["loans"].at(0)["is_open"] == true);
  CHECK(john["loans"].at(1)["due_amount"] == 1500);
  CHECK(john["loans"].at(1)["is_open"] == false);
  CHECK(john["loans"].at(1)["interest_rate"] == 7.25);
  CHECK(john["total_due"] == nlohmann::json::parse(R"([{"currency":"USD","amount":425.5}])"));
  CHECK(john["interactions"].at(0)["disposition_trace"] == nlohmann::json::parse(R"(["a","b"])"));
  CHECK(john["decision"]["allowed"] == false);
  CHECK(john["decision"]["reasons"].at(0)["code"] == "number_do_not_call");
  CHECK(john["decision"]["hours_allow_at"] == "2024-02-01T17:00:00.000000Z");
  CHECK(text.find("425.50") != std::string::npos);  // the currency's decimals
}

TEST_CASE("The answer about a customer of whom nothing is known is JSON with null for every absent value") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.customers().create({.primary_phone_number = phone("2125551234")});
  const auto json = nlohmann::json::parse(to_json(session.pre_call("2125551234")));
  const auto& customer = json["candidates"].at(0)["customer"];
  domain::each_field<Customer>([&](const auto& field) { CHECK(customer.contains(std::string(field.name))); });
  CHECK(customer["account_number"].is_null());
  CHECK(json["candidates"].at(0)["loans"].empty());
}
