#include "short_lived.hpp"

#include <benchmark/benchmark.h>

#include <algorithm>
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

constexpr std::size_t kProcesses = 21;

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
void measure(State& state, World& world, const std::string& side) {
  Draw draw(world.numbers());
  std::vector<double> nanoseconds;
  double peak = 0;
  for (auto _ : state) {
    for (std::size_t i = 0; i < kProcesses; ++i) {
      const Figures figures =
          run_self({"--short-lived", side, "--database", world.database(), "--number", draw.next()});
      nanoseconds.push_back(figures.at("nanoseconds"));
      peak = std::max(peak, figures.at("peak_kib"));
    }
    std::sort(nanoseconds.begin(), nanoseconds.end());
    state.SetIterationTime(nanoseconds[kProcesses / 2] * 1e-9);
  }
  state.SetItemsProcessed(state.iterations());
  state.counters["peak_mb"] = peak * 1024 / 1e6;
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
  for (const char* side : {"library", "raw"})
    benchmark::RegisterBenchmark((std::string("short_lived/") + side).c_str(),
                                 [&world, side](State& state) { measure(state, world, side); })
        ->Iterations(1)
        ->UseManualTime()
        ->Unit(benchmark::kMicrosecond);
}

}  // namespace crm::bench
