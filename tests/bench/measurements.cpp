#include "measurements.hpp"

#include <algorithm>
#include <cstdio>

namespace crm::bench {

namespace {

constexpr const char* kRate = "items_per_second";

void append(Figures& all, const Figures& more) {
  for (const auto& [name, values] : more) all[name].insert(all[name].end(), values.begin(), values.end());
}

}  // namespace

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

void Measurements::measure() {
  for (const Group& group : groups_) {
    std::vector<Arguments> programs;
    for (const std::string& benchmark : group)
      programs.push_back({"--measure", benchmark, "--database", database_, "--server", server_});
    const std::vector<Figures> figures = run_in_turn(programs);
    for (std::size_t i = 0; i < group.size(); ++i) append(figures_[group[i]], figures[i]);
  }
}

const std::vector<double>& Measurements::figures(const std::string& benchmark,
                                                 const std::string& name) const {
  return figures_.at(benchmark).at(name);
}

std::vector<double> Measurements::ratio(const std::string& ours, const std::string& theirs) const {
  std::vector<double> ratios = figures(ours, kRate);
  const std::vector<double>& others = figures(theirs, kRate);
  for (std::size_t i = 0; i < ratios.size(); ++i) ratios[i] /= others.at(i);
  return ratios;
}

void Measurements::print_rates(const std::string& what) const {
  for (const Group& group : groups_)
    for (const std::string& benchmark : group)
      std::printf("%-32s %12.1f /s, %s\n", benchmark.c_str(), median(figures(benchmark, kRate)),
                  what.c_str());
}

}  // namespace crm::bench
