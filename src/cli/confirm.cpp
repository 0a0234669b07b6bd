// The question stands on stderr, so that the standard output holds the answer of the command alone.
#include "cli/confirm.hpp"

#include <iostream>
#include <string>

#include "cli/output.hpp"
#include "cli/screen.hpp"

namespace crm::cli {

namespace {

bool is_yes(std::string answer) {
  for (char& c : answer)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return answer == "y" || answer == "yes";
}

}  // namespace

void confirm(const Context& context, std::string_view question) {
  if (context.yes) return;
  if (!input_is_terminal() || !errors_are_terminal())
    throw Error(Code::cancelled,
                "This cannot be undone, and nobody is there to be asked. Say --yes to do it.", "--yes");
  std::cerr << printable(question) << " [y/N] " << std::flush;
  std::string answer;
  if (!std::getline(std::cin, answer)) std::cerr << '\n';  // the end of input leaves the cursor in the line
  if (!is_yes(answer)) throw Error(Code::cancelled, "Nothing was done.");
}

}  // namespace crm::cli
