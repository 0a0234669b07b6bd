// The question stands on stderr, so that the standard output holds the answer of the command alone.
#include "cli/confirm.hpp"

#include <iostream>
#include <string>

#include "cli/screen.hpp"

namespace crm::cli {

void confirm(const Context& context, std::string_view question) {
  if (context.yes) return;
  if (!input_is_terminal())
    throw Error(Code::invalid_argument,
                "This cannot be undone, and nobody is there to be asked. Say --yes to do it.", "--yes");
  std::cerr << question << " [y/N] " << std::flush;
  std::string answer;
  std::getline(std::cin, answer);
  if (answer != "y" && answer != "Y" && answer != "yes") throw Error(Code::cancelled, "Nothing was done.");
}

}  // namespace crm::cli
