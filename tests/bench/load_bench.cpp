// Loading many customers with everything of theirs into a new database. Making them up is not counted, on
// neither side.
#include <benchmark/benchmark.h>

#include <chrono>

#include "cache.hpp"
#include "raw_load.hpp"
#include "samples/generator.hpp"
#include "settings.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

using benchmark::State;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kMostCustomers = 100'000;

// Loads `customers` in batches: prepare(count) is not timed, load() is.
template <class Prepare, class Load>
void measure(State& state, std::size_t customers, Prepare prepare, Load load) {
  for (auto _ : state) {
    Clock::duration spent{};
    for (std::size_t done = 0; done < customers; done += kBatch) {
      prepare(std::min(kBatch, customers - done));
      const auto start = Clock::now();
      load();
      spent += Clock::now() - start;
    }
    state.SetIterationTime(std::chrono::duration<double>(spent).count());
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(customers));
}

std::size_t customers_of(World& world) { return std::min(world.accounts().size(), kMostCustomers); }

void library(State& state, World& world) {
  const Turn turn = world.turn();
  const std::size_t customers = customers_of(world);
  const ScratchFile file(world.database().parent_path());
  set_memory_statistics(MemoryStatistics::off);
  make_empty_database(file.path());
  Session session = open_library(file.path()).session(kActor);
  samples::Generator generator(kSeed);
  std::vector<CustomerFile> batch;
  measure(
      state, customers,
      [&](std::size_t count) {
        batch.clear();
        while (batch.size() < count) batch.push_back(generator.next());
      },
      [&] { session.load(std::move(batch), kActor); });
}

void raw_inserts(State& state, World& world) {
  const Turn turn = world.turn();
  const std::size_t customers = customers_of(world);
  const ScratchFile file(world.database().parent_path());
  set_memory_statistics(MemoryStatistics::off);
  make_empty_database(file.path());
  const raw::Connection from(world.database(), raw::Settings::library_reader);
  raw::Connection to(file.path(), raw::Settings::library_writer);
  raw::Loader loader(from, to, static_cast<std::int64_t>(customers));
  std::int64_t last = 0;
  measure(
      state, customers, [&](std::size_t count) { loader.fetch(last += static_cast<std::int64_t>(count)); },
      [&] { loader.insert(); });
}

}  // namespace

void register_load(World& world) {
  const auto add = [&](const char* name, auto body) {
    benchmark::RegisterBenchmark(name, [&world, body](State& state) { body(state, world); })
        ->Iterations(1)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
  };
  add("load/library", library);
  add("load/raw", raw_inserts);
}

}  // namespace crm::bench
