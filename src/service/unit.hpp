// A unit of work: what a use case has in hand while it writes. One public function is one unit is one
// transaction.
#pragma once

#include <crm/date.hpp>
#include <crm/id.hpp>
#include <string>
#include <string_view>

#include "domain/fields.hpp"
#include "json/record_json.hpp"
#include "storage/table.hpp"
#include "storage/write_transaction.hpp"

namespace crm::service {

class Engine;

struct Unit {
  storage::Connection& connection;
  storage::Ids& ids;
  storage::Totals& totals;
  const std::string& actor;
  const Instant now;
  Engine& engine;
};

// Adds a row to the audit trail. changes: a JSON object.
void audit(Unit& unit, CustomerId customer, std::string_view action, std::string_view record,
           std::int64_t record_id, std::string_view changes);

// Until the transaction ends, nobody else writes anything of this customer. Every piece of work that reads
// what it then changes begins so, or with require_record().
void lock_customer(Unit& unit, CustomerId id);

inline CustomerId owner_of(const Customer& customer) { return customer.id; }
template <class R>
CustomerId owner_of(const R& record) {
  return record.customer_id;
}

inline CustomerId owner_of(CustomerId id) { return id; }
template <class R>
CustomerId owner_of(Key<R> key) {
  return key.customer_id;
}

template <class R>
void audit_new(Unit& unit, std::string_view action, const R& made) {
  audit(unit, owner_of(made), action, domain::record_name<R>, made.id.value,
        json::changes_json<R>(nullptr, &made));
}

template <class R>
void audit_update(Unit& unit, const R& before, const R& after) {
  audit(unit, owner_of(after), "update", domain::record_name<R>, after.id.value,
        json::changes_json(&before, &after));
}

template <class R>
void audit_delete(Unit& unit, const R& gone) {
  audit(unit, owner_of(gone), "delete", domain::record_name<R>, gone.id.value,
        json::changes_json<R>(&gone, nullptr));
}

// Gives a new record its times, and an id unless it has claimed one.
template <class R>
void stamp_new(Unit& unit, R& record) {
  if (!record.id) record.id.value = unit.ids.next(domain::record_name<R>);
  record.created_at = unit.now;
  if constexpr (requires { record.updated_at; }) record.updated_at = unit.now;
}

template <class R>
void stamp_changed(Unit& unit, R& record) {
  ++record.version;
  record.updated_at = unit.now;
}

// A reason that a person gave for something unusual: 1 to 500 characters, not only blanks.
void check_reason(std::string_view reason);

[[noreturn]] void refuse_missing(std::string_view record);
void check_version(std::int64_t version, const std::optional<std::int64_t>& expected);

// The record as it is now; Error(not_found) when there is none, conflict when the version is another one.
template <class R>
R require_record(Unit& unit, storage::RecordKey<R> key, const std::optional<std::int64_t>& expected = {}) {
  lock_customer(unit, owner_of(key));
  std::optional<R> record = storage::find<R>(unit.connection, key);
  if (!record) refuse_missing(domain::record_name<R>);
  if constexpr (requires { record->version; }) check_version(record->version, expected);
  return std::move(*record);
}

}  // namespace crm::service
