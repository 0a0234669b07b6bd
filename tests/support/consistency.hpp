// Does a database file agree with itself?
#pragma once

#include <string>

#include "support/raw_sqlite.hpp"

namespace crm::test {

// What SQLite's own checks and a recount of everything that libcrm keeps twice find; empty: nothing.
inline std::string inconsistencies(const RawDatabase& raw) {
  std::string found;
  const auto differ = [&](const char* what, const std::string& kept, const std::string& recounted) {
    if (raw.rows(kept) != raw.rows(recounted)) found += std::string(what) + "; ";
  };
  if (const auto check = raw.rows("PRAGMA integrity_check(5)"); check != RawDatabase::Rows{{"ok"}})
    for (const auto& row : check) found += row[0] + "; ";
  if (!raw.rows("PRAGMA foreign_key_check").empty()) found += "a reference leads nowhere; ";
  for (const std::string record : {"customer", "loan", "interaction"})
    differ("the count of a record",
           "SELECT coalesce((SELECT sum(total) FROM record_total WHERE record = '" + record + "'), 0)",
           "SELECT count(*) FROM " + record);
  differ(
      "the sums of the loans",
      "SELECT status, bucket, currency, sum(loans), sum(due_amount), sum(balance_remaining) FROM loan_total "
      "GROUP BY 1, 2, 3 HAVING sum(loans) <> 0 ORDER BY 1, 2, 3",
      "SELECT status, CASE WHEN days_past_due <= 0 THEN '0' WHEN days_past_due <= 30 THEN '1-30' "
      "WHEN days_past_due <= 60 THEN '31-60' WHEN days_past_due <= 90 THEN '61-90' ELSE '91+' END, "
      "currency, count(*), sum(due_amount), sum(coalesce(balance_remaining, 0)) "
      "FROM loan GROUP BY 1, 2, 3 ORDER BY 1, 2, 3");
  differ("the outcomes and their interactions",
         "SELECT customer_id, call_id, interaction_id FROM call_outcome ORDER BY 1, 2, 3",
         "SELECT customer_id, call_id, id FROM interaction WHERE call_id IS NOT NULL ORDER BY 1, 2, 3");
  return found;
}

}  // namespace crm::test
