// Paged lists: filters, order, limits and cursors.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "crypto/crypto.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

using Ids = std::vector<std::int64_t>;

template <class R>
Ids ids(const Page<R>& page) {
  return ids_of(page.items);
}

}  // namespace

TEST_CASE("A first name narrows a list by last name and is none by itself") {
  TestDatabase database;
  Session session = database.session();
  for (const auto& [first, last] :
       {std::pair("Ann", "Doe"), std::pair("Bob", "Doe"), std::pair("Ann", "Smith")})
    session.customers().create({.first_name = first, .last_name = last});
  const auto found = session.customers().list({.name_prefix = "do", .first_name_prefix = "AN"}).items;
  REQUIRE(found.size() == 1);
  CHECK(found[0].id == CustomerId{1});
  CHECK_REFUSED(invalid_argument, "first_name_prefix",
                session.customers().list({.first_name_prefix = "Ann"}));
}

TEST_CASE("A list without a filter has every customer, in order of id") {
  TestDatabase database(every_database());
  Session session = database.session();
  CHECK(session.customers().list().items.empty());
  CHECK_FALSE(session.customers().list().next);
  session.load(std::vector<CustomerFile>(5), "seed");
  CHECK(ids(session.customers().list()) == Ids{1, 2, 3, 4, 5});
  CHECK(ids_of(all_pages([&](const PageRequest& page) { return session.customers().list({}, page); }, 2)) ==
        Ids{1, 2, 3, 4, 5});
}

TEST_CASE("A page has 1 to 1000 rows, and the last one says so") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.load(std::vector<CustomerFile>(1001), "seed");
  const auto list = [&](std::size_t limit) { return session.customers().list({}, {.limit = limit}); };
  CHECK_REFUSED(invalid_argument, "limit", list(0));
  CHECK_REFUSED(invalid_argument, "limit", list(1001));
  CHECK_REFUSED(invalid_argument, "limit", list(SIZE_MAX));
  CHECK(list(1).items.size() == 1);
  const Page<Customer> page = list(1000);
  CHECK(page.items.size() == 1000);
  const Page<Customer> rest = session.customers().list({}, {.limit = 1000, .after = page.next.value()});
  CHECK(ids(rest) == Ids{1001});
  CHECK_FALSE(rest.next);

  session.customers().remove({1001});
  CHECK(list(1000).items.size() == 1000);
  CHECK_FALSE(list(1000).next);
}

TEST_CASE("The limit is checked on every list") {
  TestDatabase database(Where::in_memory);
  Session session = database.session();
  const PageRequest bad{.limit = GENERATE(std::size_t{0}, std::size_t{1001})};
  CHECK_REFUSED(invalid_argument, "limit", session.customers().list({.name_prefix = "a"}, bad));
  CHECK_REFUSED(invalid_argument, "limit", session.customers().list({.phone = phone("2125551234")}, bad));
  CHECK_REFUSED(invalid_argument, "limit", session.loans().list(CustomerId{}, bad));
  CHECK_REFUSED(invalid_argument, "limit", session.loans().list(LoanFilter{}, bad));
  CHECK_REFUSED(invalid_argument, "limit", session.interactions().list(CustomerId{}, bad));
  CHECK_REFUSED(invalid_argument, "limit", session.payments().list({}, bad));
  CHECK_REFUSED(invalid_argument, "limit", session.audit({}, bad));
}

