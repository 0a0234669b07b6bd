// Pre-call: who is behind a number? As a typed answer, on one thread and on two, and as JSON text.
#include <benchmark/benchmark.h>

#include "cache.hpp"
#include "raw_json.hpp"
#include "raw_profile.hpp"
#include "settings.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

using benchmark::State;

// What each benchmark opens before its first call.
struct Library {
  explicit Library(World& world) {
    world.numbers();
    set_memory_statistics(MemoryStatistics::off);
    database.emplace(open_library(world.database()));
    database->warm_up();
  }
  std::optional<Database> database;
};

template <class Reader>
struct RawReader {
  RawReader(World& world, raw::Settings settings)
      : connection(world.database(), settings), reader(connection) {}
  raw::Connection connection;
  Reader reader;
};

// A connection for each thread.
template <class Reader>
struct RawSide {
  RawSide(World& world, raw::Settings settings, int threads) {
    world.numbers();
    set_memory_statistics(settings == raw::Settings::sqlite_defaults ? MemoryStatistics::on
                                                                     : MemoryStatistics::off);
    for (int i = 0; i < threads; ++i) readers.push_back(std::make_unique<RawReader<Reader>>(world, settings));
  }
  std::vector<std::unique_ptr<RawReader<Reader>>> readers;
};

template <class Call>
void measure(State& state, World& world, Call call) {
  Draw draw(world.numbers(), state.thread_index());
  for (auto _ : state) benchmark::DoNotOptimize(call(draw.next()));
  state.SetItemsProcessed(state.iterations());
}

template <class Kept>
Kept& opened(World& world, const std::string& name, auto... arguments) {
  return world.keep<Kept>(name, [&] { return std::make_unique<Kept>(world, arguments...); });
}

void library_typed(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  Session session = opened<Library>(world, name).database->session(kActor);
  measure(state, world, [&](const std::string& number) { return session.pre_call(number); });
}

void library_json(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  Session session = opened<Library>(world, name).database->session(kActor);
  std::string text;
  measure(state, world, [&](const std::string& number) {
    text.clear();
    session.pre_call_json(number, text);
    return text.data();
  });
}

template <class Reader, raw::Settings settings>
void raw_typed(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  auto& side = opened<RawSide<Reader>>(world, name, settings, state.threads());
  Reader& reader = side.readers[static_cast<std::size_t>(state.thread_index())]->reader;
  measure(state, world, [&](const std::string& number) { return reader.find(number); });
}

void raw_json(State& state, World& world, const std::string& name) {
  const Turn turn = world.turn(state.thread_index());
  using Side = RawSide<raw::ProfileReader>;
  raw::ProfileReader& reader =
      opened<Side>(world, name, raw::Settings::library_reader, state.threads()).readers.front()->reader;
  std::string text;
  measure(state, world, [&](const std::string& number) {
    text.clear();
    raw::append_json(text, number, to_string(kNow), reader.find(number));
    return text.data();
  });
}

}  // namespace

void register_pre_call(World& world) {
  const auto add = [&](std::string name, auto body, int threads = 1) {
    auto run = [&world, name, body](State& state) { body(state, world, name); };
    auto* registered = benchmark::RegisterBenchmark(name.c_str(), run);
    // One thread is measured by its own CPU time, which other programs on the machine disturb less.
    if (threads > 1) registered->Threads(threads)->UseRealTime();
  };
  constexpr auto same = raw::Settings::library_reader;
  constexpr auto defaults = raw::Settings::sqlite_defaults;
  add("pre_call/library", library_typed);
  add("pre_call/raw", raw_typed<raw::ProfileReader, same>);
  add("pre_call/raw_defaults", raw_typed<raw::PlainReader, defaults>);
  add("pre_call_on_2/library", library_typed, 2);
  add("pre_call_on_2/raw", raw_typed<raw::ProfileReader, same>, 2);
  add("pre_call_json/library", library_json);
  add("pre_call_json/raw", raw_json);
}

}  // namespace crm::bench
