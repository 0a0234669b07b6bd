// This program again, in processes of their own: some of SQLite's settings belong to the whole process.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace crm::bench {

// Numbers by name, one a line: how a child tells its parent what it measured.
using Figures = std::map<std::string, std::vector<double>>;

// Runs this program once with each of these arguments, all at the same time, and reads their figures. What
// they do in a Turn they do one after the other, round and round. Throws when one fails.
using Arguments = std::vector<std::string>;
std::vector<Figures> run_in_turn(const std::vector<Arguments>& programs);
Figures run_self(const Arguments& arguments);

void print_figure(const std::string& name, double value);

// Waits until it is this process's turn, and passes it on at the end: short turns of both sides see the same
// weather on the machine. `has_others` false: there is nobody to wait for.
class Turn {
 public:
  explicit Turn(bool has_others);
  ~Turn();
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  const bool has_others_;
};

}  // namespace crm::bench
