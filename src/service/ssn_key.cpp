// The use cases of the SSN key: status, check, rotation.
#include <crm/error.hpp>
#include <crm/session.hpp>
#include <thread>

#include "service/calls.hpp"
#include "service/customer_ssn.hpp"

namespace crm {

using namespace service;

namespace {

using storage::Connection;
using storage::Param;
using storage::Row;
using storage::Sql;

constexpr std::int64_t kBatch = 500;
constexpr std::size_t kMostExamples = 100;
// Other processes look for their turn to write at least this often: without a pause they would hardly ever
// find it.
constexpr std::chrono::milliseconds kPause{5};

std::int64_t count_sealed(Connection& connection, const std::string& except) {
  static const Sql select("SELECT count(*) FROM customer_ssn WHERE key_id <> $1");
  const Param params[] = {except};
  std::int64_t count = 0;
  connection.execute({select, params, [&](const Row& row) { count = row.integer(0); }});
  return count;
}

bool goes_on(const Progress& progress, std::int64_t done, std::int64_t all) {
  return !progress || progress(done, all);
}

void audit_change(Unit& unit, const KeyIds& ids, std::string_view action, std::int64_t numbers) {
  std::string what;
  json::Writer writer(what);
  writer.begin_object().key("key_id").begin_array().value(std::string_view(ids.current));
  writer.value(std::string_view(ids.next)).end_array().key("numbers").value(numbers).end_object();
  audit(unit, CustomerId{}, action, "customer_ssn", 0, what);
}

// Both keys are wanted before anything is changed; of a database without numbers the old one is not.
void require_keys(SsnKeys& keys, const KeyIds& ids, std::int64_t numbers) {
  if (numbers > 0) keys.ring(ids.current);
  if (!ids.next.empty()) keys.ring(ids.next);
}

KeyIds begin(Unit& unit) {
  SsnKeys& keys = unit.engine.ssn_keys();
  const KeyIds known = key_ids(unit.connection);
  if (known.current.empty())
    throw Error(Code::not_found, "The database has no key yet: it is made when the first SSN is stored.");
  const std::int64_t numbers = count_sealed(unit.connection, known.next);
  require_keys(keys, known, numbers);
  const KeyIds changing = keys.begin_change(unit.connection);
  if (known.next.empty()) audit_change(unit, changing, "begin_key_change", numbers);
  return changing;
}

// The customer whose number was the last of a batch, and how many it had.
struct Resealed {
  CustomerId last;
  std::int64_t count;
};

// Another process may have finished this change, and even have begun the next one.
bool is_over(Unit& unit, const std::string& next) { return key_ids(unit.connection).next != next; }

Resealed reseal_batch(Unit& unit, CustomerId after, const std::string& next) {
  if (is_over(unit, next)) return {after, 0};
  SsnKeys& keys = unit.engine.ssn_keys();
  lock_sealed_ssns(unit.connection, after, next, kBatch);
  const auto batch = sealed_ssns(unit.connection, after, next, kBatch);
  for (const SealedSsn& stored : batch)
    reseal_ssn(unit.connection, stored, *keys.ring(stored.key_id), *keys.ring(next));
  return {batch.empty() ? after : batch.back().customer_id, static_cast<std::int64_t>(batch.size())};
}

// False when there are numbers under the old key again.
bool finish(Unit& unit, const std::string& next) {
  lock_key_for_changing(unit.connection);
  if (is_over(unit, next)) return true;
  if (count_sealed(unit.connection, next) > 0) return false;
  SsnKeys& keys = unit.engine.ssn_keys();
  audit_change(unit, key_ids(unit.connection), "change_key", count_sealed(unit.connection, ""));
  keys.finish_change(unit.connection);
  return true;
}

// One pass over all numbers; false when it was stopped.
bool reseal_all(Session& session, SsnKeyRotation& rotation, std::int64_t all, const Progress& progress) {
  Resealed batch{CustomerId{}, 0};
  do {
    if (!goes_on(progress, rotation.resealed, all)) return false;
    batch = engine_of(session).write(
        call_of(session),
        [after = batch.last, next = rotation.new_id](Unit& unit) { return reseal_batch(unit, after, next); });
    rotation.resealed += batch.count;
    if (batch.count == kBatch) std::this_thread::sleep_for(kPause);
  } while (batch.count == kBatch);
  return goes_on(progress, rotation.resealed, all);
}

}  // namespace

SsnKeyStatus SsnKey::status() {
  Engine& engine = engine_of(*session_);
  return engine.read(call_of(*session_), [&](Connection& connection) {
    SsnKeys& keys = engine.ssn_keys();
    const KeyIds ids = key_ids(connection);
    SsnKeyStatus status{ids.current, ids.next, keys.file()};
    status.at_hand = !ids.current.empty() && keys.problem_with(ids).empty();
    status.numbers = count_sealed(connection, "");
    status.waiting = ids.next.empty() ? 0 : count_sealed(connection, ids.next);
    return status;
  });
}

SsnKeyCheck SsnKey::check(const Progress& progress) {
  Engine& engine = engine_of(*session_);
  SsnKeyCheck result;
  const std::int64_t all = status().numbers;
  std::vector<SealedSsn> page;
  CustomerId after{};
  do {
    if (!goes_on(progress, result.good + result.damaged, all)) break;
    page = engine.read(call_of(*session_),
                       [&](Connection& connection) { return sealed_ssns(connection, after, "", kBatch); });
    for (const SealedSsn& stored : page) {
      after = stored.customer_id;
      const bool good = is_good(stored, *engine.ssn_keys().ring(stored.key_id));
      ++(good ? result.good : result.damaged);
      if (!good && result.examples.size() < kMostExamples) result.examples.push_back(after);
    }
  } while (!page.empty());
  return result;
}

SsnKeyRotation SsnKey::rotate(const Progress& progress) {
  Engine& engine = engine_of(*session_);
  const KeyIds ids = engine.write(call_of(*session_), begin);
  SsnKeyRotation rotation{false, 0, ids.current, ids.next};
  const std::int64_t all = status().waiting;
  do {
    if (!reseal_all(*session_, rotation, all, progress)) return rotation;
  } while (!engine.write(call_of(*session_), [next = ids.next](Unit& unit) { return finish(unit, next); }));
  rotation.finished = true;
  return rotation;
}

}  // namespace crm
