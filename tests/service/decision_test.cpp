// May this customer be called now? All reasons against, the rules looked at, and when the hours allow it.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "support/databases.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

std::vector<std::string> codes_of(const Decision& decision) {
  std::vector<std::string> codes;
  for (const Reason& reason : decision.reasons) codes.emplace_back(reason.code);
  return codes;
}

using Codes = std::vector<std::string>;

// One customer with one number, who is asked about at different times.
struct Question {
  Question(Where where, CustomerFields customer, const TestDatabase::Tune& tune = {})
      : database(where, tune), session(database.session()) {
    if (!customer.primary_phone_number.named()) customer.primary_phone_number = phone("2125551234");
    number = *customer.primary_phone_number.value();
    id = session.customers().create(customer).id;
  }
  Decision at(std::string_view now) {
    database.set_clock(now);
    return session.pre_call(number).candidates.at(0).decision;
  }
  bool allowed_at(std::string_view now) { return at(now).allowed; }

  TestDatabase database;
  Session session;
  PhoneNumber number;
  CustomerId id;
};

}  // namespace

TEST_CASE("Nothing against it: the call is allowed, and all four rules were looked at") {
  Question john(every_database(), john_doe());
  const Decision decision = john.at("2024-02-01T17:00:00Z");
  CHECK(decision.allowed);
  CHECK(decision.reasons.empty());
  CHECK((decision.rules ==
         std::vector<std::string_view>{"eligible", "number_status", "do_not_call", "calling_hours"}));
  CHECK(decision.hours_allow_at == instant("2024-02-01T17:00:00Z"));
}

TEST_CASE(
    "Dial rules, vector 6: a 212 number and an address in California allow 11:00 to 21:00 in New York") {
  Question customer(every_database(), {.primary_phone_number = phone("2125551234"), .state = "CA"});
  CHECK_FALSE(
      customer.allowed_at("2024-02-01T15:59:59.999999Z"));  // 10:59:59 in New York, 07:59:59 in Los Angeles
  CHECK(customer.at("2024-02-01T14:00:00Z").hours_allow_at == instant("2024-02-01T16:00:00Z"));
  CHECK(customer.allowed_at("2024-02-01T16:00:00Z"));
  CHECK(customer.allowed_at("2024-02-02T01:59:59.999999Z"));
  CHECK_FALSE(customer.allowed_at("2024-02-02T02:00:00Z"));  // 21:00 in New York, 18:00 in Los Angeles
  CHECK(customer.at("2024-02-02T02:00:00Z").hours_allow_at == instant("2024-02-02T16:00:00Z"));
}

TEST_CASE("Dial rules, vector 7: an 850 number alone allows 09:00 to 21:00 in New York") {
  Question customer(every_database(), {.primary_phone_number = phone("8505551234")});
  CHECK_FALSE(customer.allowed_at("2024-02-01T13:59:59Z"));  // 08:59:59 in New York, 07:59:59 in Chicago
  CHECK(customer.allowed_at("2024-02-01T14:00:00Z"));
  CHECK(customer.allowed_at("2024-02-02T01:59:59Z"));
  CHECK_FALSE(customer.allowed_at("2024-02-02T02:00:00Z"));
}

TEST_CASE("Dial rules, vector 15: where nothing tells the time zone the call is refused") {
  Question customer(every_database(), {.primary_phone_number = phone("+4915112345678")});
  // A country with one zone is known by its number; of one with several, nothing is.
  CHECK(customer.allowed_at("2024-02-01T12:00:00Z"));
  Question unknown(Where::in_memory, {.primary_phone_number = phone("5551234567")});
  const Decision decision = unknown.at("2024-02-01T17:00:00Z");
  CHECK_FALSE(decision.allowed);
  CHECK(codes_of(decision) == Codes{"location_unknown"});
  CHECK(decision.reasons[0].rule == "calling_hours");
  CHECK_FALSE(decision.hours_allow_at);
}

