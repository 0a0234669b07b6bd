// What a run of puts remembers: fingerprints, counts, what was said, ids; and how it forgets again.
#include "service/run_memory.hpp"

#include <catch2/catch.hpp>
#include <map>
#include <random>

#include "service/fingerprint.hpp"

using namespace crm;
using namespace crm::service;

namespace {

std::uint64_t fingerprint(std::uint64_t number) { return Fingerprint().add(number).value(); }

}  // namespace

TEST_CASE("A table of fingerprints keeps what it is told and nothing else") {
  Fingerprints table;
  std::map<std::uint64_t, std::uint16_t> told;
  std::mt19937_64 random(7);
  for (int i = 0; i < 200'000; ++i) {
    const std::uint64_t key = fingerprint(random() % 30'000);
    const auto value = static_cast<std::uint16_t>(random() % 4);  // one in four takes it out
    table.set(key, value);
    told[key] = value;
  }
  for (const auto& [key, value] : told) REQUIRE(table.get(key) == value);
  CHECK(table.get(fingerprint(30'001)) == 0);
  table.clear();
  CHECK(table.get(told.begin()->first) == 0);
}

TEST_CASE("Fingerprints that begin alike are told apart") {
  Fingerprints table;
  for (std::uint64_t key = 1; key <= 5'000; ++key) table.set(key, static_cast<std::uint16_t>(key));
  for (std::uint64_t key = 1; key <= 5'000; ++key) REQUIRE(table.get(key) == key);
  for (std::uint64_t key = 1; key <= 5'000; key += 2) table.set(key, 0);
  for (std::uint64_t key = 1; key <= 5'000; ++key) REQUIRE(table.get(key) == (key % 2 == 0 ? key : 0));
}

TEST_CASE("Equal ones are counted beyond what a slot can hold") {
  RunMemory run(PutRun::Ids::here);
  for (std::size_t nth = 1; nth <= 200'000; ++nth) REQUIRE(run.count(fingerprint(1)) == nth);
  CHECK(run.count(fingerprint(2)) == 1);
}

TEST_CASE("What is said of a record adds up until the next file") {
  RunMemory run(PutRun::Ids::here);
  CHECK(!run.knows(LoanId{1}));
  run.say(LoanId{1}, 0b0011);
  run.say(LoanId{1}, 0b0110);
  run.say(CustomerId{1}, 0b1000);
  CHECK(run.said(LoanId{1}) == 0b0111);
  CHECK(run.said(CustomerId{1}) == 0b1000);
  CHECK(!run.knows(LoanId{2}));
  run.translate(LoanId{1}, LoanId{1});
  run.begin_file("loan");
  CHECK(!run.knows(LoanId{1}));
}

TEST_CASE("More sets of fields than there are numbers are not compared") {
  RunMemory run(PutRun::Ids::here);
  for (std::int64_t id = 1; id <= 70'000; ++id) run.say(LoanId{id}, static_cast<FieldSet>(id));
  CHECK(run.said(LoanId{60'000}) == 60'000);
  CHECK(run.knows(LoanId{70'000}));
  CHECK(run.said(LoanId{70'000}) == 0);
}

TEST_CASE("Ids are translated whatever their order") {
  IdTranslation translation;
  std::map<std::int64_t, std::int64_t> told;
  std::vector<std::int64_t> order;
  for (std::int64_t id = 1; id <= 2'000; ++id) order.push_back(id);
  std::shuffle(order.begin() + 500, order.end(), std::mt19937_64(7));
  for (const std::int64_t id : order) translation.add(id, told[id] = id + (id % 100 == 0 ? 5'000 : 70));
  for (const auto& [theirs, ours] : told) REQUIRE(translation.find(theirs) == ours);
  CHECK(!translation.find(0));
  CHECK(!translation.find(2'001));
  for (auto id = order.rbegin(); id != order.rend() - 100; ++id) translation.take_back(*id);
  for (const auto& [theirs, ours] : told)
    REQUIRE(translation.find(theirs) == (theirs <= 100 ? std::optional(ours) : std::nullopt));
}

TEST_CASE("What was remembered since a moment is taken back") {
  RunMemory run(PutRun::Ids::source);
  run.count(fingerprint(1));
  run.say(LoanId{1}, 0b01);
  run.translate(LoanId{7}, LoanId{1});
  const std::size_t moment = run.moment();
  run.count(fingerprint(1));
  run.say(LoanId{1}, 0b10);
  run.say(LoanId{2}, 0b10);
  run.translate(LoanId{8}, LoanId{2});
  run.translate(LoanId{7}, LoanId{9});  // keeps its meaning
  CHECK(run.translated(LoanId{8}) == LoanId{2});
  CHECK(run.translated(LoanId{7}) == LoanId{1});
  run.take_back(moment);
  CHECK(run.count(fingerprint(1)) == 2);
  CHECK(run.said(LoanId{1}) == 0b01);
  CHECK(!run.knows(LoanId{2}));
  CHECK(!run.translated(LoanId{8}));
  CHECK(run.translated(LoanId{7}) == LoanId{1});
  CHECK(!run.translated(VehicleId{7}));
}
