// The call path on PostgreSQL: the library and bare libpq, as many connections on either side.
#include <benchmark/benchmark.h>
#include <unistd.h>

#include <atomic>

#include "library_call.hpp"
#include "postgres.hpp"
#include "raw_postgres_post_call.hpp"
#include "raw_postgres_profile.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

using benchmark::State;

// Both sides write to one database, so no call id comes twice in any process.
std::uint64_t next_call_number() {
  static std::atomic<std::uint64_t> last = static_cast<std::uint64_t>(::getpid()) << 32;
  return ++last;
}

// Whom to ask for, read in this process's turn and before any of its threads begins.
struct Drawn {
  explicit Drawn(World& world) {
    world.numbers();
    world.accounts();
  }
};

struct Library : Drawn {
  Library(World& world, int threads) : Drawn(world), database(open_on_postgres(world.server(), threads)) {
    database.warm_up();
  }
  Database database;
};

// A connection for each thread.
template <class Side>
struct RawSide : Drawn {
  RawSide(World& world, int threads) : Drawn(world) {
    for (int i = 0; i < threads; ++i) {
      if constexpr (std::is_same_v<Side, raw::PostgresCallWriter>) {
        each.push_back(std::make_unique<Side>(world.server(), i));
      } else {
        each.push_back(std::make_unique<Side>(world.server()));
      }
    }
  }
  std::vector<std::unique_ptr<Side>> each;
};

template <class Kept>
Kept& opened(State& state, World& world, const std::string& name) {
  return world.keep<Kept>(name, [&] { return std::make_unique<Kept>(world, state.threads()); });
}

void library_pre_call(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  Session session = opened<Library>(state, world, name).database.session(kActor);
  Draw draw(world.numbers(), state.thread_index());
  for (auto _ : state) benchmark::DoNotOptimize(session.pre_call(draw.next()));
  state.SetItemsProcessed(state.iterations());
}

template <class Reader>
void raw_pre_call(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  Reader& reader = *opened<RawSide<Reader>>(state, world, name).each.front();
  Draw draw(world.numbers(), state.thread_index());
  for (auto _ : state) benchmark::DoNotOptimize(reader.find(draw.next()));
  state.SetItemsProcessed(state.iterations());
}

void library_post_call(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  Session session = opened<Library>(state, world, name).database.session(kActor);
  Draw draw(world.accounts(), state.thread_index());
  for (auto _ : state)
    benchmark::DoNotOptimize(session.post_call(outcome_of(make_call(next_call_number(), draw.next()))));
  state.SetItemsProcessed(state.iterations());
}

void raw_post_call(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  auto& side = opened<RawSide<raw::PostgresCallWriter>>(state, world, name);
  raw::PostgresCallWriter& writer = *side.each[static_cast<std::size_t>(state.thread_index())];
  Draw draw(world.accounts(), state.thread_index());
  for (auto _ : state) writer.record(make_call(next_call_number(), draw.next()));
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

void register_postgres(World& world) {
  const auto add = [&](std::string name, auto body, int threads = 1) {
    auto run = [&world, name, body](State& state) { body(state, world, name); };
    benchmark::RegisterBenchmark(name.c_str(), run)
        ->Threads(threads)
        ->UseRealTime()
        ->Unit(benchmark::kMicrosecond);
  };
  add("postgres_pre_call/library", library_pre_call);
  add("postgres_pre_call/raw", raw_pre_call<raw::PipelinedReader<raw::Number>>);
  add("postgres_pre_call/raw_in_turn", raw_pre_call<raw::ReaderInTurn>);
  add("postgres_post_call/library", library_post_call);
  add("postgres_post_call/raw", raw_post_call);
  add("postgres_post_call_on_16/library", library_post_call, 16);
  add("postgres_post_call_on_16/raw", raw_post_call, 16);
}

}  // namespace crm::bench
