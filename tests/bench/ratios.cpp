#include "ratios.hpp"

#include <algorithm>
#include <cstdio>
#include <string>
#include <vector>

#include "agreement.hpp"
#include "files.hpp"
#include "measurements.hpp"
#include "table.hpp"

namespace crm::bench {

namespace {

constexpr std::int64_t kSmall = 10'000;
constexpr std::int64_t kMostLoaded = 100'000;
constexpr std::chrono::microseconds kSlowSync{100};  // below it, group commit has little to save

// What is compared takes turns.
using Group = Measurements::Group;
const Group kPages[] = {{"customer_page/library", "customer_page/raw"},
                        {"loan_page/library", "loan_page/raw"}};
const Group kPostCall{"post_call/library", "post_call/raw"};
const std::vector<Group> kOnTheSmall{{"pre_call/library", "pre_call/raw"}, kPages[0], kPages[1], kPostCall};
const std::vector<Group> kOnTheLarge{
    {"pre_call/library", "pre_call/raw", "pre_call/raw_defaults", "pre_call/c"},
    {"pre_call_on_2/library", "pre_call_on_2/raw"},
    {"pre_call_json/library", "pre_call_json/raw", "pre_call_json/c"},
    kPages[0],
    kPages[1],
    kPostCall,
    {"post_call_on_16/library", "post_call_on_16/raw_groups"},
    {"short_lived/library", "short_lived/raw"},
    {"load/library", "load/raw"}};

void judge_pre_call(Table& table, const Measurements& large) {
  table.at_least("pre-call, typed: library / raw with the same settings and steps",
                 large.ratio("pre_call/library", "pre_call/raw"), 0.85);
  table.at_least("pre-call, typed: library / raw with SQLite's defaults, three queries",
                 large.ratio("pre_call/library", "pre_call/raw_defaults"), 1.2);
  table.at_least("pre-call, typed, 2 threads: library / raw",
                 large.ratio("pre_call_on_2/library", "pre_call_on_2/raw"), 0.9);
  table.at_least("pre-call, JSON text: library / raw with JSON appended by hand",
                 large.ratio("pre_call_json/library", "pre_call_json/raw"), 0.8);
  table.at_least("pre-call in C, all getters read: C / C++, typed",
                 large.ratio("pre_call/c", "pre_call/library"), 0.95);
  table.at_least("pre-call in C, JSON into a buffer: C / C++, JSON text",
                 large.ratio("pre_call_json/c", "pre_call_json/library"), 0.9);
}

// (small / large on our side) / (small / large on theirs), turn by turn.
std::vector<double> slowdowns(const Measurements& small, const Measurements& large, const std::string& work) {
  const std::vector<double> advantage_small = small.ratio(work + "/library", work + "/raw");
  std::vector<double> ratios = large.ratio(work + "/library", work + "/raw");
  for (std::size_t i = 0; i < ratios.size(); ++i) ratios[i] = advantage_small[i] / ratios[i];
  return ratios;
}

void judge_slowdowns(Table& table, const Measurements& small, const Measurements& large,
                     std::int64_t customers) {
  const std::string tail = ": slowdown from 10,000 to " + std::to_string(customers) + " customers / raw's";
  for (const auto& [work, name] :
       {std::pair("pre_call", "pre-call"), std::pair("customer_page", "page of customers"),
        std::pair("loan_page", "page of loans"), std::pair("post_call", "post-call")})
    table.at_most(name + tail, slowdowns(small, large, work), 1.15);
}

void judge_post_call(Table& table, const Measurements& large, std::chrono::microseconds sync) {
  const auto against_single = large.ratio("post_call_on_16/library", "post_call/raw");
  const std::string single = "post-call, 16 threads: library / raw, one transaction per call";
  table.at_least("post-call, 1 thread: library / raw, one transaction per call",
                 large.ratio("post_call/library", "post_call/raw"), 0.9);
  table.at_least("post-call, 16 threads: library / raw in groups of 16 with savepoints",
                 large.ratio("post_call_on_16/library", "post_call_on_16/raw_groups"), 0.7);
  if (sync >= kSlowSync) {
    table.at_least(single, against_single, 1.5);
  } else {
    table.not_judged(single, against_single, "a sync takes less than 100 us");
  }
}

void judge_short_lived(Table& table, const Measurements& large) {
  // Rates again: the raw side's by ours is our time by theirs.
  table.at_most("open + first pre-call + close in a new process: time of library / raw",
                large.ratio("short_lived/raw", "short_lived/library"), 3.0);
  table.at_most("the same: peak memory of the library's process, MB",
                {std::ranges::max(large.figures("short_lived/library", "peak_mb"))}, 30.0);
}

void judge_load(Table& table, const Measurements& large, std::int64_t customers) {
  table.at_least("load of " + std::to_string(std::min(customers, kMostLoaded)) +
                     " customers with loans and interactions: library / raw inserts",
                 large.ratio("load/library", "load/raw"), 0.5);
}

}  // namespace

bool print_ratios(const Cache& cache, std::int64_t customers, int rounds) {
  require_agreement(cache);
  const auto sync = measure_sync(cache.folder());
  std::printf("sync (4 KiB overwrite + fdatasync): %lld us; %lld customers, medians of %d rounds\n",
              static_cast<long long>(sync.count()), static_cast<long long>(customers), rounds);
  std::fflush(stdout);
  const bool grows = customers > kSmall;
  Measurements small(cache.database(kSmall), grows ? kOnTheSmall : std::vector<Group>{});
  Measurements large(cache.database(customers), kOnTheLarge);
  for (int round = 1; round <= rounds; ++round) {
    std::fprintf(stderr, "Round %d of %d\n", round, rounds);
    small.measure();
    large.measure();
  }
  small.print_rates("10,000 customers");
  large.print_rates(std::to_string(customers) + " customers");
  Table table;
  judge_pre_call(table, large);
  if (grows) {
    judge_slowdowns(table, small, large, customers);
  } else {
    std::puts(
        "pre-call, pages, post-call: slowdown with more customers: measured with --customers above 10000");
  }
  judge_post_call(table, large, sync);
  judge_short_lived(table, large);
  judge_load(table, large, customers);
  return table.all_ok();
}

}  // namespace crm::bench
