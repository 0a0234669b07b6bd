// The numbered steps of the schema on PostgreSQL, in order.
#pragma once

#include <span>

#include "storage/migration.hpp"

namespace crm::storage::postgres {

std::span<const Migration> migrations();

}  // namespace crm::storage::postgres
