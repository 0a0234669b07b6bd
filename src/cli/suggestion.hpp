// What to say about a command line that crmctl does not understand.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace crm::cli {

// After the command line was refused: "There is no command `sed`. Did you mean `seed`?"
std::string what_is_wrong(const CLI::App& app, const CLI::ParseError& error);

}  // namespace crm::cli
