#include "table.hpp"

#include <cstdio>

#include "measurements.hpp"

namespace crm::bench {

void Table::at_least(const std::string& name, const std::vector<double>& ratios, double required) {
  const double measured = median(ratios);
  print(name, measured, ">=", required, measured >= required);
}

void Table::at_most(const std::string& name, const std::vector<double>& ratios, double required) {
  const double measured = median(ratios);
  print(name, measured, "<=", required, measured <= required);
}

void Table::not_judged(const std::string& name, const std::vector<double>& ratios, const char* why) {
  std::printf("%-76s %6.2f  not judged: %s\n", name.c_str(), median(ratios), why);
}

void Table::print(const std::string& name, double measured, const char* sign, double required, bool ok) {
  std::printf("%-76s %6.2f  %s %5.2f  %s\n", name.c_str(), measured, sign, required, ok ? "ok" : "short");
  all_ok_ = all_ok_ && ok;
}

}  // namespace crm::bench