TEST_CASE("What is not the next of an earlier page of the same list is refused") {
  TestDatabase database(every_database());
  Session session = database.session();
  for (const char* account : {"1", "2"}) {
    CustomerFile file{john_doe(),
                      {{.number = phone("2125559999")}},
                      {a_loan(), a_loan()},
                      {an_interaction(), an_interaction()}};
    file.customer.account_number = account;
    session.load({file}, "seed");
  }
  session.customer_notes().create({1}, {.note = "a"});
  session.customer_notes().create({1}, {.note = "b"});
  const CustomerFilter by_name{.name_prefix = "d"}, by_account{.account_prefix = ""};
  const PageRequest one{.limit = 1};
  // One page of each list, all different.
  const std::vector<std::string> cursors{*session.customers().list({}, one).next,
                                         *session.customers().list(by_name, one).next,
                                         *session.customers().list(by_account, one).next,
                                         *session.customers().list({.phone = phone("2125559999")}, one).next,
                                         *session.loans().list({1}, one).next,
                                         *session.loans().list(LoanFilter{}, one).next,
                                         *session.interactions().list({1}, one).next,
                                         *session.interactions().list(InteractionFilter{}, one).next,
                                         *session.customer_notes().list({1}, one).next,
                                         *session.audit({}, one).next};
  for (std::size_t i = 0; i < cursors.size(); ++i) {
    INFO("the cursor of list " << i);
    const PageRequest page{.limit = 1, .after = cursors[i]};
    const auto refused_unless = [&](std::size_t own, auto list) {
      INFO("in list " << own);
      if (i == own) {
        list();
      } else {
        CHECK_REFUSED(invalid_argument, "after", list());
      }
    };
    refused_unless(0, [&] { session.customers().list({}, page); });
    refused_unless(1, [&] { session.customers().list(by_name, page); });
    refused_unless(2, [&] { session.customers().list(by_account, page); });
    refused_unless(4, [&] { session.loans().list({1}, page); });
    refused_unless(5, [&] { session.loans().list(LoanFilter{}, page); });
    refused_unless(7, [&] { session.interactions().list(InteractionFilter{}, page); });
    refused_unless(8, [&] { session.customer_notes().list({1}, page); });
    refused_unless(9, [&] { session.audit({}, page); });
  }

  const std::string& good = cursors[1];
  for (const std::string& bad :
       {std::string("x"), std::string("zz"), good.substr(1), good.substr(0, good.size() - 2), good + "00",
        good + "1f", good + good, std::string(4098, '0'), std::string(1 << 20, '6'), std::string("\0\0", 2)})
    CHECK_REFUSED(invalid_argument, "after", session.customers().list(by_name, {.after = bad}));
}

TEST_CASE("A cursor that somebody wrote holds what the list is ordered by or is refused") {
  TestDatabase database(every_database());
  Session session = database.session();
  const auto cursor = [](const std::string& bytes) {
    return PageRequest{
        .limit = 1,
        .after = crypto::hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()})};
  };
  for (const char* part : {"tx", "t1", "i", "ix", "i9223372036854775808", "i1.5", "", "x1"})
    CHECK_REFUSED(invalid_argument, "after",
                  session.customers().list({}, cursor(std::string("customer\x1f") + part)));
  CHECK(session.customers().list({}, cursor("customer\x1fi-1")).items.empty());
  for (const char* part :
       {"tx", "i1", "t2024-02-01", "t2024-02-30T10:00:00.000000Z", "t2024-02-01T10:00:00+00:00"}) {
    const std::string text = std::string("interactions\x1fi1\x1f") + part + "\x1fi1";
    CHECK_REFUSED(invalid_argument, "after", session.interactions().list(InteractionFilter{}, cursor(text)));
  }
  CHECK(session.interactions()
            .list(InteractionFilter{}, cursor("interactions\x1fi1\x1ft2024-02-01T10:00:00.000000Z\x1fi1"))
            .items.empty());
  CHECK_REFUSED(invalid_argument, "after",
                session.customers().list({.name_prefix = "d"}, cursor("name_directory\x1fi1\x1fi1")));
}

