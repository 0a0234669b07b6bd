// Writing where the database serves many writers at a time: each call has a connection and a transaction of
// its own.
#pragma once

#include <atomic>

#include "storage/id_blocks.hpp"
#include "storage/writer.hpp"

namespace crm::storage {

// What the database refuses because of other transactions runs again until the deadline.
class ParallelWriter final : public Writer {
 public:
  // for_ids: a pool of one connection.
  ParallelWriter(Pool& connections, Pool& for_ids) : connections_(connections), ids_(for_ids) {}

  void run(Work work, Deadline deadline, const Watch* watch) override;
  void run_repeatable(Work work, Deadline deadline, const Watch* watch) override;

 private:
  void write(const Work& work, Ids& ids, Deadline deadline, const Watch* watch);
  void write_on(Connection& connection, const Work& work, Ids& ids, const Watch* watch);
  std::int64_t next_slot() noexcept;

  Pool& connections_;
  IdBlocks ids_;
  std::atomic<std::uint32_t> turn_ = 0;
};

}  // namespace crm::storage
