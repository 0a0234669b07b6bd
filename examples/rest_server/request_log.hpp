// One line of JSON on the standard error stream for each request: never its path, query or body, which may
// say who somebody is.
#pragma once

#include <chrono>
#include <string_view>

namespace rest {

enum class LogWhat { requests, errors, off };

struct LogLine {
  std::string_view method, route, request_id, who, address;
  int status = 0;
  std::chrono::microseconds took{};
  std::string_view error{};  // for the operator; empty: none
};

// Threads: any; lines never mix.
void write_log(LogWhat what, const LogLine& line);

}  // namespace rest
