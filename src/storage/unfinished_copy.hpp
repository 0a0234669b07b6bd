// Tells whether a database is the target of a copy that has not come to its end.
#pragma once

namespace crm::storage {

class Connection;

// Rows without counters of ids: a copy writes those last, everybody else before the first row. The schema
// must be there.
bool is_unfinished_copy(Connection& connection);

// Error(conflict): it would be taken for a whole database, and what is written into it could not stay.
void refuse_unfinished_copy(Connection& connection);

}  // namespace crm::storage
