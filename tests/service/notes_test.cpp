// Notes about customers and about loans.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

TEST_CASE("A note is kept as it was written, with who wrote it and when") {
  TestDatabase database(every_database());
  Session session = database.session("Ana Agent");
  const CustomerId id = session.customers().create({}).id;
  const LoanId loan = session.loans().create(id, a_loan()).id;
  const CustomerNoteFields about_customer{.note = wide_text(16384)};
  const LoanNoteFields about_loan{.loan_id = loan, .note = "line 1\r\nline 2\t\xF0\x9F\x98\x80"};
  require_all_named<CustomerNote>(about_customer);
  require_all_named<LoanNote>(about_loan);

  const CustomerNote first = session.customer_notes().create(id, about_customer);
  check_holds(first, about_customer);
  CHECK(first.created_by == "Ana Agent");
  CHECK(first.created_at == database.now());
  check_same(*session.customer_notes().get({id, first.id}), first);

  const LoanNote second = session.loan_notes().create(id, about_loan);
  check_holds(second, about_loan);
  CHECK(second.created_by == "Ana Agent");
  check_same(*session.loan_notes().get({id, second.id}), second);
}

TEST_CASE("A note can be corrected by another person and keeps its author") {
  TestDatabase database(every_database());
  Session author = database.session("author"), other = database.session("other");
  const CustomerId id = author.customers().create({}).id;
  const Key<CustomerNote> key{id, author.customer_notes().create(id, {.note = "a"}).id};
  CHECK(other.customer_notes().update(key, {.note = "b"}, 1).created_by == "author");
  CHECK_REFUSED(conflict, "version", other.customer_notes().update(key, {.note = "c"}, 1));
  CHECK(author.customer_notes().get(key)->note == "b");
  author.customer_notes().remove(key, 2);
  CHECK_FALSE(author.customer_notes().get(key));
  CHECK_REFUSED(not_found, "customer_note_id", author.customer_notes().remove(key));
}

TEST_CASE("A note that is empty, too long or no text is refused") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  for (const std::string& note : {std::string(), std::string(16385, 'x'), wide_text(16385),
                                  std::string("\0", 1), std::string("\xC3"), std::string(1 << 20, 'x')})
    CHECK_REFUSED(invalid_argument, "note", session.customer_notes().create(id, {.note = note}));
  CHECK_REFUSED(invalid_argument, "note", session.customer_notes().create(id, {}));
  CHECK_REFUSED(not_found, "customer_id", session.customer_notes().create({99}, {.note = "a"}));
  CHECK(session.customer_notes().list(id).items.empty());
}

TEST_CASE("A note about a loan names a loan of the same customer and stays with it") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id, other = session.customers().create({}).id;
  const LoanId loan = session.loans().create(id, a_loan()).id,
               second = session.loans().create(id, a_loan()).id;
  CHECK_REFUSED(invalid_argument, "loan_id", session.loan_notes().create(id, {.note = "a"}));
  CHECK_REFUSED(invalid_argument, "loan_id",
                session.loan_notes().create(id, {.loan_id = LoanId{}, .note = "a"}));
  CHECK_REFUSED(invalid_argument, "loan_id",
                session.loan_notes().create(id, {.loan_id = LoanId{99}, .note = "a"}));
  CHECK_REFUSED(invalid_argument, "loan_id",
                session.loan_notes().create(other, {.loan_id = loan, .note = "a"}));

  const Key<LoanNote> key{id, session.loan_notes().create(id, {.loan_id = loan, .note = "a"}).id};
  CHECK_REFUSED(invalid_argument, "loan_id", session.loan_notes().update(key, {.loan_id = second}));
  CHECK(session.loan_notes().update(key, {.loan_id = loan, .note = "b"}).note == "b");
}
