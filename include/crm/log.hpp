// Log lines for the program that links the library; silent when it does not ask for them.
#pragma once

#include <functional>
#include <string_view>

namespace crm {

enum class LogLevel {
  info = 1,     // something that an operator may want to know
  warning = 2,  // a call failed, or took long, for a reason that may pass
  error = 3,    // somebody must do something
};

// Called with what happened ("pre_call", "migrate") and a sentence without personal data, on the thread of
// the call that it is about; with the calls of several threads at once. It must be quick, because other calls
// wait while the line about a migration is taken, and must not use the database. What it throws is ignored.
// Of lines for the same reason one a second is written, which says how many there were before.
using Log = std::function<void(LogLevel level, std::string_view what, std::string_view message)>;

}  // namespace crm
