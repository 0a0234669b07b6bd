// What a database, or a copy of one, holds: read from one connection, whatever its schema.
#pragma once

#include <crm/maintenance.hpp>

#include "storage/driver.hpp"

namespace crm::service {

SchemaState schema_state(const storage::Driver& driver, storage::Connection& connection);

// Without what maintenance left; none: no audit trail, or nothing in it.
std::optional<Instant> latest_activity(const storage::Driver& driver, storage::Connection& connection);

// When the database was made, which its copies know too; none: it has no schema.
std::optional<Instant> created_at(const storage::Driver& driver, storage::Connection& connection);

// What has to be counted, as far as there is time until the deadline.
DatabaseContent content_of(const storage::Driver& driver, storage::Connection& connection,
                           storage::Deadline deadline);

}  // namespace crm::service
