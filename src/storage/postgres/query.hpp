// Answering a question in SQL on PostgreSQL.
#pragma once

#include "storage/postgres/connection.hpp"
#include "storage/question.hpp"

namespace crm::storage::postgres {

// connection: for this alone. What Maintenance::query promises.
QueryResult ask(PostgresConnection& connection, std::string_view sql, const QueryLimits& limits);

}  // namespace crm::storage::postgres
