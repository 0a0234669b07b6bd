#include "measurements.hpp"

#include <algorithm>
#include <cstdio>

namespace crm::bench {

namespace {
constexpr const char* kRate = "items_per_second";
}

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void Measurements::measure() {
  for (const std::string& benchmark : benchmarks_)
    rounds_[benchmark].push_back(run_self({"--measure", benchmark, "--database", database_}));
}

std::vector<double> Measurements::figures(const std::string& benchmark, const std::string& name) const {
  std::vector<double> values;
  for (const Figures& round : rounds_.at(benchmark)) values.push_back(round.at(name));
  return values;
}

std::vector<double> Measurements::ratio(const std::string& ours, const std::string& theirs) const {
  std::vector<double> ratios = figures(ours, kRate);
  const std::vector<double> others = figures(theirs, kRate);
  for (std::size_t i = 0; i < ratios.size(); ++i) ratios[i] /= others[i];
  return ratios;
}

void Measurements::print_rates(const std::string& what) const {
  for (const std::string& benchmark : benchmarks_)
    std::printf("%-32s %12.1f /s, %s\n", benchmark.c_str(), median(figures(benchmark, kRate)), what.c_str());
}

}  // namespace crm::bench
