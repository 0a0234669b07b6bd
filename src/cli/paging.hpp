// Lists on the command line: how many rows, from where on, and how to get the next ones.
#pragma once

#include <algorithm>
#include <iterator>
#include <string>

#include <CLI/CLI.hpp>

#include <crm/page.hpp>

namespace crm::cli {

inline constexpr std::size_t kMostOfAPage = 1000;  // of the library

struct Paging {
  std::size_t limit = 100;
  std::string after;

  void add_options(CLI::App& app);
};

// As many of the library's pages as the limit needs, in one. fetch(PageRequest) gives a page; it may leave
// rows out.
template <class Fetch>
auto collect(const Paging& paging, Fetch fetch) {
  decltype(fetch(PageRequest{})) all;
  PageRequest request{.after = paging.after};
  do {
    request.limit = std::min(kMostOfAPage, paging.limit - all.items.size());
    auto page = fetch(request);
    std::move(page.items.begin(), page.items.end(), std::back_inserter(all.items));
    all.next = page.next;
    request.after = page.next.value_or("");
  } while (all.next && all.items.size() < paging.limit);
  return all;
}

// On stderr, how to get the next page, if there is one.
void tell_of_more(const std::optional<std::string>& next);

}  // namespace crm::cli
