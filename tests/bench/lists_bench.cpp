// Pages of 100 customers, and of 100 loans of one status, from places all over the list.
#include <benchmark/benchmark.h>

#include "cache.hpp"
#include "raw_lists.hpp"
#include "settings.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

using benchmark::State;

constexpr std::size_t kStride = 1000;  // rows from one place to the next
constexpr const char* kStatus = "active";

// Measures pages behind the places that a walk over the whole list has noted.
template <class Place, class ReadPage>
void measure(State& state, const std::vector<Place>& places, ReadPage read_page) {
  samples::Random random(1);
  for (auto _ : state) benchmark::DoNotOptimize(read_page(places[random.below(places.size())]));
  state.SetItemsProcessed(state.iterations());
}

struct LibrarySide {
  template <class ReadPage>
  LibrarySide(World& world, ReadPage read_page) {
    set_memory_statistics(MemoryStatistics::off);
    database.emplace(open_library(world.database()));
    Session session = database->session(kActor);
    for (std::optional<std::string> next = ""; next;) {
      places.push_back(*next);
      next = read_page(session, PageRequest{.limit = kStride, .after = *next}).next;
    }
  }
  std::optional<Database> database;
  std::vector<std::string> places;
};

template <class ReadPage>
void library(State& state, World& world, const std::string& name, ReadPage read_page) {
  const Turn turn = world.turn();
  auto& side = world.keep<LibrarySide>(name, [&] { return std::make_unique<LibrarySide>(world, read_page); });
  Session session = side.database->session(kActor);
  measure(state, side.places, [&](const std::string& after) {
    return read_page(session, PageRequest{.limit = static_cast<std::size_t>(kPageRows), .after = after});
  });
}

void library_customers(State& state, World& world, const std::string& name) {
  library(state, world, name,
          [](Session& session, const PageRequest& page) { return session.customers().list({}, page); });
}

void library_loans(State& state, World& world, const std::string& name) {
  library(state, world, name, [](Session& session, const PageRequest& page) {
    return session.loans().list({.status = kStatus}, page);
  });
}

struct RawPlace {
  std::int64_t customer = 0, loan = 0;
};

RawPlace place_of(const raw::Customer& customer) { return {customer.id, 0}; }
RawPlace place_of(const raw::Loan& loan) { return {loan.customer_id, loan.id}; }

template <class Pages>
struct RawSide {
  template <class ReadPage>
  RawSide(World& world, ReadPage read_page) {
    set_memory_statistics(MemoryStatistics::off);
    connection.emplace(world.database(), raw::Settings::library_reader);
    pages.emplace(*connection);
    places.emplace_back();
    for (;;) {
      const auto rows = read_page(*pages, places.back(), kStride + 1);
      if (rows.size() <= kStride) break;
      places.push_back(place_of(rows[kStride - 1]));
    }
  }
  std::optional<raw::Connection> connection;
  std::optional<Pages> pages;
  std::vector<RawPlace> places;
};

template <class Pages, class ReadPage>
void raw_pages(State& state, World& world, const std::string& name, ReadPage read_page) {
  const Turn turn = world.turn();
  auto& side =
      world.keep<RawSide<Pages>>(name, [&] { return std::make_unique<RawSide<Pages>>(world, read_page); });
  measure(state, side.places,
          [&](const RawPlace& after) { return read_page(*side.pages, after, kPageRows); });
}

void raw_customers(State& state, World& world, const std::string& name) {
  raw_pages<raw::CustomerPages>(state, world, name,
                                [](raw::CustomerPages& pages, const RawPlace& after, std::int64_t rows) {
                                  return pages.read(after.customer, rows);
                                });
}

void raw_loans(State& state, World& world, const std::string& name) {
  raw_pages<raw::LoanPages>(state, world, name,
                            [](raw::LoanPages& pages, const RawPlace& after, std::int64_t rows) {
                              return pages.read(kStatus, after.customer, after.loan, rows);
                            });
}

}  // namespace

void register_lists(World& world) {
  const auto add = [&](std::string name, auto body) {
    auto run = [&world, name, body](State& state) { body(state, world, name); };
    benchmark::RegisterBenchmark(name.c_str(), run)->Unit(benchmark::kMicrosecond);
  };
  add("customer_page/library", library_customers);
  add("customer_page/raw", raw_customers);
  add("loan_page/library", library_loans);
  add("loan_page/raw", raw_loans);
}

}  // namespace crm::bench
