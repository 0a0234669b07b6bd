// A record that is made once: the same idempotency key again gives the record that was made then.
#pragma once

#include <crm/records.hpp>

#include "service/calls.hpp"
#include "service/said.hpp"
#include "storage/table.hpp"

namespace crm::service {

// A creation with a key, ready to be done: with what tells a repetition from another creation.
struct Creation {
  std::string key;
  Said said;
};

// Error(invalid_argument) unless it is 1 to 200 characters.
void check_creation_key(const std::string& key);

inline const CustomerFields& customer_in(const CustomerFields& fields) { return fields; }
template <class Fields>
CustomerFields customer_in(const Fields&) {
  return {};
}

// record: the one that is to be made of the fields.
template <class R>
Creation creation_of(const std::string& key, const R& record, const typename R::Fields& fields) {
  check_creation_key(key);
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("customer_id").value(owner_of(record).value);
  writer.key(domain::record_name<R>);
  append_said<R>(writer, fields);
  writer.end_object();
  return {key, said(text, customer_in(fields))};
}

// What a key belongs to.
struct Made {
  CustomerId customer_id;
  std::int64_t record_id;
};

// None: nothing was made under this key. Error(conflict): something else was.
std::optional<Made> find_made(Unit& unit, const Creation& creation);
// Takes the key for what is about to be made, against everybody else. False: it is somebody's.
bool claim_key(Unit& unit, const Creation& creation, std::string_view record, const Made& made);
// The customer's keys are free again.
void forget_creations(storage::Connection& connection, CustomerId id);

[[noreturn]] void refuse_gone();

inline CustomerId key_in(const Made& made, const Customer&) { return made.customer_id; }
template <class R>
Key<R> key_in(const Made& made, const R&) {
  return {made.customer_id, {made.record_id}};
}

// The key is taken first, so that of two at once the second waits for the first, and then finds what it made.
template <class R, class Add>
R add_once(Unit& unit, const Creation& creation, R record, const Add& add) {
  for (;;) {
    if (const auto made = find_made(unit, creation)) {
      auto first = storage::find<R>(unit.connection, key_in(*made, record));
      if (!first) refuse_gone();
      return std::move(*first);
    }
    if (!record.id) record.id.value = unit.ids.next(domain::record_name<R>);
    if (claim_key(unit, creation, domain::record_name<R>, {owner_of(record), record.id.value}))
      return add(unit, std::move(record));
  }
}

// Makes the record of these fields by add(unit, record), which tells the audit trail.
template <class R, class Add>
R create_record(Session& session, R record, const typename R::Fields& fields, const IdempotencyKey& key,
                Add add) {
  Engine& engine = engine_of(session);
  if (!key)
    return engine.write(call_of(session),
                        [record = std::move(record), add](Unit& unit) { return add(unit, record); });
  return engine.write_repeatable(call_of(session),
                                 [creation = creation_of(*key, record, fields), record, add](Unit& unit) {
                                   return add_once(unit, creation, record, add);
                                 });
}

}  // namespace crm::service
