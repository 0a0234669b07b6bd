// Post-call: recording what came of a call, durable when it returns. On one thread, on sixteen, and in
// groups.
#include <benchmark/benchmark.h>

#include <atomic>

#include "cache.hpp"
#include "call.hpp"
#include "library_call.hpp"
#include "raw_post_call.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

using benchmark::State;

constexpr int kGroup = 16;

// No call id comes twice in a process, whatever is run how often.
std::uint64_t next_call_number() {
  static std::atomic<std::uint64_t> last = 0;
  return ++last;
}

struct Library {
  explicit Library(World& world) {
    world.accounts();
    const auto& file = world.copy();
    set_memory_statistics(MemoryStatistics::off);
    database.emplace(open_library(file));
    database->warm_up();
  }
  std::optional<Database> database;
};

struct RawSide {
  explicit RawSide(World& world) {
    world.accounts();
    const auto& file = world.copy();
    set_memory_statistics(MemoryStatistics::off);
    connection.emplace(file, raw::Settings::library_writer);
    writer.emplace(*connection);
  }
  std::optional<raw::Connection> connection;
  std::optional<raw::CallWriter> writer;
};

template <class Side>
Side& opened(World& world, const std::string& name) {
  return world.keep<Side>(name, [&] { return std::make_unique<Side>(world); });
}

void library(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  Session session = opened<Library>(world, name).database->session(kActor);
  Draw draw(world.accounts(), state.thread_index());
  for (auto _ : state)
    benchmark::DoNotOptimize(session.post_call(outcome_of(make_call(next_call_number(), draw.next()))));
  state.SetItemsProcessed(state.iterations());
}

void raw_singly(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  raw::CallWriter& writer = *opened<RawSide>(world, name).writer;
  Draw draw(world.accounts());
  for (auto _ : state) writer.record(make_call(next_call_number(), draw.next()));
  state.SetItemsProcessed(state.iterations());
}

void raw_in_groups(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  raw::CallWriter& writer = *opened<RawSide>(world, name).writer;
  Draw draw(world.accounts());
  for (auto _ : state) {
    writer.begin();
    for (int i = 0; i < kGroup; ++i) writer.record_in_savepoint(make_call(next_call_number(), draw.next()));
    writer.commit();
  }
  state.SetItemsProcessed(state.iterations() * kGroup);
}

}  // namespace

void register_post_call(World& world) {
  const auto add = [&](std::string name, auto body, int threads = 1) {
    auto run = [&world, name, body](State& state) { body(state, world, name); };
    benchmark::RegisterBenchmark(name.c_str(), run)
        ->Threads(threads)
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond);
  };
  add("post_call/library", library);
  add("post_call/raw", raw_singly);
  add("post_call_on_16/library", library, 16);
  add("post_call_on_16/raw_groups", raw_in_groups);
}

}  // namespace crm::bench
