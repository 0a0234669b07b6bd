// A customer's phones: shared numbers, the primary number, and the directory that leads to the customer.
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <random>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

std::vector<std::int64_t> behind(Session& session, std::string_view number) {
  std::vector<std::int64_t> ids;
  for (const Candidate& candidate : session.pre_call(number).candidates)
    ids.push_back(candidate.customer.id.value);
  return ids;
}

using Ids = std::vector<std::int64_t>;

}  // namespace

TEST_CASE("A phone keeps every field as it was given") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const CustomerPhoneFields least{.number = phone("+2901234"),
                                  .kind = GENERATE("mobile", "home", "work", "other"),
                                  .rank = std::int64_t{1},
                                  .status = GENERATE("active", "wrong_number", "disconnected", "inactive"),
                                  .do_not_call = false};
  require_all_named<CustomerPhone>(least);
  const CustomerPhone made = session.phones().create(id, least);
  check_holds(made, least);
  CHECK(made.customer_id == id);
  check_same(*session.phones().get({id, made.id}), made);

  const CustomerPhoneFields most{
      .number = phone("+999123456789012"), .rank = std::int64_t{99}, .do_not_call = true};
  const CustomerPhone changed = session.phones().update({id, made.id}, most);
  check_holds(changed, most);
  check_same_but_for(changed, made, most);
  CHECK(changed.version == 2);
}

TEST_CASE("A phone's value of a wrong form is refused with the field's name") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const PhoneNumber number = phone("2125551234");
  CHECK_REFUSED(invalid_argument, "number", session.phones().create(id, {}));
  CHECK_REFUSED(invalid_argument, "number", session.phones().create(id, {.number = PhoneNumber()}));
  CHECK_REFUSED(invalid_argument, "kind", session.phones().create(id, {.number = number, .kind = "fax"}));
  CHECK_REFUSED(invalid_argument, "kind", session.phones().create(id, {.number = number, .kind = ""}));
  CHECK_REFUSED(invalid_argument, "rank",
                session.phones().create(id, {.number = number, .rank = std::int64_t{0}}));
  CHECK_REFUSED(invalid_argument, "rank",
                session.phones().create(id, {.number = number, .rank = std::int64_t{100}}));
  CHECK_REFUSED(invalid_argument, "status",
                session.phones().create(id, {.number = number, .status = "Active"}));
  CHECK(session.phones().list(id).items.empty());
  CHECK_REFUSED(not_found, "customer_id", session.phones().create({99}, {.number = number}));
}

TEST_CASE("The primary number becomes one of the customer's phones and leads to them") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.primary_phone_number = phone("2125551234")}).id;
  const auto phones = session.phones().list(id).items;
  REQUIRE(phones.size() == 1);
  CHECK(phones[0].number == phone("2125551234"));
  CHECK(phones[0].status == "active");
  CHECK(behind(session, "2125551234") == Ids{id.value});

  // Another primary number: the first stays a phone of theirs.
  session.customers().update(id, {.primary_phone_number = phone("2125555678")});
  CHECK(session.phones().list(id).items.size() == 2);
  CHECK(behind(session, "2125551234") == Ids{id.value});
  CHECK(behind(session, "2125555678") == Ids{id.value});

  // A number that is theirs already makes no second phone.
  session.customers().update(id, {.primary_phone_number = phone("2125551234")});
  session.customers().update(id, {.primary_phone_number = std::nullopt});
  CHECK(session.phones().list(id).items.size() == 2);
}

TEST_CASE("One number leads to all customers who have it, and one customer has it once") {
  TestDatabase database(every_database());
  Session session = database.session();
  const PhoneNumber shared = phone("2125551234");
  const CustomerId first = session.customers().create({.primary_phone_number = shared}).id;
  const CustomerId second = session.customers().create({}).id;
  session.phones().create(second, {.number = shared});
  CHECK(behind(session, "2125551234") == Ids{first.value, second.value});
  CHECK(refusal_of([&] { session.phones().create(second, {.number = shared}); }).code == Code::conflict);
  CHECK(refusal_of([&] { session.phones().create(first, {.number = shared}); }).code == Code::conflict);
}

TEST_CASE("A phone that gets another number leads there, and takes the primary right with it") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.primary_phone_number = phone("2125551234")}).id;
  const CustomerPhone corrected = session.phones().list(id).items.at(0);
  session.phones().update({id, corrected.id}, {.number = phone("2125555678")});

  CHECK(behind(session, "2125551234").empty());
  CHECK(behind(session, "2125555678") == Ids{id.value});
  CHECK(session.customers().get(id)->primary_phone_number == phone("2125555678"));
  CHECK(session.phones().list(id).items.size() == 1);
  CHECK(session.pre_call("2125555678").candidates.at(0).primary);
}

