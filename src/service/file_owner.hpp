// Whom a customer's file is about.
#pragma once

#include <crm/load.hpp>
#include <optional>
#include <string_view>

#include "service/run_memory.hpp"
#include "service/unit.hpp"

namespace crm::service {

struct FileOwner {
  std::string_view key;          // the field that says it: account_number, external_id or customer_id
  bool says_more = false;        // whether the file says anything about the customer but who it is
  std::optional<CustomerId> id;  // none: they are not there yet
};

// Error(invalid_argument) when nothing says it; conflict when an id means somebody else than the file does.
FileOwner find_owner(Unit& unit, const RunMemory& run, const CustomerFile& file);

// A customer who is not there yet, with the id from the file when nothing else names them and the id can be
// theirs. Error(not_found) when this database has given that id to somebody who is gone.
Customer new_customer(Unit& unit, const RunMemory& run, const CustomerFile& file, std::string_view key);

}  // namespace crm::service
