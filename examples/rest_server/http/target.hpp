// A request's target taken apart: "/api/loans/7?limit=10", or with a host before it, as for a proxy.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace rest::http {

struct Target {
  std::vector<std::string> path;  // "api", "loans", "7": decoded; a slash at the end says nothing
  std::vector<std::pair<std::string, std::string>> query;

  // Empty: not said, or said to be empty.
  std::string_view parameter(std::string_view name) const;
};

// None: it cannot be read.
std::optional<Target> read_target(std::string_view text);

// As it stands in a query: everything but letters, digits and -._~ as %XX.
std::string encoded(std::string_view text);

}  // namespace rest::http
