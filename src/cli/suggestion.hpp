// What to say about a word on the command line that crmctl does not know.
#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace crm::cli {

// After an ExtrasError: "There is no command `sed`. Did you mean `seed`?"
std::string unknown_word(const CLI::App& app);

}  // namespace crm::cli
