#include "storage/ids.hpp"

#include <crm/error.hpp>

#include "storage/connection.hpp"

namespace crm::storage {

CountedIds::Counter& CountedIds::counter(std::string_view record) {
  if (auto found = counters_.find(record); found != counters_.end()) return found->second;
  static const Sql select("SELECT next_id FROM id_counter WHERE record = $1");
  Counter counter{1, false};
  const Param params[] = {std::string(record)};
  connection_.execute({select, params, [&](const Row& row) { counter.next = row.integer(0); }});
  return counters_.emplace(record, counter).first->second;
}

std::int64_t CountedIds::next(std::string_view record) {
  Counter& ids = counter(record);
  if (ids.next >= kIdLimit) throw Error(Code::full, "The ids of this kind of record are used up.");
  ids.raised = true;
  return ids.next++;
}

bool CountedIds::claim(std::string_view record, std::int64_t id) {
  Counter& ids = counter(record);
  if (id < ids.next || id > kMostClaimed) return false;
  ids.raised = true;
  ids.next = id + 1;
  return true;
}

void CountedIds::flush() {
  static const Sql upsert(
      "INSERT INTO id_counter (record, next_id) VALUES ($1, $2) "
      "ON CONFLICT (record) DO UPDATE SET next_id = excluded.next_id");
  for (auto& [record, counter] : counters_) {
    if (!counter.raised) continue;
    const Param params[] = {record, counter.next};
    connection_.post({upsert, params});
    counter.raised = false;
  }
}

}  // namespace crm::storage