TEST_CASE("Changing a phone that is not the primary one leaves the primary number alone") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.primary_phone_number = phone("2125551234")}).id;
  const CustomerPhone second = session.phones().create(id, {.number = phone("2125555678")});
  session.phones().update({id, second.id}, {.number = phone("2125559999"), .rank = std::int64_t{2}});
  CHECK(session.customers().get(id)->primary_phone_number == phone("2125551234"));
  session.phones().remove({id, second.id});
  CHECK(session.customers().get(id)->primary_phone_number == phone("2125551234"));
  CHECK(session.customers().get(id)->version == 1);
  CHECK(behind(session, "2125559999").empty());
}

TEST_CASE("A phone that is deleted leads nowhere, and is nobody's primary number") {
  TestDatabase database(every_database());
  Session session = database.session();
  const PhoneNumber shared = phone("2125551234");
  const CustomerId id = session.customers().create({.primary_phone_number = shared}).id;
  const CustomerId other = session.customers().create({.primary_phone_number = shared}).id;
  const CustomerPhone gone = session.phones().list(id).items.at(0);
  session.phones().remove({id, gone.id});

  CHECK(behind(session, "2125551234") == Ids{other.value});
  CHECK_FALSE(session.customers().get(id)->primary_phone_number);
  CHECK(session.customers().get(other)->primary_phone_number == shared);
  CHECK_FALSE(session.phones().get({id, gone.id}));
  CHECK_REFUSED(not_found, "customer_phone_id", session.phones().remove({id, gone.id}));
}

TEST_CASE("A phone belongs to its customer: with another customer's id it is not found") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.primary_phone_number = phone("2125551234")}).id;
  const CustomerId other = session.customers().create({}).id;
  const CustomerPhoneId theirs = session.phones().list(id).items.at(0).id;
  CHECK_FALSE(session.phones().get({other, theirs}));
  CHECK_REFUSED(not_found, "customer_phone_id",
                session.phones().update({other, theirs}, {.do_not_call = true}));
  CHECK_REFUSED(not_found, "customer_phone_id", session.phones().remove({other, theirs}));
}

TEST_CASE("A phone's version is demanded as any record's") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.primary_phone_number = phone("2125551234")}).id;
  const Key<CustomerPhone> key{id, session.phones().list(id).items.at(0).id};
  session.phones().update(key, {.kind = "home"}, 1);
  CHECK_REFUSED(conflict, "version", session.phones().update(key, {.kind = "work"}, 1));
  CHECK_REFUSED(conflict, "version", session.phones().remove(key, 1));
  CHECK(session.phones().get(key)->kind == "home");
}

TEST_CASE("The directory of numbers holds exactly the customers' phones after many changes") {
  TestDatabase database;
  Session session = database.session();
  INFO("repeat with --rng-seed " << Catch::rngSeed());
  std::mt19937 random(Catch::rngSeed());
  const auto any_number = [&] { return phone("21255500" + std::to_string(10 + random() % 8)); };
  for (int i = 0; i < 3; ++i) session.customers().create({});
  for (int i = 0; i < 80; ++i) {
    const CustomerId id{1 + static_cast<std::int64_t>(random() % 3)};
    const auto phones = session.phones().list(id).items;
    try {
      switch (random() % 4) {
        case 0:
          session.phones().create(id, {.number = any_number()});
          break;
        case 1:
          session.customers().update(id, {.primary_phone_number = any_number()});
          break;
        case 2:
          if (!phones.empty()) session.phones().update({id, phones[0].id}, {.number = any_number()});
          break;
        default:
          if (!phones.empty()) session.phones().remove({id, phones[0].id});
      }
    } catch (const Error& error) {
      REQUIRE(error.code() == Code::conflict);  // the customer has that number already
    }
  }
  const RawDatabase raw(database.file());
  CHECK((raw.rows("SELECT number, customer_id FROM phone_directory ORDER BY 1, 2") ==
         raw.rows("SELECT number, customer_id FROM customer_phone ORDER BY 1, 2")));
  CHECK(raw.number("SELECT count(*) FROM customer c WHERE primary_phone_number IS NOT NULL AND NOT EXISTS "
                   "(SELECT 1 FROM customer_phone p WHERE p.customer_id = c.id AND p.number = "
                   "c.primary_phone_number)") == 0);
  CHECK(raw.number("SELECT count(*) FROM customer_phone") > 0);
}
