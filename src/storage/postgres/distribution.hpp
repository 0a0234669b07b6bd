// Where the rows of each table lie when Citus distributes them over several servers.
#pragma once

#include <span>

#include "storage/connection.hpp"
#include "storage/upkeep.hpp"

namespace crm::storage::postgres {

// Rows with the same value of the column lie on one server. What a customer owns lies beside the customer; a
// directory lies by the value that leads to a customer; sums lie by slot. A table that is seldom written is
// on every server.
struct Placement {
  const char* table;
  const char* column;  // nullptr: on every server
  const char* beside;  // another table with the same column; nullptr: none
};

// Every table of the schema, in the order in which they are distributed: what others refer to comes first.
std::span<const Placement> placements();

// Distributes the tables that are not yet; each is done at once, so that whoever is interrupted says it
// again. Error(unsupported): the server has no Citus; conflict: there are records already.
std::vector<PlacedTable> distribute(Connection& connection);

}  // namespace crm::storage::postgres
