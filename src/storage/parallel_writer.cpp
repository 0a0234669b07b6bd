#include "storage/parallel_writer.hpp"

#include <unistd.h>

#include <crm/error.hpp>

#include "storage/patience.hpp"
#include "storage/watched_wait.hpp"

namespace crm::storage {

namespace {

constexpr std::uint32_t kSlots = 64;
constexpr const char* kNoConnectionLeft = "53300";

// Refused because of another transaction, or because the server went away before anything was committed.
bool is_worth_another_try(const Error& error) {
  return error.code() == Code::busy || (error.code() == Code::unavailable && error.sqlstate() != "");
}

}  // namespace

// The writers of one process go round; those of another begin elsewhere.
std::int64_t ParallelWriter::next_slot() noexcept {
  return (turn_.fetch_add(1, std::memory_order_relaxed) + static_cast<std::uint32_t>(getpid())) % kSlots;
}

// Who finds that the server has no connection left for the ids leaves it its own: writers that wait for each
// other hold all of them.
void ParallelWriter::write(const Work& work, Ids& ids, Deadline deadline, const Watch* watch) {
  Pool::Lease lease = connections_.acquire(deadline, watch);
  try {
    write_on(*lease, work, ids, watch);
  } catch (const Error& error) {
    if (error.sqlstate() == kNoConnectionLeft) lease.discard();
    throw;
  }
}

void ParallelWriter::write_on(Connection& connection, const Work& work, Ids& ids, const Watch* watch) {
  const Watching watching(connection, watch);
  Transaction transaction(connection, Access::write);
  Totals totals(next_slot());
  WriteTransaction write{connection, ids, totals};
  work(write);
  totals.flush(connection);
  ids.flush();
  transaction.commit();
}

void ParallelWriter::run(Work work, Deadline deadline, const Watch* watch) {
  BlockIds ids(ids_, deadline, watch);
  Patience patience(deadline);
  for (;;) {
    try {
      return write(work, ids, deadline, watch);
    } catch (const Error& error) {
      if (!is_worth_another_try(error) || !patience.rest()) throw;
    }
  }
}

// Once the outcome is in doubt, only the work itself can say what became of it: whatever is in the way, it is
// tried again until the deadline.
void ParallelWriter::run_repeatable(Work work, Deadline deadline, const Watch* watch) {
  BlockIds ids(ids_, deadline, watch);
  Patience patience(deadline);
  for (bool in_doubt = false;;) {
    try {
      return write(work, ids, deadline, watch);
    } catch (const Error& error) {
      in_doubt = in_doubt || error.code() == Code::unknown_outcome;
      const bool again = is_worth_another_try(error) || (in_doubt && error.retryable());
      if (again && patience.rest()) continue;
      if (!in_doubt) throw;
      throw Error(
          Code::unknown_outcome,
          "The database went away while the change was being committed. Ask again with the same call id.");
    }
  }
}

}  // namespace crm::storage
