// PostgreSQL's errors in libcrm's words. The server's own message never reaches a caller: it may hold a row.
#pragma once

#include <libpq-fe.h>

#include <crm/error.hpp>
#include <string>
#include <string_view>

namespace crm::storage::postgres {

// sqlstate: five characters, see PostgreSQL's manual, appendix A.
Error error_of(std::string_view sqlstate);
Error error_of(const PGresult* failed);

// Whether the connection that gave this answer must be closed: the server ends it, or takes no writes any
// more.
bool ends_connection(std::string_view sqlstate);

// "00000" for a message without one.
std::string sqlstate_of(const PGresult* result);

// Whether this is libpq, or the system beneath it, out of memory: not the server, which says so of itself
// with FATAL or ERROR before it.
bool speaks_of_memory(std::string_view message);
Error no_memory();

Error lost_connection();
Error deadline_passed();

}  // namespace crm::storage::postgres
