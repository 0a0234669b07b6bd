#include "short_lived.hpp"

#include <benchmark/benchmark.h>

#include <chrono>
#include <fstream>

#include "cache.hpp"
#include "process.hpp"
#include "raw_profile.hpp"
#include "settings.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

using benchmark::State;

void ask_library(const std::filesystem::path& file, const std::string& number) {
  disable_sqlite_memory_statistics();
  Database database = open_library(file);
  if (database.session(kActor).pre_call(number).candidates.empty())
    throw std::runtime_error("The library did not find the number.");
}

void ask_raw(const std::filesystem::path& file, const std::string& number) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  const raw::Connection connection(file, raw::Settings::library_reader);
  if (raw::ProfileReader(connection).find(number).empty())
    throw std::runtime_error("The raw side did not find the number.");
}

// Of this program alone: getrusage() would count what the parent had before this one was loaded.
double peak_kib() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;) {
    double kib = 0;
    if (word == "VmHWM:" && status >> kib) return kib;
  }
  return 0;
}

// Each time in a new process, each time another number.
void measure(State& state, World& world, const std::string& side, Draw& draw) {
  const Turn turn = world.turn();
  for (auto _ : state) {
    const Figures figures =
        run_self({"--short-lived", side, "--database", world.database(), "--number", draw.next()});
    state.SetIterationTime(figures.at("nanoseconds").front() * 1e-9);
    state.counters["peak_mb"] = figures.at("peak_kib").front() * 1024 / 1e6;
  }
  state.SetItemsProcessed(state.iterations());
}

}  // namespace

void live_shortly(const std::string& side, const std::filesystem::path& database, const std::string& number) {
  const auto start = std::chrono::steady_clock::now();
  if (side == "library") {
    ask_library(database, number);
  } else {
    ask_raw(database, number);
  }
  const std::chrono::nanoseconds duration = std::chrono::steady_clock::now() - start;
  print_figure("nanoseconds", static_cast<double>(duration.count()));
  print_figure("peak_kib", peak_kib());
}

void register_short_lived(World& world) {
  for (const char* side : {"library", "raw"}) {
    const auto run = [&world, side, draw = std::make_shared<std::optional<Draw>>()](State& state) {
      if (!*draw) draw->emplace(world.numbers());
      measure(state, world, side, **draw);
    };
    benchmark::RegisterBenchmark((std::string("short_lived/") + side).c_str(), run)
        ->Iterations(1)
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
  }
}

}  // namespace crm::bench
