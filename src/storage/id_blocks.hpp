// Ids where many write at a time: taken from the database in blocks, in transactions of their own.
#pragma once

#include <deque>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "storage/ids.hpp"
#include "storage/pool.hpp"

namespace crm::storage {

// The blocks of one process. A block is used only when the transaction that took it is committed; what is
// left of it at the end is never used. The first block of a kind is one id, and each is twice the one before,
// so that a short program wastes none and a busy one seldom asks. Threads: any.
class IdBlocks {
 public:
  // connections: for this alone, because the caller has one of the others in hand.
  explicit IdBlocks(Pool& connections) : connections_(connections) {}

  std::int64_t next(const std::string& record, Deadline deadline, const Watch* watch);
  bool claim(const std::string& record, std::int64_t id, Deadline deadline, const Watch* watch);

 private:
  struct Block {
    std::int64_t next = 0, end = 0;
    std::int64_t size = 0;  // as it was taken
  };
  std::optional<std::int64_t> from_block(const std::string& record);
  std::int64_t size_of_next(const std::string& record);
  Block take(Connection& connection, const std::string& record, std::int64_t size);
  void keep(const std::string& record, Block block);
  void forget_block(const std::string& record);

  Pool& connections_;
  std::mutex mutex_;
  std::map<std::string, Block> blocks_;
};

// The ids of one piece of work, also when it runs more than once.
class BlockIds final : public Ids {
 public:
  BlockIds(IdBlocks& blocks, Deadline deadline, const Watch* watch)
      : blocks_(blocks), deadline_(deadline), watch_(watch) {}
  std::int64_t next(std::string_view record) override {
    return blocks_.next(std::string(record), deadline_, watch_);
  }
  bool claim(std::string_view record, std::int64_t id) override;
  void flush() override {}

 private:
  IdBlocks& blocks_;
  const Deadline deadline_;
  const Watch* const watch_;
  std::set<std::pair<std::string, std::int64_t>> claimed_;
};

}  // namespace crm::storage
