// Bytes and numbers that nobody should send, into every door of a session: each is refused by an error that
// the door promises, or has an ordinary answer, and the data stay as they were.
#include <catch2/catch.hpp>
#include <crm/json.hpp>
#include <limits>

#include "domain/fields.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::string_literals;

namespace {

constexpr std::size_t kMegabyte = 1 << 20;

// No text field takes any of these.
const std::vector<std::string>& bad_texts() {
  static const std::vector<std::string> all{
      "a\0b"s,                        // NUL in the middle
      "\0"s,                          // and alone
      "ab\0"s,                        // and at the end
      "\xFF\xFE",                     // no UTF-8 at all
      "abc\xC3",                      // the second byte is missing
      "\xC0\xAF",                     // overlong
      "\xED\xA0\x80",                 // half of a surrogate pair
      "\xF4\x90\x80\x80",             // beyond U+10FFFF
      "\x1B[31mred",                  // commands for terminals
      std::string(kMegabyte, 'x'),    // 1 MB
      wide_text(kMegabyte / 4),       // 1 MB of long characters
      std::string(kMegabyte, '\xBF')  // 1 MB of broken ones
  };
  return all;
}

const std::vector<std::int64_t>& extreme_numbers() {
  using Limits = std::numeric_limits<std::int64_t>;
  static const std::vector<std::int64_t> all{Limits::min(),         Limits::min() + 1,     -1,           0,
                                             std::int64_t{1} << 31, std::int64_t{1} << 53, Limits::max()};
  return all;
}

// An ordinary answer or one of these codes; anything else is a failure.
template <class Call>
void check_defined(Call call) {
  try {
    call();
    SUCCEED();
  } catch (const Error& error) {
    INFO(error.what());
    CHECK((error.code() == Code::invalid_argument || error.code() == Code::not_found));
  }
}

template <class T>
constexpr bool is_text = std::is_same_v<T, std::string> || std::is_same_v<T, std::optional<std::string>>;
template <class T>
constexpr bool is_number = std::is_same_v<T, std::int64_t> || std::is_same_v<T, std::optional<std::int64_t>>;
template <class T>
constexpr bool is_money = std::is_same_v<T, Money> || std::is_same_v<T, std::optional<Money>>;

// A database with one customer who has one of everything, and the fields to make another of each.
class BadInput {
 public:
  BadInput() {
    customer = session.customers().create(john_doe());
    loan = session.loans().create(customer.id, a_loan());
    session.interactions().create(customer.id, an_interaction());
    session.vehicles().create(customer.id, a_vehicle());
    before_ = RawDatabase(database.file()).content();
  }
  void check_unchanged() const { CHECK(RawDatabase(database.file()).content() == before_); }

  Outcome outcome() const { return {.call_id = "call", .customer_id = customer.id}; }

  TestDatabase database{};
  Session session = database.session();
  Customer customer;
  Loan loan;

