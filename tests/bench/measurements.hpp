// Figures of benchmarks that were run in processes of their own, round by round.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "process.hpp"

namespace crm::bench {

double median(std::vector<double> values);

// The benchmarks on one database.
class Measurements {
 public:
  Measurements(std::filesystem::path database, std::vector<std::string> benchmarks)
      : database_(std::move(database)), benchmarks_(std::move(benchmarks)) {}

  // One round: each benchmark once, in turn.
  void measure();

  // One figure, as it was in each round.
  std::vector<double> figures(const std::string& benchmark, const std::string& name) const;
  // How many times as fast one was as the other, in each round.
  std::vector<double> ratio(const std::string& ours, const std::string& theirs) const;
  // `what` says which database it is.
  void print_rates(const std::string& what) const;

 private:
  std::filesystem::path database_;
  std::vector<std::string> benchmarks_;
  std::map<std::string, std::vector<Figures>> rounds_;
};

}  // namespace crm::bench
