// Figures of benchmarks that were run in processes of their own, both sides taking short turns.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "process.hpp"

namespace crm::bench {

double median(std::vector<double> values);

// The benchmarks on one database. Those of one group take turns.
class Measurements {
 public:
  using Group = std::vector<std::string>;
  // server: the URL of a database with the same customers on PostgreSQL, for the benchmarks that need it.
  Measurements(std::filesystem::path database, std::vector<Group> groups, std::string server = {})
      : database_(std::move(database)), server_(std::move(server)), groups_(std::move(groups)) {}

  // One round: each group once.
  void measure();

  // One figure, as it was in each turn of each round.
  const std::vector<double>& figures(const std::string& benchmark, const std::string& name) const;
  // How many times as fast one was as the other, turn by turn.
  std::vector<double> ratio(const std::string& ours, const std::string& theirs) const;
  // `what` says which database it is.
  void print_rates(const std::string& what) const;

 private:
  std::filesystem::path database_;
  std::string server_;
  std::vector<Group> groups_;
  std::map<std::string, Figures> figures_;  // of each benchmark
};

}  // namespace crm::bench