 private:
  std::map<std::string, RawDatabase::Rows> before_;
};

// Sets every text field of the record to every bad text, one at a time; `make` must refuse it, naming it.
template <class R, class Make>
void refuse_bad_texts(const typename R::Fields& good, Make make) {
  each_nameable<R>([&](const auto& field) {
    if constexpr (is_text<typename std::remove_cvref_t<decltype(field)>::Type>) {
      for (const std::string& text : bad_texts()) {
        INFO(domain::record_name<R> << "." << field.name << ", " << text.size() << " bytes");
        auto fields = good;
        fields.*field.change = text;
        CHECK_REFUSED(invalid_argument, std::string(field.name), make(fields));
      }
    }
  });
}

// The same with numbers and amounts far outside their range.
template <class R, class Make>
void refuse_extreme_numbers(const typename R::Fields& good, Make make) {
  each_nameable<R>([&](const auto& field) {
    using T = typename std::remove_cvref_t<decltype(field)>::Type;
    for (const std::int64_t number :
         {std::numeric_limits<std::int64_t>::min(), std::numeric_limits<std::int64_t>::max()}) {
      INFO(domain::record_name<R> << "." << field.name << " = " << number);
      auto fields = good;
      if constexpr (is_number<T>) {
        fields.*field.change = number;
        CHECK_REFUSED(invalid_argument, std::string(field.name), make(fields));
      } else if constexpr (is_money<T>) {
        fields.*field.change = usd(number);
        CHECK_REFUSED(invalid_argument, std::string(field.name), make(fields));
      }
    }
  });
}

template <class Test>
void for_each_record(BadInput& bad, Test test) {
  Session& session = bad.session;
  const CustomerId owner = bad.customer.id;
  test.template operator()<Customer>({.account_number = "2"},
                                     [&](const auto& fields) { session.customers().create(fields); });
  test.template operator()<Customer>({},
                                     [&](const auto& fields) { session.customers().update(owner, fields); });
  test.template operator()<CustomerPhone>(
      {.number = phone("2125550000")}, [&](const auto& fields) { session.phones().create(owner, fields); });
  test.template operator()<Loan>(a_loan(),
                                 [&](const auto& fields) { session.loans().create(owner, fields); });
  test.template operator()<Vehicle>(a_vehicle("1HGCM82633A004353"),
                                    [&](const auto& fields) { session.vehicles().create(owner, fields); });
  test.template operator()<Interaction>(
      an_interaction(), [&](const auto& fields) { session.interactions().create(owner, fields); });
  test.template operator()<CustomerNote>(
      {.note = "note"}, [&](const auto& fields) { session.customer_notes().create(owner, fields); });
  test.template operator()<LoanNote>({.loan_id = bad.loan.id, .note = "note"},
                                     [&](const auto& fields) { session.loan_notes().create(owner, fields); });
  test.template operator()<Payment>({.loan_id = bad.loan.id, .amount = usd(100)},
                                    [&](const auto& fields) { session.payments().record(owner, fields); });
}

}  // namespace

TEST_CASE("no text field of any record takes NUL, broken UTF-8, control characters or a megabyte") {
  BadInput bad;
  for_each_record(
      bad, []<class R>(const typename R::Fields& good, auto make) { refuse_bad_texts<R>(good, make); });
  bad.check_unchanged();
}

TEST_CASE("no number or amount of any record takes the ends of its type") {
  BadInput bad;
  for_each_record(
      bad, []<class R>(const typename R::Fields& good, auto make) { refuse_extreme_numbers<R>(good, make); });
  bad.check_unchanged();
}

TEST_CASE("no text of an outcome takes NUL, broken UTF-8, control characters or a megabyte") {
  BadInput bad;
  domain::each_field<Outcome>([&](const auto& field) {
    using T = typename std::remove_cvref_t<decltype(field)>::Type;
    for (const std::string& text : bad_texts()) {
      INFO(field.name << ", " << text.size() << " bytes");
      Outcome outcome = bad.outcome();
      if constexpr (is_text<T>) {
        outcome.*field.member = text;
      } else if constexpr (std::is_same_v<T, std::vector<std::string>>) {
        outcome.*field.member = {"good", text};
      } else {
        return;
      }
      CHECK_REFUSED(invalid_argument, std::string(field.name), bad.session.post_call(outcome));
      CHECK_REFUSED(invalid_argument, std::string(field.name),
                    bad.session.post_call_many(std::vector<Outcome>{bad.outcome(), outcome}));
    }
  });
  bad.check_unchanged();
}

TEST_CASE("no text of the customer or the loan in an outcome takes them either") {
  BadInput bad;
  refuse_bad_texts<Customer>({}, [&](const CustomerFields& fields) {
    Outcome outcome = bad.outcome();
    outcome.customer = fields;
    bad.session.post_call(outcome);
  });
  refuse_bad_texts<Loan>({}, [&](const LoanFields& fields) {
    Outcome outcome = bad.outcome();
    outcome.loan = fields;
    bad.session.post_call(outcome);
  });
  bad.check_unchanged();
}

