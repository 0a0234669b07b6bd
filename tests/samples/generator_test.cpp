// Made-up customers: always the same, all different, and in the promised proportions.
#include "samples/generator.hpp"

#include <catch2/catch.hpp>
#include <crm/database.hpp>
#include <map>
#include <set>
#include <string>

using namespace crm;
using samples::Generator;

namespace {

std::vector<CustomerFile> generate(std::uint64_t seed, std::size_t count) {
  Generator generator(seed);
  std::vector<CustomerFile> files;
  while (files.size() < count) files.push_back(generator.next());
  return files;
}

std::string shape_of(const CustomerFile& file) {
  return *file.customer.first_name.value() + *file.customer.last_name.value() +
         *file.customer.address_line_1.value() + std::to_string(file.loans.size()) + "/" +
         std::to_string(file.interactions.size());
}

const std::vector<CustomerFile>& many() {
  static const std::vector<CustomerFile> files = generate(1, 20'000);
  return files;
}

template <class Holds>
double percent_of(Holds holds) {
  double count = 0;
  for (const CustomerFile& file : many()) count += holds(file) ? 1 : 0;
  return 100 * count / static_cast<double>(many().size());
}

}  // namespace

TEST_CASE("the same seed makes the same customers, another seed others") {
  const auto first = generate(1, 100), again = generate(1, 100), other = generate(2, 100);
  std::size_t same = 0;
  for (std::size_t i = 0; i < first.size(); ++i) {
    CHECK(shape_of(first[i]) == shape_of(again[i]));
    same += shape_of(first[i]) == shape_of(other[i]) ? 1 : 0;
  }
  CHECK(same < 5);
}

TEST_CASE("the first made-up customer is the same on every machine") {
  const CustomerFile file = Generator(1).next();
  CHECK(*file.customer.account_number.value() == "GEN0000000001");
  CHECK(shape_of(file) == "OmarWright8785 Main Street1/5");
}

TEST_CASE("no two made-up customers share an account or a number, and no number can ring") {
  std::set<std::string> accounts, numbers;
  for (const CustomerFile& file : many()) {
    accounts.insert(*file.customer.account_number.value());
    const std::string& number = file.customer.primary_phone_number.value()->e164();
    numbers.insert(number);
    REQUIRE(PhoneNumber::parse(number).e164() == number);
    const std::string exchange = number.substr(5, 3);
    CHECK((exchange == "555" || exchange.substr(1) == "11"));
  }
  CHECK(accounts.size() == many().size());
  CHECK(numbers.size() == many().size());
}

TEST_CASE("made-up customers come in the promised proportions") {
  CHECK(percent_of([](const auto& f) { return f.customer.do_not_call.value(); }) == Approx(2).margin(0.5));
  CHECK(percent_of([](const auto& f) { return !f.customer.is_eligible_to_call.value(); }) ==
        Approx(3).margin(0.5));
  CHECK(percent_of([](const auto& f) { return !f.customer.state.named(); }) == Approx(4).margin(0.5));
  CHECK(percent_of([](const auto& f) { return f.loans.size() == 3; }) == Approx(15).margin(1));
  CHECK(percent_of([](const auto& f) { return f.interactions.empty(); }) == Approx(100.0 / 11).margin(1));
  CHECK(percent_of([](const auto& f) { return f.customer.ssn.named(); }) == 0);
}

TEST_CASE("made-up customers have 1.5 loans and 5 interactions on average") {
  std::size_t loans = 0, interactions = 0;
  for (const CustomerFile& file : many()) {
    loans += file.loans.size();
    interactions += file.interactions.size();
  }
  const auto each = static_cast<double>(many().size());
  CHECK(static_cast<double>(loans) / each == Approx(1.5).margin(0.03));
  CHECK(static_cast<double>(interactions) / each == Approx(5).margin(0.1));
}

TEST_CASE("made-up loans are in every delinquency bucket, with sums that fit") {
  std::map<std::int64_t, std::size_t> by_bucket;
  for (const CustomerFile& file : many())
    for (const LoanFields& loan : file.loans) {
      const std::int64_t days = loan.days_past_due.value();
      ++by_bucket[std::min<std::int64_t>((days + 29) / 30, 4)];
      CHECK((loan.due_amount.value().minor > 0) == (days > 0));
      CHECK((loan.balance_remaining.value()->minor == 0) == (loan.status.value() == "paid_off"));
    }
  REQUIRE(by_bucket.size() == 5);
  for (const auto& [bucket, loans] : by_bucket) CHECK(loans > 1000);
}

TEST_CASE("made-up notes are as long as those of real calls, and the oldest contact comes first") {
  for (const CustomerFile& file : many())
    for (std::size_t i = 0; i < file.interactions.size(); ++i) {
      const std::size_t size = file.interactions[i].notes.value()->size();
      REQUIRE((size >= 80 && size <= 300));
      if (i > 0)
        REQUIRE(file.interactions[i - 1].creation_date.value() < file.interactions[i].creation_date.value());
    }
}

TEST_CASE("the library takes what the generator makes") {
  Database database(Options{.url = "sqlite://", .deadline = std::chrono::seconds(60)});
  Session session = database.session("test");
  CHECK(session.load(generate(1, 500), "test").size() == 500);
}
