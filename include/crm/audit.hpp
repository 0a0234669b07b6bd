// The audit trail: who did what to which record, when, and what changed. Rows are only ever added.
#pragma once

#include <string>

#include <crm/date.hpp>
#include <crm/id.hpp>

namespace crm {

struct AuditEntry {
  CustomerId customer_id;  // 0: the row is about many customers (a seed, an import) or the whole database
  std::int64_t id = 0;
  Instant at;
  std::string actor;
  std::string action;  // create, update, delete, erase, reveal_ssn, load, put, payment, reversal, post_call,
                       // begin_key_change, change_key, restore, reset, backup, query, export; create_user, ...
  std::string record;  // customer, loan, ..., database
  std::int64_t record_id = 0;
  std::string changes;  // JSON: {"field": [before, after]}; the changed fields only, an SSN always masked
};

}  // namespace crm