TEST_CASE("Customers are listed by name without regard to case, with accents, in order of the name") {
  TestDatabase database(every_database());
  Session session = database.session();
  const auto add = [&](const char* first, const char* last) {
    return session.customers().create({.first_name = first, .last_name = last}).id.value;
  };
  const std::int64_t etienne = add("\xC3\x89tienne", "\xC3\x89luard"), doe = add("John", "DOE"),
                     doer = add("Ann", "doerr"), de = add("Jane", "de la Cruz"),
                     olga = add("\xD0\x9E\xD0\xBB\xD1\x8C\xD0\xB3\xD0\xB0",
                                "\xD0\x98\xD0\xB2\xD0\xB0\xD0\xBD\xD0\xBE\xD0\xB2\xD0\xB0");
  session.customers().create({});
  const std::int64_t only_first = session.customers().create({.first_name = "Cher"}).id.value;
  const auto named = [&](const char* prefix) {
    return ids(session.customers().list({.name_prefix = prefix}));
  };
  CHECK(named("d") == Ids{de, doe, doer});
  CHECK(named("DOE") == Ids{doe, doer});
  CHECK(named("Doe,") == Ids{doe});
  CHECK(named("doe, j") == Ids{doe});
  CHECK(named("  doe,   JOHN ") == Ids{doe});
  CHECK(named("doe, jane") == Ids{});
  CHECK(named("\xC3\x89LU") == Ids{etienne});
  CHECK(named("\xC3\xA9luard, \xC3\xA9") == Ids{etienne});
  CHECK(named("eluard") == Ids{});  // another letter
  CHECK(named("\xD0\xB8\xD0\x92\xD0\x90") == Ids{olga});
  CHECK(named(", cher") == Ids{only_first});
  CHECK(named("%") == Ids{});
  CHECK(named("").size() == 6);
}

TEST_CASE("A customer who changes the name is listed by the new one only") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.first_name = "Jane", .last_name = "Doe"}).id;
  session.customers().update(id, {.last_name = "Roe"});
  CHECK(session.customers().list({.name_prefix = "doe"}).items.empty());
  CHECK(ids(session.customers().list({.name_prefix = "roe, jane"})) == Ids{id.value});
  session.customers().update(id, {.first_name = std::nullopt, .last_name = std::nullopt});
  CHECK(session.customers().list({.name_prefix = ""}).items.empty());
}

TEST_CASE("Customers are listed by the beginning of the account number, in its order") {
  TestDatabase database(every_database());
  Session session = database.session();
  for (const char* account : {"12", "2", "1", "123",
                              "\xE2\x82\xAC"
                              "1"})
    session.customers().create({.account_number = account});
  session.customers().create({});
  const auto listed = [&](const char* prefix) {
    return ids(session.customers().list({.account_prefix = prefix}));
  };
  CHECK(listed("1") == Ids{3, 1, 4});
  CHECK(listed("12") == Ids{1, 4});
  CHECK(listed("124") == Ids{});
  CHECK(listed("\xE2\x82\xAC") == Ids{5});
  CHECK(listed("").size() == 5);
}

TEST_CASE("Filters of customers are combined with and, also across pages") {
  TestDatabase database(every_database());
  Session session = database.session();
  std::vector<CustomerFile> files;
  for (int i = 0; i < 60; ++i) {
    CustomerFile file{{.account_number = (i % 2 == 0 ? "A" : "B") + std::to_string(100 + i),
                       .last_name = i % 3 == 0 ? "Doe" : "Roe",
                       .primary_phone_number = phone(i % 5 == 0 ? "2125551234" : "2125555678")}};
    files.push_back(file);
  }
  const auto loaded = session.load(files, "seed");
  const CustomerFilter filter{.phone = phone("2125555678"), .account_prefix = "A1", .name_prefix = "doe"};
  Ids expected;
  for (std::size_t i = 0; i < 60; ++i)
    if (i % 2 == 0 && i % 3 == 0 && i % 5 != 0) expected.push_back(loaded[i].value);
  for (const std::size_t limit : {1U, 3U, 7U, 1000U})
    CHECK(ids_of(all_pages([&](const PageRequest& page) { return session.customers().list(filter, page); },
                           limit)) == expected);
  CHECK(session.customers().list({.account_prefix = "A", .name_prefix = "doe, x"}).items.empty());
}

