#include "cli/paging.hpp"

#include <iostream>

namespace crm::cli {

namespace {
constexpr std::size_t kMost = 10'000;  // all of them is what an export is for
}

void Paging::add_options(CLI::App& app) {
  app.add_option("--limit", limit, "How many at most")
      ->type_name("N")
      ->check(CLI::Range(std::size_t{1}, kMost))
      ->capture_default_str();
  app.add_option("--after", after, "The next ones, as the list before said on stderr")->type_name("CURSOR");
}

void tell_of_more(const std::optional<std::string>& next) {
  if (next) std::cerr << "There are more. To see them, say the same with: --after " << *next << '\n';
}

}  // namespace crm::cli
