// Lists come in pages: a page, and where the next one begins.
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace crm {

// Which part of a list is wanted.
struct PageRequest {
  std::size_t limit = 100;  // rows, 1 to 1000
  // Page::next of the page before; empty: from the start. It holds the sort key of the last row: treat it as
  // personal data when the list is filtered by name or account.
  std::string after{};
};

// Rows in a fixed order, ending in the id. A row that is added or removed meanwhile never makes another one
// appear twice or vanish.
template <class R>
struct Page {
  std::vector<R> items;
  std::optional<std::string> next;  // none: this was the last page
};

}  // namespace crm
