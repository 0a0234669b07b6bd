// What makes a commit that is acknowledged durable.
#pragma once

namespace crm::storage::postgres {

// An expression for a SELECT in a transaction that writes: its commit waits for the disk, and for that of a
// standby which was named for it, whatever the server, the database, the role or the URL say. Who has it wait
// for more is not disturbed.
inline constexpr const char* kDurableCommit =
    "set_config('synchronous_commit', CASE WHEN current_setting('synchronous_commit') IN ('off', 'local') "
    "THEN 'on' ELSE current_setting('synchronous_commit') END, true)";

}  // namespace crm::storage::postgres
