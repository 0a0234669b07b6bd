#include "storage/ids.hpp"

#include <crm/error.hpp>

#include "storage/connection.hpp"

namespace crm::storage {

namespace {
constexpr std::int64_t kLimit = std::int64_t{1} << 53;  // JavaScript reads numbers below it exactly
constexpr std::int64_t kMostClaimed = kLimit / 2;  // whoever may name ids must not be able to use them up
}  // namespace

Ids::Counter& Ids::counter(std::string_view record) {
  if (auto found = counters_.find(record); found != counters_.end()) return found->second;
  static const Sql select("SELECT next_id FROM id_counter WHERE record = $1");
  Counter counter{1, false};
  const Param params[] = {std::string(record)};
  connection_.execute({select, params, [&](const Row& row) { counter.next = row.integer(0); }});
  return counters_.emplace(record, counter).first->second;
}

std::int64_t Ids::next(std::string_view record) {
  Counter& ids = counter(record);
  if (ids.next >= kLimit) throw Error(Code::full, "The ids of this kind of record are used up.");
  ids.raised = true;
  return ids.next++;
}

bool Ids::claim(std::string_view record, std::int64_t id) {
  Counter& ids = counter(record);
  if (id < ids.next || id > kMostClaimed) return false;
  ids.raised = true;
  ids.next = id + 1;
  return true;
}

void Ids::flush() {
  static const Sql upsert(
      "INSERT INTO id_counter (record, next_id) VALUES ($1, $2) "
      "ON CONFLICT (record) DO UPDATE SET next_id = excluded.next_id");
  for (auto& [record, counter] : counters_) {
    if (!counter.raised) continue;
    const Param params[] = {record, counter.next};
    connection_.execute({upsert, params});
    counter.raised = false;
  }
}

}  // namespace crm::storage