TEST_CASE("A prefix that is too long or no text is refused with the filter's name") {
  TestDatabase database(Where::in_memory);
  Session session = database.session();
  CHECK_REFUSED(invalid_argument, "name_prefix",
                session.customers().list({.name_prefix = std::string(401, 'x')}));
  CHECK_REFUSED(invalid_argument, "account_prefix", session.customers().list({.account_prefix = "\xFF"}));
  CHECK_REFUSED(invalid_argument, "name_prefix",
                session.customers().list({.name_prefix = std::string("a\0", 2)}));
  CHECK_REFUSED(invalid_argument, "follow_up_due",
                session.interactions().list({.follow_up_due = Instant::max()}));
}

TEST_CASE("Loans are listed by status, by days past due with the most overdue first, and by both") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFile file;
  const std::pair<const char*, std::int64_t> loans[] = {{"past_due", 31}, {"active", 0}, {"past_due", 90},
                                                        {"default", 31},  {"active", 1}, {"past_due", 0}};
  for (const auto& [status, days] : loans) {
    LoanFields loan = a_loan();
    loan.status = status;
    loan.days_past_due = days;
    file.loans.push_back(loan);
  }
  session.load({file}, "seed");
  session.load({CustomerFile{{}, {}, {file.loans[0]}}}, "seed");
  CHECK(ids(session.loans().list(LoanFilter{})) == Ids{1, 2, 3, 4, 5, 6, 7});
  CHECK(ids(session.loans().list({.status = "past_due"})) == Ids{1, 3, 6, 7});
  CHECK(ids(session.loans().list({.status = "Past_Due"})) == Ids{});
  CHECK(ids(session.loans().list({.min_days_past_due = 1})) == Ids{3, 7, 4, 1, 5});
  CHECK(ids(session.loans().list({.min_days_past_due = 31, .status = "past_due"})) == Ids{3, 7, 1});
  CHECK(ids(session.loans().list({.min_days_past_due = 0})).size() == 7);
  CHECK(ids(session.loans().list({.customer_id = CustomerId{1}, .min_days_past_due = 31})) == Ids{1, 3, 4});
  CHECK(ids(session.loans().list({.customer_id = CustomerId{2}, .status = "past_due"})) == Ids{7});
  CHECK(ids(session.loans().list({.customer_id = CustomerId{3}})) == Ids{});
}

TEST_CASE("Interactions are listed the latest first, and follow-ups the longest due first") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.load(std::vector<CustomerFile>(2), "seed");
  const auto add = [&](std::int64_t customer, const char* at, std::optional<Instant> follow_up) {
    InteractionFields fields = an_interaction(at);
    fields.follow_up_at = follow_up;
    session.interactions().create({customer}, fields);
  };
  add(1, "2024-01-03T00:00:00Z", instant("2024-02-03T00:00:00Z"));
  add(1, "2024-01-01T00:00:00Z", instant("2024-02-01T00:00:00Z"));
  add(1, "2024-01-02T00:00:00Z", std::nullopt);
  add(2, "2024-01-02T00:00:00Z", instant("2024-02-01T00:00:00Z"));
  CHECK(ids(session.interactions().list({.customer_id = CustomerId{1}})) == Ids{1, 3, 2});
  CHECK(ids(session.interactions().list({1})) == Ids{1, 2, 3});
  const auto due = [&](const char* at) { return InteractionFilter{.follow_up_due = instant(at)}; };
  CHECK(ids(session.interactions().list(due("2024-01-31T23:59:59.999999Z"))) == Ids{});
  CHECK(ids(session.interactions().list(due("2024-02-01T00:00:00Z"))) == Ids{2, 4});
  CHECK(ids(session.interactions().list(due("2024-03-01T00:00:00Z"))) == Ids{2, 4, 1});
  CHECK(ids(session.interactions().list(
            {.customer_id = CustomerId{1}, .follow_up_due = instant("2024-02-01T00:00:00Z")})) == Ids{2});
}

