// The table of ratios: one line for each requirement.
#pragma once

#include <string>
#include <vector>

namespace crm::bench {

// Each line is the median of the ratios, measured turn by turn.
class Table {
 public:
  void at_least(const std::string& name, const std::vector<double>& ratios, double required);
  void at_most(const std::string& name, const std::vector<double>& ratios, double required);
  void not_judged(const std::string& name, const std::vector<double>& ratios, const char* why);
  bool all_ok() const { return all_ok_; }

 private:
  void print(const std::string& name, double measured, const char* sign, double required, bool ok);

  bool all_ok_ = true;
};

}  // namespace crm::bench
