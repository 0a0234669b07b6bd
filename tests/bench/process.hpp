// This program again, in a process of its own: some of SQLite's settings belong to the whole process.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace crm::bench {

// Numbers by name, one a line: how a child tells its parent what it measured.
using Figures = std::map<std::string, double>;

// Runs this program with these arguments and reads its figures. Throws when it fails.
Figures run_self(const std::vector<std::string>& arguments);

void print_figure(const std::string& name, double value);

}  // namespace crm::bench
