// What a question in SQL may touch on PostgreSQL: the rules behind Maintenance::query.
#pragma once

#include <string>

#include "storage/connection.hpp"

namespace crm::storage::postgres {

// The view that a question is made into. The server's own parser has then found out what every name in it
// means, whatever quotes, search paths and overloads do, and what it found stands in its catalogue.
inline constexpr const char* kQuestionView = "pg_temp.crm_question";

// Looks at what the view would read and call. Error(invalid_argument, ..., "sql") unless that is nothing but
// libcrm's open tables, PostgreSQL's own operators and casts, and functions that work on their arguments
// alone.
void check_question_view(Connection& connection);

}  // namespace crm::storage::postgres
