// What every database's catalogue is asked in the same words.
#pragma once

#include <cstdint>
#include <string>

#include "storage/connection.hpp"

namespace crm::storage {

// As an identifier in a statement.
std::string quoted(const std::string& name);

std::int64_t count_rows(Connection& connection, const std::string& table);

}  // namespace crm::storage