TEST_CASE("Calling hours begin at 08:00:00 and end before 21:00:00") {
  Question john(every_database(), john_doe());
  CHECK_FALSE(john.allowed_at("2024-02-01T12:59:59.999999Z"));
  CHECK(john.allowed_at("2024-02-01T13:00:00Z"));
  CHECK(john.allowed_at("2024-02-02T01:59:59.999999Z"));
  CHECK_FALSE(john.allowed_at("2024-02-02T02:00:00Z"));
  CHECK(codes_of(john.at("2024-02-02T02:00:00Z")) == Codes{"outside_calling_hours"});
}

TEST_CASE("When the hours allow a call next is told across the change to daylight saving time") {
  Question john(every_database(), john_doe());
  CHECK(john.at("2024-02-01T12:00:00Z").hours_allow_at == instant("2024-02-01T13:00:00Z"));
  CHECK(john.at("2024-03-10T03:00:00Z").hours_allow_at ==
        instant("2024-03-10T12:00:00Z"));  // EDT from this day on
  CHECK(john.at("2024-11-03T02:00:00Z").hours_allow_at == instant("2024-11-03T13:00:00Z"));  // EST again
}

TEST_CASE("The zone that the customer states counts alone, against address and number") {
  CustomerFields fields = john_doe();
  fields.time_zone = "Pacific/Honolulu";
  Question customer(every_database(), fields);
  CHECK_FALSE(customer.allowed_at("2024-02-01T17:59:59Z"));
  CHECK(customer.allowed_at("2024-02-01T18:00:00Z"));
  CHECK(customer.allowed_at("2024-02-02T06:00:00Z"));  // 01:00 in New York
  CHECK_FALSE(customer.allowed_at("2024-02-02T07:00:00Z"));
}

TEST_CASE("Other hours can be set") {
  Question john(every_database(), john_doe(), [](Options& options) {
    options.calling_hours.opens = std::chrono::hours(9);
    options.calling_hours.closes = std::chrono::hours(20);
  });
  CHECK_FALSE(john.allowed_at("2024-02-01T13:59:59Z"));
  CHECK(john.allowed_at("2024-02-01T14:00:00Z"));
  CHECK_FALSE(john.allowed_at("2024-02-02T01:00:00Z"));
}

TEST_CASE(
    "A customer of unknown place may be called when every zone of the United States allows it, if so set") {
  Question customer(every_database(), {.primary_phone_number = phone("5551234567")}, [](Options& options) {
    options.calling_hours.unknown_location = UnknownLocation::every_us_zone;
  });
  // 08:00 in Guam is 22:00 UTC, 21:00 in Puerto Rico is 01:00 UTC.
  CHECK(codes_of(customer.at("2024-02-01T21:59:59Z")) == Codes{"outside_calling_hours"});
  CHECK(customer.at("2024-02-01T17:00:00Z").hours_allow_at == instant("2024-02-01T22:00:00Z"));
  CHECK(customer.allowed_at("2024-02-01T22:00:00Z"));
  CHECK(customer.allowed_at("2024-02-02T00:59:59Z"));
  CHECK_FALSE(customer.allowed_at("2024-02-02T01:00:00Z"));
}

TEST_CASE("A customer of unknown place may be called at any time, if so set") {
  Question customer(every_database(), {.primary_phone_number = phone("5551234567")}, [](Options& options) {
    options.calling_hours.unknown_location = UnknownLocation::ignore;
  });
  CHECK(customer.allowed_at("2024-02-01T07:00:00Z"));
  CHECK_FALSE(customer.at("2024-02-01T07:00:00Z").hours_allow_at);
}

