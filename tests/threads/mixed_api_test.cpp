// Sixteen threads do everything at once on one Database.
#include <atomic>
#include <barrier>
#include <catch2/catch.hpp>
#include <random>
#include <thread>

#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr int kThreads = 16, kSteps = 60, kCustomers = 20;

CustomerId any_customer(std::mt19937& random) {
  return {1 + static_cast<std::int64_t>(random() % kCustomers)};
}

// One thread's part, in an order of its own.
class Part {
 public:
  Part(Session session, int number)
      : session_(std::move(session)), number_(number), random_(static_cast<unsigned>(number)) {}

  void run() {
    for (int step = 0; step < kSteps; ++step) {
      try {
        (this->*kActs[random_() % std::size(kActs)])(std::to_string(number_) + "-" + std::to_string(step));
      } catch (const Error& error) {
        // Two threads may change the same record.
        if (error.code() != Code::conflict && error.code() != Code::not_found) throw;
      }
    }
  }

 private:
  using Act = void (Part::*)(const std::string&);

  void pre_call(const std::string&) { session_.pre_call("2125551234"); }
  void pre_call_text(const std::string&) {
    std::string json;
    session_.pre_call_json("2125551234", json);
  }
  void post_call(const std::string& name) {
    session_.post_call({.call_id = name, .customer_id = any_customer(random_), .agreed_amount = usd(1000)});
  }
  void post_many(const std::string& name) {
    std::vector<Outcome> outcomes;
    for (int i = 0; i < 5; ++i)
      outcomes.push_back({.call_id = name + "/" + std::to_string(i), .customer_id = any_customer(random_)});
    session_.post_call_many(outcomes);
  }
  void create(const std::string& name) { session_.customers().create({.account_number = "new " + name}); }
  void update(const std::string& name) {
    session_.customers().update(any_customer(random_), {.city = "City " + name});
  }
  void add_loan(const std::string&) { session_.loans().create(any_customer(random_), a_loan()); }
  void pay(const std::string& name) {
    const CustomerId owner = any_customer(random_);
    const auto loans = session_.loans().list(owner);
    session_.payments().record(
        owner, {.loan_id = loans.items.front().id, .amount = usd(100), .idempotency_key = name});
  }
  void list(const std::string&) { session_.customers().list({}, {.limit = 10}); }
  void dashboard(const std::string&) { session_.dashboard(); }
  void erase(const std::string& name) {
    session_.customers().erase(session_.customers().create({.account_number = "gone " + name}).id);
  }

  static constexpr Act kActs[] = {&Part::pre_call, &Part::pre_call_text, &Part::post_call, &Part::post_many,
                                  &Part::create,   &Part::update,        &Part::add_loan,  &Part::pay,
                                  &Part::list,     &Part::dashboard,     &Part::erase};

  Session session_;
  const int number_;
  std::mt19937 random_;
};

}  // namespace

TEST_CASE("sixteen threads that do everything at once leave a database that agrees with itself",
          "[threads]") {
  TestDatabase database;
  std::vector<CustomerFile> files;
  for (int i = 0; i < kCustomers; ++i) {
    files.push_back({.customer = john_doe(), .loans = {a_loan()}});
    files.back().customer.account_number = "A" + std::to_string(i);
  }
  database.session().load(std::move(files), "test");
  std::vector<std::string> troubles(kThreads);
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      try {
        Part(database.session("thread " + std::to_string(t)), t).run();
      } catch (const std::exception& error) {
        troubles[static_cast<std::size_t>(t)] = error.what();
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(troubles == std::vector<std::string>(kThreads));
  CHECK(inconsistencies(RawDatabase(database.file())) == "");
}

TEST_CASE("threads whose first calls come at once are all served as soon as the database is ready",
          "[threads]") {
  for (int round = 0; round < 20; ++round) {
    TestDatabase database(Where::in_a_file,
                          [](Options& options) { options.deadline = std::chrono::seconds(20); });
    const auto begin = std::chrono::steady_clock::now();
    std::barrier together(8);
    std::atomic<int> served = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
      threads.emplace_back([&] {
        together.arrive_and_wait();
        try {
          served += database.session().dashboard().total_customers == 0;
        } catch (const Error&) {
        }
      });
    for (std::thread& thread : threads) thread.join();
    REQUIRE(served == 8);
    REQUIRE(std::chrono::steady_clock::now() - begin <
            std::chrono::seconds(15));  // nobody waited for the deadline
  }
}

TEST_CASE("closing connections before a fork waits for the calls of other threads", "[threads]") {
  TestDatabase database;
  database.session().load({{.customer = john_doe()}}, "test");
  std::atomic<bool> stop = false;
  std::atomic<int> calls = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t)
    threads.emplace_back([&, t] {
      Session session = database.session();
      for (int n = 0; !stop; ++n, ++calls) {
        session.pre_call("2125551234");
        session.post_call(
            {.call_id = std::to_string(t) + "/" + std::to_string(n), .customer_id = CustomerId{1}});
      }
    });
  for (int i = 0; i < 20; ++i) database->before_fork();
  while (calls < 100) std::this_thread::yield();
  stop = true;
  for (std::thread& thread : threads) thread.join();
  const RawDatabase raw(database.file());
  CHECK(raw.number("SELECT count(*) FROM call_outcome") == calls);
  CHECK(inconsistencies(raw) == "");
}
