#include "storage/id_blocks.hpp"

#include <algorithm>
#include <crm/error.hpp>

#include "storage/watched_wait.hpp"

namespace crm::storage {

namespace {
constexpr std::int64_t kLargestBlock = 1024;
}

std::optional<std::int64_t> IdBlocks::from_block(const std::string& record) {
  const std::lock_guard lock(mutex_);
  Block& block = blocks_[record];
  if (block.next == block.end) return std::nullopt;
  return block.next++;
}

std::int64_t IdBlocks::size_of_next(const std::string& record) {
  const std::lock_guard lock(mutex_);
  return std::clamp(blocks_[record].size * 2, std::int64_t{1}, kLargestBlock);
}

void IdBlocks::keep(const std::string& record, Block block) {
  const std::lock_guard lock(mutex_);
  blocks_[record] = block;
}

// There is one connection for this, so whoever gets it looks first whether the one before has filled up.
std::int64_t IdBlocks::next(const std::string& record, Deadline deadline, const Watch* watch) {
  if (const auto id = from_block(record)) return *id;
  const Pool::Lease lease = connections_.acquire(deadline, watch);
  const Watching watching(*lease, watch);
  if (const auto id = from_block(record)) return *id;
  Block block = take(*lease, record, size_of_next(record));
  const std::int64_t id = block.next++;
  keep(record, block);
  return id;
}

IdBlocks::Block IdBlocks::take(Connection& connection, const std::string& record, std::int64_t size) {
  static const Sql upsert(
      "INSERT INTO id_counter (record, next_id) VALUES ($1, $2) "
      "ON CONFLICT (record) DO UPDATE SET next_id = id_counter.next_id + $3 RETURNING next_id");
  Block block{0, 0, size};
  const Param params[] = {record, size + 1, size};
  connection.execute({upsert, params, [&](const Row& row) { block.end = row.integer(0); }});
  block.next = block.end - size;
  if (block.end > kIdLimit) throw Error(Code::full, "The ids of this kind of record are used up.");
  return block;
}

bool IdBlocks::claim(const std::string& record, std::int64_t id, Deadline deadline, const Watch* watch) {
  static const Sql upsert(
      "INSERT INTO id_counter (record, next_id) VALUES ($1, $2) "
      "ON CONFLICT (record) DO UPDATE SET next_id = excluded.next_id WHERE id_counter.next_id <= $3");
  if (id < 1 || id > kMostClaimed) return false;
  const Pool::Lease lease = connections_.acquire(deadline, watch);
  const Watching watching(*lease, watch);
  const Param params[] = {record, id + 1, id};
  if (lease->execute({upsert, params}) == 0) return false;
  forget_block(record);  // new ids go on above, as they would in the database
  return true;
}

void IdBlocks::forget_block(const std::string& record) {
  const std::lock_guard lock(mutex_);
  blocks_.erase(record);
}

bool BlockIds::claim(std::string_view record, std::int64_t id) {
  const auto key = std::pair(std::string(record), id);
  if (claimed_.contains(key)) return true;
  if (!blocks_.claim(key.first, id, deadline_, watch_)) return false;
  claimed_.insert(key);
  return true;
}

}  // namespace crm::storage