TEST_CASE("The unknown-place policies do not touch a customer whose place is known") {
  const auto policy =
      GENERATE(UnknownLocation::refuse, UnknownLocation::every_us_zone, UnknownLocation::ignore);
  Question john(every_database(), john_doe(),
                [&](Options& options) { options.calling_hours.unknown_location = policy; });
  CHECK(john.allowed_at("2024-02-01T13:00:00Z"));
  CHECK_FALSE(john.allowed_at("2024-02-01T12:59:00Z"));
}

TEST_CASE("A customer whom the lender has taken off the list is not called") {
  CustomerFields fields = john_doe();
  fields.is_eligible_to_call = false;
  Question customer(every_database(), fields);
  CHECK(codes_of(customer.at("2024-02-01T17:00:00Z")) == Codes{"not_eligible"});
}

TEST_CASE("A customer who asked not to be called is not called") {
  CustomerFields fields = john_doe();
  fields.do_not_call = true;
  Question customer(every_database(), fields);
  CHECK(codes_of(customer.at("2024-02-01T17:00:00Z")) == Codes{"do_not_call"});
}

TEST_CASE("What is against one number is not against another of the same customer") {
  Question john(every_database(), john_doe());
  const CustomerPhoneId second = john.session.phones().create(john.id, {.number = phone("2125559999")}).id;
  const auto decisions = [&](const CustomerPhoneFields& fields) {
    john.session.phones().update({john.id, second}, fields);
    CHECK(john.allowed_at("2024-02-01T17:00:00Z"));
    return codes_of(john.session.pre_call("2125559999").candidates.at(0).decision);
  };
  CHECK(decisions({.status = "wrong_number"}) == Codes{"number_not_active"});
  CHECK(decisions({.status = "disconnected"}) == Codes{"number_not_active"});
  CHECK(decisions({.status = "inactive"}) == Codes{"number_not_active"});
  CHECK(decisions({.status = "active", .do_not_call = true}) == Codes{"number_do_not_call"});
  CHECK(decisions({.do_not_call = false}) == Codes{});
}

TEST_CASE("All reasons against a call are given at once") {
  CustomerFields fields = john_doe();
  fields.is_eligible_to_call = false;
  fields.do_not_call = true;
  Question customer(every_database(), fields);
  const auto phones = customer.session.phones().list(customer.id).items;
  customer.session.phones().update({customer.id, phones.at(0).id},
                                   {.status = "wrong_number", .do_not_call = true});

  const Decision decision = customer.at("2024-02-01T12:00:00Z");
  CHECK_FALSE(decision.allowed);
  CHECK(codes_of(decision) == Codes{"not_eligible", "number_not_active", "do_not_call", "number_do_not_call",
                                    "outside_calling_hours"});
  CHECK(decision.hours_allow_at == instant("2024-02-01T13:00:00Z"));
  for (const Reason& reason : decision.reasons) CHECK(reason.message.ends_with('.'));
}

TEST_CASE("Asked by account or id, the decision is about the primary number") {
  Question john(every_database(), john_doe());
  john.session.phones().create(john.id, {.number = phone("2125559999"), .status = "wrong_number"});
  CHECK(john.session.pre_call_account("1234567890")->decision.allowed);
  const auto phones = john.session.phones().list(john.id).items;
  john.session.phones().update({john.id, phones.at(0).id}, {.do_not_call = true});
  CHECK(codes_of(john.session.pre_call_customer(john.id)->decision) == Codes{"number_do_not_call"});
}

TEST_CASE("A change of the customer's place counts in the next decision") {
  Question john(every_database(), john_doe());
  CHECK(john.allowed_at("2024-02-01T13:00:00Z"));
  john.session.customers().update(john.id, {.state = "California"});
  CHECK_FALSE(john.allowed_at("2024-02-01T13:00:00Z"));
  john.session.customers().update(john.id, {.state = "NY", .country = "GB"});
  // An address in another country: what its one zone says counts, and the number's.
  CHECK(john.at("2024-02-01T20:59:00Z").allowed);
  CHECK_FALSE(john.at("2024-02-01T21:00:00Z").allowed);
}