TEST_CASE("outcomes with numbers and ids at the ends of their types are refused") {
  BadInput bad;
  for (const std::int64_t number : extreme_numbers()) {
    CAPTURE(number);
    Outcome outcome = bad.outcome();
    outcome.loan_id = LoanId{number};
    CHECK_REFUSED(not_found, "loan_id", bad.session.post_call(outcome));
    outcome = {.call_id = "call", .customer_id = CustomerId{number}};
    CHECK_REFUSED(not_found, "customer_id", bad.session.post_call(outcome));
    if (number >= 0 && number <= 86'400) continue;
    outcome = bad.outcome();
    outcome.duration_seconds = number;
    CHECK_REFUSED(invalid_argument, "duration_seconds", bad.session.post_call(outcome));
  }
  for (const std::int64_t cents : {std::numeric_limits<std::int64_t>::min(), Money::limit + 1}) {
    Outcome outcome = bad.outcome();
    outcome.agreed_amount = usd(cents);
    CHECK_REFUSED(invalid_argument, "agreed_amount", bad.session.post_call(outcome));
  }
  bad.check_unchanged();
}

TEST_CASE("bad texts are no phone number, no SSN, no actor and no reason") {
  BadInput bad;
  for (const std::string& text : bad_texts()) {
    CAPTURE(text.size());
    std::string json;
    CHECK_REFUSED(invalid_argument, "", bad.session.pre_call(text));
    CHECK_REFUSED(invalid_argument, "", bad.session.pre_call_json(text, json));
    CHECK(json.empty());
    CHECK_REFUSED(invalid_argument, "", Ssn::parse(text));
    CHECK_REFUSED(invalid_argument, "actor", bad.database.session(text));
    CHECK_REFUSED(invalid_argument, "reason", bad.session.customers().reveal_ssn(bad.customer.id, text));
    CHECK_REFUSED(invalid_argument, "source", bad.session.load({}, text));
    CHECK_REFUSED(invalid_argument, "account_prefix", bad.session.customers().list({.account_prefix = text}));
    CHECK_REFUSED(invalid_argument, "name_prefix", bad.session.customers().list({.name_prefix = text}));
  }
  bad.check_unchanged();
}

TEST_CASE("nothing is found under a bad text") {
  BadInput bad;
  for (const std::string& text : bad_texts()) {
    CAPTURE(text.size());
    check_defined([&] { CHECK_FALSE(bad.session.pre_call_account(text)); });
    check_defined([&] { CHECK_FALSE(bad.session.customers().find_account(text)); });
    check_defined([&] { CHECK_FALSE(bad.session.customers().find_external(text)); });
    check_defined([&] { CHECK_FALSE(bad.session.vehicles().find_vin(text)); });
    check_defined([&] { CHECK(bad.session.loans().list(LoanFilter{.status = text}).items.empty()); });
  }
  bad.check_unchanged();
}

TEST_CASE("a bad text is no page's beginning") {
  BadInput bad;
  std::vector<std::string> cursors = bad_texts();
  for (const char* hex : {"zz", "6", "69", "6969", "6931", "74ff", "69391f69391f6939",
                          "69393939393939393939393939393939393939393939"})
    cursors.emplace_back(hex);
  for (const std::string& text : cursors) {
    CAPTURE(text.size(), text.substr(0, 50));
    const PageRequest page{.after = text};
    check_defined([&] { bad.session.customers().list({}, page); });
    check_defined([&] { bad.session.customers().list({.phone = phone("2125551234")}, page); });
    check_defined([&] { bad.session.customers().list({.account_prefix = "1"}, page); });
    check_defined([&] { bad.session.customers().list({.name_prefix = "d"}, page); });
    check_defined([&] { bad.session.loans().list(bad.customer.id, page); });
    check_defined([&] { bad.session.loans().list(LoanFilter{}, page); });
    check_defined([&] { bad.session.loans().list(LoanFilter{.min_days_past_due = 1}, page); });
    check_defined([&] { bad.session.interactions().list(InteractionFilter{}, page); });
    check_defined([&] { bad.session.payments().list(bad.customer.id, page); });
    check_defined([&] { bad.session.audit(bad.customer.id, page); });
  }
  for (const std::size_t limit :
       {std::size_t{0}, std::size_t{1001}, std::numeric_limits<std::size_t>::max()}) {
    CHECK_REFUSED(invalid_argument, "limit", bad.session.customers().list({}, {.limit = limit}));
    CHECK_REFUSED(invalid_argument, "limit", bad.session.loans().list(LoanFilter{}, {.limit = limit}));
    CHECK_REFUSED(invalid_argument, "limit", bad.session.audit(bad.customer.id, {.limit = limit}));
  }
  bad.check_unchanged();
}

TEST_CASE("ids at the ends of their type belong to nobody") {
  BadInput bad;
  Session& session = bad.session;
  for (const std::int64_t id : extreme_numbers()) {
    CAPTURE(id);
    CHECK_FALSE(session.pre_call_customer({id}));
    CHECK_FALSE(session.customers().get({id}));
    CHECK_FALSE(session.loans().get({{id}, {id}}));
    CHECK_FALSE(session.loans().find({id}));
    CHECK(session.loans().list(CustomerId{id}).items.empty());
    CHECK(session.audit({id == 0 ? -2 : id}).items.empty());
    CHECK_REFUSED(not_found, "customer_id", session.customers().update({id}, {.city = "Boston"}));
    CHECK_REFUSED(not_found, "customer_id", session.customers().erase({id}));
    CHECK_REFUSED(not_found, "loan_id",
                  session.loans().update({bad.customer.id, {id}}, {.status = "active"}));
    CHECK_REFUSED(conflict, "version",
                  session.customers().update(bad.customer.id, {.city = "Boston"}, id == 1 ? 2 : id));
    check_defined([&] { session.payments().reverse({bad.customer.id, {id}}, "reason"); });
  }
  bad.check_unchanged();
}

TEST_CASE("bad JSON is refused, whatever is bad about it") {
  const std::string good = R"({"call_id": "1", "customer_id": 1, "note": "X"})";
  std::vector<std::string> texts = bad_texts();
  texts.insert(texts.end(),
               {"", "{", "[]", "null", "1", "{}}", R"({"call_id": )", R"({"unknown": 1})",
                R"({"call_id": "1", "call_id": "2", "customer_id": 1})", R"({"call_id": {}})",
                R"({"duration_seconds": 1e400})", R"({"duration_seconds": 99999999999999999999})",
                R"({"call_id": "\ud800", "customer_id": 1})", R"({"call_id": "\u0000", "customer_id": 1})",
                std::string(100'000, '['), "{\"a\":" + std::string(100'000, '{')});
  for (const std::string& text : texts) {
    CAPTURE(text.size(), text.substr(0, 50));
    CHECK(refusal_of([&] {
            const TestDatabase database(Where::in_memory);
            database.session().post_call(outcome_from_json(text));
          }).code == Code::invalid_argument);
    CHECK(refusal_of([&] { fields_from_json<Loan>(text); }).code.value_or(Code::invalid_argument) ==
          Code::invalid_argument);
  }
  for (std::size_t i = 0; i < good.size(); ++i)  // each byte broken once
    check_defined([&] {
      std::string text = good;
      text[i] = '\xFF';
      outcome_from_json(text);
    });
}

TEST_CASE("a database cannot be opened with bad texts") {
  for (const std::string& text : bad_texts()) {
    CAPTURE(text.size());
    CHECK_REFUSED(invalid_argument, "url", Database(Options{.url = text}));
    CHECK_REFUSED(invalid_argument, "default_country",
                  Database(Options{.url = "sqlite://", .default_country = text}));
    const TempFolder folder;
    check_defined([&] {
      Database(Options{.url = "sqlite:///" + folder.file("x") + text, .migrate = false}).warm_up();
    });
  }
}
