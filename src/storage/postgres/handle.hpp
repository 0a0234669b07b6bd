// Connecting to one server.
#pragma once

#include <memory>

#include "storage/connection.hpp"
#include "storage/postgres/hosts.hpp"
#include "storage/postgres/libpq.hpp"
#include "storage/postgres/sockets.hpp"

namespace crm::storage::postgres {

// Closes without waiting for the server.
struct CloseHandle {
  Sockets* sockets = nullptr;
  int socket = -1;
  void operator()(PGconn* connection) const noexcept;
};
using Handle = std::unique_ptr<PGconn, CloseHandle>;

// In pipeline mode and non-blocking. Throws Error(timeout) at the deadline, cancelled when the watch says no,
// and what the server says: unavailable, permission, not_found, busy.
Handle connect(const Settings& host, Deadline deadline, const Watch* watch, Sockets& sockets);

}  // namespace crm::storage::postgres
