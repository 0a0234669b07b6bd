// The known word that somebody may have meant who mistyped one.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/errors.hpp"

namespace crm::cli {

using Words = std::vector<std::string>;

std::optional<std::string> nearest(const std::string& said, const Words& known);

// " Did you mean `seed`?", or nothing: also when it is known.
std::string did_you_mean(const std::string& said, const Words& known);

// Runs `action`; when it refuses a field whose name is none of the known ones, the nearest one is offered.
template <class Action>
auto suggesting(const Words& known, Action action) {
  try {
    return action();
  } catch (const Error& error) {
    if (error.code() != Code::invalid_argument || error.field().empty()) throw;
    throw Error(error.code(), error.what() + did_you_mean(error.field(), known), error.field());
  }
}

}  // namespace crm::cli
