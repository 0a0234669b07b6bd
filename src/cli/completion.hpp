// Scripts with which a shell completes crmctl's command lines. Everything that can be completed stands in the
// script: the shell need not start crmctl for it.
#pragma once

#include <string>

#include "cli/command_tree.hpp"

namespace crm::cli {

std::string bash_completion(const CommandInfo& crmctl);
std::string zsh_completion(const CommandInfo& crmctl);
std::string fish_completion(const CommandInfo& crmctl);

}  // namespace crm::cli
