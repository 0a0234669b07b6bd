#include "storage/unfinished_copy.hpp"

#include <crm/error.hpp>

#include "storage/connection.hpp"

namespace crm::storage {

// Copied first are the customers; a database without any has its audit trail. The counters are looked at
// last: others may be writing their first rows now, and those come after the counters.
bool is_unfinished_copy(Connection& connection) {
  static const Sql customers("SELECT 1 FROM customer LIMIT 1"), trail("SELECT 1 FROM audit LIMIT 1"),
      counters("SELECT 1 FROM id_counter LIMIT 1");
  bool has_rows = false, has_counters = false;
  const auto rows = [&](const Row&) { has_rows = true; };
  const auto counted = [&](const Row&) { has_counters = true; };
  const Query queries[] = {{customers, {}, rows}, {trail, {}, rows}, {counters, {}, counted}};
  connection.batch(queries);
  return has_rows && !has_counters;
}

void refuse_unfinished_copy(Connection& connection) {
  if (is_unfinished_copy(connection))
    throw Error(Code::conflict,
                "A copy into this database is not finished. Say the same `crmctl copy` again, or empty the "
                "database with `crmctl reset`.",
                "url");
}

}  // namespace crm::storage
