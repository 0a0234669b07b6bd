// Runs a program as a user's shell would, and catches what it says.
#pragma once

#include <string>
#include <vector>

namespace crm::test {

struct Ended {
  int exit_code = -1;  // -1: a signal ended it
  std::string out, err;
};

struct HowToRun {
  std::string folder;                      // its working directory, which also keeps what it says
  std::string input{};                     // its standard input
  std::vector<std::string> environment{};  // "NAME=value", before what this process has
};

// command: the program's path and its arguments. Variables of this process that crmctl would heed are not
// handed on. Throws when it cannot be started.
Ended run(const std::vector<std::string>& command, const HowToRun& how);

}  // namespace crm::test
