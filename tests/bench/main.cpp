// crm_bench: the library and the raw sqlite3 C API at the same work, on the same generated data.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <charconv>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "cache.hpp"
#include "postgres.hpp"
#include "process.hpp"
#include "ratios.hpp"
#include "short_lived.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

constexpr std::string_view kHelp =
    R"(crm_bench: how fast libcrm is, next to the raw sqlite3 C API at the same work.

  crm_bench [--customers N] [--cache DIR] [--benchmark_filter=REGEX ...]
      Runs the benchmarks, named work/side, on a generated database.
  crm_bench --ratios [--customers N] [--rounds R] [--cache DIR]
      Measures each side in a process of its own, in short turns, R times, and prints one line for each
      requirement: the measured ratio (the median of all turns), the required one, `ok` or `short`. Exits with 1
      when one falls short.

  crm_bench --postgres [--customers N] [--rounds R] [--cache DIR]
      The same table for PostgreSQL, next to bare libpq. Starts a server of its own and stops it.

  --customers N   customers in the database, 100 to 8000000 (10000)
  --rounds R      1 to 99 (3)
  --cache DIR     where the generated databases are kept ($XDG_CACHE_HOME/libcrm-bench, ~/.cache/libcrm-bench)
  --help          this text; --benchmark_list_tests and the like are Google Benchmark's
)";

struct CommandLine {
  bool help = false, ratios = false, postgres = false;
  std::int64_t customers = 10'000, rounds = 3;
  std::string cache;
  // What the program says to itself: see process.hpp.
  std::string measure, short_lived, database, number, server;
  std::vector<char*> others;  // for Google Benchmark, the program's name first
};

std::int64_t number_in(std::string_view name, std::string_view text, std::int64_t least, std::int64_t most) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size() || number < least || number > most)
    throw std::invalid_argument(std::string(name) + " takes a whole number from " + std::to_string(least) +
                                " to " + std::to_string(most) + ".");
  return number;
}

// False: not an option of ours.
bool take_value(CommandLine& arguments, std::string_view name, std::string_view value) {
  if (name == "--customers") {
    arguments.customers = number_in(name, value, 100, 8'000'000);
  } else if (name == "--rounds") {
    arguments.rounds = number_in(name, value, 1, 99);
  } else if (name == "--cache") {
    arguments.cache = value;
  } else if (name == "--measure") {
    arguments.measure = value;
  } else if (name == "--short-lived") {
    arguments.short_lived = value;
  } else if (name == "--database") {
    arguments.database = value;
  } else if (name == "--number") {
    arguments.number = value;
  } else if (name == "--server") {
    arguments.server = value;
  } else {
    return false;
  }
  return true;
}

CommandLine read_arguments(int argc, char** argv) {
  CommandLine arguments;
  arguments.others.push_back(argv[0]);
  for (int i = 1; i < argc; ++i) {
    const std::string_view name = argv[i];
    if (name == "--help") {
      arguments.help = true;
    } else if (name == "--ratios") {
      arguments.ratios = true;
    } else if (name == "--postgres") {
      arguments.postgres = true;
    } else if (i + 1 < argc && take_value(arguments, name, argv[i + 1])) {
      ++i;
    } else {
      arguments.others.push_back(argv[i]);
    }
  }
  return arguments;
}

void register_all(World& world) {
  register_pre_call(world);
  register_c_pre_call(world);
  register_lists(world);
  register_post_call(world);
  register_load(world);
  register_short_lived(world);
  if (!world.server().empty()) register_postgres(world);
}

// Google Benchmark's own, without the remark that Debian's build of it is no release build: what it measures
// is ours.
class ConsoleReporter : public benchmark::ConsoleReporter {
 public:
  ConsoleReporter() : benchmark::ConsoleReporter(OO_Tabular) {}
  bool ReportContext(const Context& context) override {
    name_field_width_ = context.name_field_width;
    return true;
  }
};

// Tells the parent process what was measured.
class FigureReporter : public benchmark::BenchmarkReporter {
 public:
  bool ReportContext(const Context&) override { return true; }
  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs)
      if (run.run_type == Run::RT_Iteration)
        for (const auto& [name, counter] : run.counters) print_figure(name, counter.value);
  }
};

int run_benchmarks(std::vector<char*> arguments, World& world, benchmark::BenchmarkReporter& reporter) {
  int count = static_cast<int>(arguments.size());
  benchmark::Initialize(&count, arguments.data());
  if (benchmark::ReportUnrecognizedArguments(count, arguments.data())) return 2;
  register_all(world);
  read_through(world.database());
  benchmark::RunSpecifiedBenchmarks(&reporter);
  return 0;
}

// The larger the database, the longer it takes until its pages are mapped into the process.
double warm_up_seconds(const std::string& database) {
  constexpr double kBytesASecond = 2e9;
  return std::clamp(static_cast<double>(std::filesystem::file_size(database)) / kBytesASecond, 0.3, 1.5);
}

// How a benchmark is measured for the table: many short turns, or as few as it takes.
struct Effort {
  std::string seconds;  // of one turn
  int turns;
  bool warm_up;
};
Effort effort_for(std::string_view benchmark) {
  if (benchmark.starts_with("load/")) return {"0", 1, false};
  if (benchmark.starts_with("short_lived/")) return {"0", 15, false};
  if (benchmark.starts_with("post_call")) return {"0.4", 5, true};  // some checkpoints in each
  if (benchmark.starts_with("postgres_post_call")) return {"0.4", 9, true};
  return {"0.12", 9, true};
}

// One benchmark, for the parent.
int measure(const CommandLine& arguments) {
  const Effort effort = effort_for(arguments.measure);
  std::vector<std::string> options{
      arguments.others.front(), "--benchmark_filter=^" + arguments.measure + "(/|$)",
      "--benchmark_min_time=" + effort.seconds, "--benchmark_repetitions=" + std::to_string(effort.turns)};
  if (effort.warm_up)
    options.push_back("--benchmark_min_warmup_time=" + std::to_string(warm_up_seconds(arguments.database)));
  std::vector<char*> pointers;
  for (std::string& option : options) pointers.push_back(option.data());
  World world(arguments.database, Company::others, arguments.server);
  FigureReporter reporter;
  return run_benchmarks(pointers, world, reporter);
}

int run(const CommandLine& arguments) {
  if (arguments.help) {
    std::fputs(kHelp.data(), stdout);
    return 0;
  }
  if (!arguments.short_lived.empty()) {
    live_shortly(arguments.short_lived, arguments.database, arguments.number);
    return 0;
  }
  if (!arguments.measure.empty()) return measure(arguments);
  const Cache cache(arguments.cache);
  if (arguments.ratios)
    return print_ratios(cache, arguments.customers, static_cast<int>(arguments.rounds)) ? 0 : 1;
  if (arguments.postgres)
    return print_postgres_ratios(cache, arguments.customers, static_cast<int>(arguments.rounds)) ? 0 : 1;
  World world(cache.database(arguments.customers), Company::alone);
  ConsoleReporter reporter;
  return run_benchmarks(arguments.others, world, reporter);
}

}  // namespace

}  // namespace crm::bench

int main(int argc, char** argv) {
  try {
    return crm::bench::run(crm::bench::read_arguments(argc, argv));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "crm_bench: %s\n", error.what());
    return 2;
  }
}
