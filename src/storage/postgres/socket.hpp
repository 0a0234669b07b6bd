// Waiting for a connection's socket, never longer than until a deadline.
#pragma once

#include <functional>

#include "storage/connection.hpp"

namespace crm::storage::postgres {

enum class Ready { nothing, to_read, to_write };

// Waits until the socket can be read, or (if asked) written; nothing: the deadline has passed. watch is asked
// now and then; Error(cancelled) when it says false.
Ready wait_for(int socket, bool also_to_write, Deadline deadline, const Watch& watch);

// Whether something has arrived that nobody asked for: the server says goodbye, or has gone.
bool has_news(int socket) noexcept;

}  // namespace crm::storage::postgres
