// One question of a user's in SQL, that can only read.
#pragma once

#include <crm/maintenance.hpp>
#include <string_view>

#include "storage/upkeep.hpp"

namespace crm::storage::postgres {

// Runs it inside a SELECT of ours, in a transaction that is read-only. Refused besides: functions that reach
// out of the database or act on the server, and the tables of sealed SSNs. Error(invalid_argument, timeout,
// permission).
QueryResult ask(Upkeep& upkeep, std::string_view sql, const QueryLimits& limits);

}  // namespace crm::storage::postgres
