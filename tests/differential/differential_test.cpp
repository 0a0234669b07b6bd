// The library on SQLite, the library on PostgreSQL and a plain model in memory do the same random things and
// must answer the same: results, error codes, order.
//
//   CRM_DIFFERENTIAL_OPERATIONS=500000 CRM_DIFFERENTIAL_SEED=7 differential_tests "SQLite and PostgreSQL*"
#include <catch2/catch.hpp>
#include <cstdlib>
#include <iostream>

#include "differential/caller.hpp"
#include "support/databases.hpp"

using namespace crm;
using namespace crm::test;

namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* text = std::getenv(variable);
  return text == nullptr ? otherwise : std::strtoull(text, nullptr, 10);
}

// Two databases and a model, at the same time of day.
template <class SomeModel = Model>
class Trial {
 public:
  explicit Trial(std::uint64_t seed) : caller_(comparison_, seed), pace_(seed) {}

  // Does so many random things, or fewer when the answers begin to differ.
  void run(std::uint64_t operations) {
    for (done_ = 0; done_ < operations && !comparison_.difference(); ++done_) {
      if (pace_.percent(60)) *clock_ += std::chrono::microseconds(pace_.below(1u << 31));
      caller_.do_something();
    }
  }

  std::string postgres_url() const { return postgres_.url(); }
  const Comparison& comparison() const { return comparison_; }
  // Empty: everybody agrees.
  std::string difference() const {
    if (!comparison_.difference()) return {};
    return "operation " + std::to_string(done_) + ": " + *comparison_.difference();
  }

 private:
  std::function<Instant()> reading() const {
    return [clock = clock_] { return *clock; };
  }
  TestDatabase::Tune same_clock() const {
    return [this](Options& options) { options.clock = reading(); };
  }

  const std::shared_ptr<Instant> clock_ = std::make_shared<Instant>(parse_instant("2024-02-01T17:00:00Z"));
  TestDatabase sqlite_{Where::in_memory, same_clock()}, postgres_{Where::on_postgres, same_clock()};
  SomeModel model_{"tester", reading()};
  Comparison comparison_{model_, {{"SQLite", sqlite_.session()}, {"PostgreSQL", postgres_.session()}}};
  Caller caller_;
  samples::Random pace_;
  std::uint64_t done_ = 0;
};

// Wrong models, each in one thing.
struct DoublingModel : Model {
  using Model::Model;
  bool is_known(CustomerId, const Outcome&) const override { return false; }
};
struct KeepingModel : Model {
  using Model::Model;
  void raise_again(const Payment&, Loan&) const override {}
};
struct CaseSensitiveModel : Model {
  using Model::Model;
  std::string sort_key(const std::string& name) const override { return name; }
};

constexpr std::uint64_t kEnoughForAnyMistake = 5000;

}  // namespace

TEST_CASE("SQLite and PostgreSQL and a plain model give the same answers to the same random calls",
          "[slow]") {
  const std::uint64_t seed = number_from("CRM_DIFFERENTIAL_SEED", 1);
  const std::uint64_t operations = number_from("CRM_DIFFERENTIAL_OPERATIONS", 20'000);
  std::cout << operations << " operations of seed " << seed << std::endl;
  Trial trial(seed);
  trial.run(operations);
  INFO("seed " << seed);
  CHECK(trial.difference() == "");
  std::cout << trial.comparison().questions() << " answers, " << trial.comparison().refused() << " refusals"
            << std::endl;
  CHECK(trial.comparison().refused() * 2 < trial.comparison().questions());
}

TEMPLATE_TEST_CASE("the differential test finds a model with one mistake", "", DoublingModel, KeepingModel,
                   CaseSensitiveModel) {
  Trial<TestType> trial(1);
  trial.run(kEnoughForAnyMistake);
  CHECK(trial.difference() != "");
}

TEST_CASE("the differential test finds a database that keeps instants less exactly") {
  Trial trial(1);
  trial.run(1);  // makes the tables
  RawPostgres raw(trial.postgres_url());
  raw.execute("ALTER TABLE interaction ALTER follow_up_at TYPE timestamptz(3)");
  trial.run(kEnoughForAnyMistake);
  CHECK(trial.difference() != "");
}