TEST_CASE("What a customer owns is listed in order of id, and of nobody else") {
  TestDatabase database(every_database());
  Session session = database.session();
  for (int turn = 0; turn < 3; ++turn)
    for (const std::int64_t customer : {1, 2}) {
      if (turn == 0) session.customers().create({});
      const CustomerId id{customer};
      const LoanId loan = session.loans().create(id, a_loan()).id;
      session.payments().record(id, {.loan_id = loan, .amount = usd(1)});
      session.loan_notes().create(id, {.loan_id = loan, .note = "n"});
      session.customer_notes().create(id, {.note = "n"});
      session.interactions().create(id, an_interaction());
      session.vehicles().create(id, a_vehicle("1HGCM82633A00" + std::to_string(1000 + 10 * turn + customer)));
      session.phones().create(id, {.number = phone("212555" + std::to_string(1000 + 10 * turn + customer))});
    }
  const auto check = [&](auto list) {
    CHECK(ids_of(all_pages(list, 2)) == Ids{2, 4, 6});
    CHECK(ids_of(all_pages(list, 3)) == Ids{2, 4, 6});
  };
  check([&](const PageRequest& page) { return session.loans().list({2}, page); });
  check([&](const PageRequest& page) { return session.payments().list({2}, page); });
  check([&](const PageRequest& page) { return session.loan_notes().list({2}, page); });
  check([&](const PageRequest& page) { return session.customer_notes().list({2}, page); });
  check([&](const PageRequest& page) { return session.interactions().list({2}, page); });
  check([&](const PageRequest& page) { return session.vehicles().list({2}, page); });
  check([&](const PageRequest& page) { return session.phones().list({2}, page); });
  CHECK(session.loans().list({99}).items.empty());
}

TEST_CASE("What a customer owns is listed by the values that are named, whatever their type") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const auto lists = [id](auto records, const auto& like) { return ids(records.list(id, like, {})); };
  LoanFields other = a_loan();
  other.due_amount = usd(7'777);
  other.due_date = Date{std::chrono::year(2030), std::chrono::month(1), std::chrono::day(31)};
  other.status = "closed";
  session.loans().create(id, a_loan());
  const LoanId loan = session.loans().create(id, other).id;
  CHECK(lists(session.loans(), LoanFields{.due_amount = usd(7'777)}) == Ids{2});
  CHECK(lists(session.loans(), LoanFields{.due_date = other.due_date}) == Ids{2});
  CHECK(lists(session.loans(), LoanFields{.status = "closed"}) == Ids{2});
  CHECK(lists(session.loans(), LoanFields{.status = "closed", .due_amount = usd(1)}) == Ids{});
  CHECK(lists(session.loans(), LoanFields{}) == Ids{1, 2});
  const Instant paid = instant("2026-01-02T03:04:05Z");
  session.payments().record(id, {.loan_id = LoanId{1}, .amount = usd(1)});
  session.payments().record(id, {.loan_id = loan, .amount = usd(1), .paid_at = paid, .method = "card"});
  CHECK(lists(session.payments(), PaymentFields{.loan_id = loan}) == Ids{2});
  CHECK(lists(session.payments(), PaymentFields{.paid_at = paid}) == Ids{2});
  CHECK(lists(session.payments(), PaymentFields{.method = std::nullopt}) == Ids{1});
  session.phones().create(id, {.number = phone("2125550001")});
  session.phones().create(id, {.number = phone("2125550002"), .rank = 7, .do_not_call = true});
  CHECK(lists(session.phones(), CustomerPhoneFields{.do_not_call = false}) == Ids{1});
  CHECK(lists(session.phones(), CustomerPhoneFields{.rank = 7}) == Ids{2});
  CHECK(lists(session.phones(), CustomerPhoneFields{.number = phone("2125550002")}) == Ids{2});
  CHECK(lists(session.phones(), CustomerPhoneFields{.kind = "' OR '1'='1"}) == Ids{});
  session.customer_notes().create(id, {.note = "a"});
  CHECK(lists(session.customer_notes(), CustomerNoteFields{.note = "a"}) == Ids{1});
  CHECK(session.phones().list({99}, {.rank = 7}, {}).items.empty());
}
