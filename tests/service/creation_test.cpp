// Records that are made once: the same idempotency key again gives the record that was made then.
#include <barrier>
#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <set>
#include <thread>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// A customer, and a way to make one of everything that they can own.
struct Owner {
  explicit Owner(Where where) : database(where), session(database.session()) {
    id = session.customers().create(john_doe()).id;
    loan = session.loans().create(id, a_loan()).id;
  }

  // Calls visit(records, fields, other fields) for each kind.
  template <class Visit>
  void each_kind(Visit visit) {
    visit(session.phones(), CustomerPhoneFields{.number = phone("2125559999")},
          CustomerPhoneFields{.number = phone("2125559998")});
    visit(session.loans(), a_loan(), a_loan(usd(1)));
    visit(session.vehicles(), a_vehicle(), a_vehicle("1HGCM82633A004353"));
    visit(session.interactions(), an_interaction(),
          InteractionFields{.source = "Inbound Call", .status = "No Answer"});
    visit(session.customer_notes(), CustomerNoteFields{.note = "a"}, CustomerNoteFields{.note = "b"});
    visit(session.loan_notes(), LoanNoteFields{.loan_id = loan, .note = "a"},
          LoanNoteFields{.loan_id = loan, .note = "b"});
  }

  TestDatabase database;
  Session session;
  CustomerId id;
  LoanId loan;
};

// What each of many threads gives that begin at the same moment.
template <class Act>
std::vector<std::int64_t> at_once(std::size_t threads, Act act) {
  std::vector<std::int64_t> given(threads);
  std::barrier together(static_cast<std::ptrdiff_t>(threads));
  {
    std::vector<std::jthread> running;
    for (std::int64_t& one : given)
      running.emplace_back([&] {
        together.arrive_and_wait();
        one = act();
      });
  }
  return given;
}

}  // namespace

TEST_CASE("The same key with the same content gives the customer that was made, and writes nothing again") {
  TestDatabase database;
  Session session = database.session();
  const Customer first = session.customers().create(john_doe(), "K1");
  const RawDatabase raw(database.file());
  const auto before = raw.content();
  database.advance(std::chrono::hours(1));
  check_same(session.customers().create(john_doe(), "K1"), first);
  CHECK((raw.content() == before));
}

TEST_CASE("A repetition gives the record as it is now") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create(john_doe(), "K1").id;
  const Customer changed = session.customers().update(id, {.account_number = "2", .city = "Boston"});
  check_same(session.customers().create(john_doe(), "K1"), changed);
  CHECK(session.dashboard().total_customers == 1);
}

TEST_CASE("The same key with other content is a conflict, and another key makes another customer") {
  TestDatabase database(every_database());
  Session session = database.session();
  const Customer first = session.customers().create({.first_name = "John"}, "K1");
  CHECK_REFUSED(conflict, "idempotency_key", session.customers().create({.first_name = "Jon"}, "K1"));
  CHECK_REFUSED(conflict, "idempotency_key", session.customers().create({}, "K1"));
  CHECK_REFUSED(conflict, "idempotency_key",
                session.customers().create({.first_name = "John", .last_name = std::nullopt}, "K1"));
  CHECK(session.customers().create({.first_name = "John"}, "K2").id != first.id);
  CHECK(session.customers().create({.first_name = "John"}).id != first.id);
  CHECK(session.dashboard().total_customers == 3);
}

TEST_CASE("Everything that a customer owns is made once under a key") {
  Owner owner(every_database());
  int n = 0;
  owner.each_kind([&](auto records, const auto& fields, const auto& other) {
    const std::string key = "K" + std::to_string(++n);
    CAPTURE(key);
    const auto first = records.create(owner.id, fields, key);
    check_same(records.create(owner.id, fields, key), first);
    CHECK_REFUSED(conflict, "idempotency_key", records.create(owner.id, other, key));
    CHECK(records.list(owner.id, PageRequest{}).items.size() == (n <= 2 ? 2 : 1));
  });
}

TEST_CASE("A key that belongs to one record belongs to no other, whoever's it is") {
  Owner owner(every_database());
  Session& session = owner.session;
  const CustomerId other = session.customers().create({}).id;
  session.customer_notes().create(owner.id, {.note = "a"}, "K1");
  CHECK_REFUSED(conflict, "idempotency_key", session.customer_notes().create(other, {.note = "a"}, "K1"));
  CHECK_REFUSED(conflict, "idempotency_key",
                session.loan_notes().create(owner.id, {.loan_id = owner.loan, .note = "a"}, "K1"));
  CHECK_REFUSED(conflict, "idempotency_key", session.customers().create({}, "K1"));
  CHECK(session.customer_notes().list(other).items.empty());
}

TEST_CASE("A repetition may be stamped anew") {
  Owner owner(every_database());
  const auto first = owner.session.interactions().create(owner.id, an_interaction(), "K1");
  const auto again =
      owner.session.interactions().create(owner.id, an_interaction("2024-01-28T14:31:00Z"), "K1");
  check_same(again, first);
}

