// Writing one customer's file: the customer, and every record of theirs in it.
#pragma once

#include <crm/load.hpp>

#include "service/unit.hpp"

namespace crm::service {

// Records that a file made or changed.
struct Tally {
  std::size_t added = 0, changed = 0;
};

// The customer is new. customer: without an id, or with one that was claimed.
CustomerId add_file(Unit& unit, Customer customer, const CustomerFile& file, Tally& tally);

// The customer is there: the fields that the file names are taken over, and what it holds more is added.
void change_file(Unit& unit, const Customer& before, const CustomerFile& file, Tally& tally);

}  // namespace crm::service