TEST_CASE("A record that was removed meanwhile is not made again, and the refusal says so") {
  Owner owner(every_database());
  owner.each_kind([&](auto records, const auto& fields, const auto&) {
    const std::string key = std::to_string(owner.database.now().time_since_epoch().count());
    owner.database.advance(std::chrono::seconds(1));
    const auto made = records.create(owner.id, fields, key);
    records.remove({owner.id, made.id});
    const auto again = [&] { records.create(owner.id, fields, key); };
    CHECK_REFUSED(conflict, "idempotency_key", again());
    CHECK_THAT(message_of(again), Catch::Contains("not there any more"));
  });
}

TEST_CASE("A customer who is erased or removed takes their keys along") {
  Owner owner(Where::in_a_file);
  Session& session = owner.session;
  const CustomerId erased = session.customers().create({.first_name = "Ada"}, "K1").id;
  session.customer_notes().create(erased, {.note = "a"}, "K2");
  const CustomerId removed = session.customers().create({}, "K3").id;
  session.customer_notes().create(owner.id, {.note = "a"}, "K4");
  session.customers().erase(erased);
  session.customers().remove(removed);
  const RawDatabase raw(owner.database.file());
  CHECK((raw.rows("SELECT idempotency_key FROM creation") == RawDatabase::Rows{{"K4"}}));
  CHECK(session.customers().create({.first_name = "Ada"}, "K1").id.value > removed.value);
  CHECK_REFUSED(not_found, "customer_id", session.customer_notes().create(erased, {.note = "a"}, "K2"));
}

TEST_CASE("What could not be made has not taken its key") {
  Owner owner(every_database());
  Session& session = owner.session;
  CHECK_REFUSED(conflict, "account_number", session.customers().create(john_doe(), "K1"));
  CHECK_REFUSED(not_found, "customer_id", session.customer_notes().create({99}, {.note = "a"}, "K1"));
  CHECK_REFUSED(invalid_argument, "loan_id",
                session.loan_notes().create(owner.id, {.loan_id = LoanId{99}, .note = "a"}, "K1"));
  const Customer made = session.customers().create({}, "K1");
  check_same(session.customers().create({}, "K1"), made);
}

TEST_CASE("A key has 1 to 200 characters") {
  Owner owner(every_database());
  Session& session = owner.session;
  const auto create = [&](const std::string& key) { return session.customers().create({}, key).id; };
  for (const std::string& key :
       {std::string(), wide_text(201), std::string("\xFF"), std::string("a\0b", 3)}) {
    CHECK_REFUSED(invalid_argument, "idempotency_key", create(key));
    CHECK_REFUSED(invalid_argument, "idempotency_key",
                  session.customer_notes().create(owner.id, {.note = "a"}, key));
  }
  CHECK(create(wide_text(200)) == create(wide_text(200)));
  CHECK(create("k") != create("K"));
}

TEST_CASE("Another SSN that ends alike is other content, also after the key was changed") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerFields fields{.first_name = "Ada", .ssn = Ssn::parse("888-88-6789")};
  const Customer made = session.customers().create(fields, "K1");
  const auto check = [&] {
    check_same(session.customers().create(fields, "K1"), made);
    CHECK_REFUSED(conflict, "idempotency_key",
                  session.customers().create({.first_name = "Ada", .ssn = Ssn::parse("777-77-6789")}, "K1"));
  };
  check();
  if (database.in_a_file()) {
    session.ssn_key().rotate();
    check();
  }
}

TEST_CASE("Of many threads that create under one key one does, and the others get its record", "[threads]") {
  Owner owner(GENERATE(Where::in_a_file, Where::on_postgres));
  const auto sessions = [&] { return owner.database.session(); };
  for (int round = 0; round < 5; ++round) {
    const std::string key = "K" + std::to_string(round);
    const auto customers = at_once(16, [&] {
      Session session = sessions();
      return session.customers().create({.first_name = "Ada"}, key).id.value;
    });
    CHECK(std::set(customers.begin(), customers.end()).size() == 1);
    const auto notes = at_once(16, [&] {
      Session session = sessions();
      return session.customer_notes().create(owner.id, {.note = "a"}, key + "n").id.value;
    });
    CHECK(std::set(notes.begin(), notes.end()).size() == 1);
  }
  CHECK(owner.session.dashboard().total_customers == 6);
  CHECK(owner.session.customer_notes().list(owner.id).items.size() == 5);
}

TEST_CASE("Threads that create without a key make a record each", "[threads]") {
  Owner owner(Where::in_a_file);
  at_once(16, [&] {
    Session session = owner.database.session();
    return session.customers().create({.first_name = "Ada"}).id.value;
  });
  CHECK(owner.session.dashboard().total_customers == 17);
}
