// The engine behind a Database: options, connections, the writer's queue, the key. Everything that sessions
// share.
#pragma once

#include <atomic>
#include <crm/error.hpp>
#include <crm/options.hpp>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "service/in_process.hpp"
#include "service/meter.hpp"
#include "service/unit.hpp"
#include "storage/driver.hpp"
#include "storage/patience.hpp"
#include "storage/watched_wait.hpp"

namespace crm::service {

// Who asks, until when, and whether they still want to know.
struct Call {
  std::string_view actor;
  storage::Deadline deadline;
  const storage::Watch* watch = nullptr;
  CallKind kind = CallKind::read;  // a write is counted as one, whatever this says
};

// Threads: any.
class Engine {
 public:
  explicit Engine(Options options);

  const Options& options() const noexcept { return options_; }
  Instant now() const;

  // Runs work(connection) in a read transaction: one consistent snapshot. The work may run twice, when the
  // connection turns out to be lost.
  template <class Work>
  auto read(const Call& call, Work work) {
    return meter_.measure(call.kind, [&] {
      try {
        return read_unmeasured(call, work);
      } catch (const Error& error) {
        if (!was_lost(error) || storage::passed(call.deadline)) throw;
        return read_unmeasured(call, work);
      }
    });
  }
  // The same for work that hands rows on to the caller: it runs once.
  template <class Work>
  auto read_once(const Call& call, Work work) {
    return meter_.measure(call.kind, [&] { return read_unmeasured(call, work); });
  }

  // Runs work(unit) in a write transaction and returns when it is durable. The work owns what it uses: it may
  // run more than once, and after the caller has given up.
  template <class Work>
  auto write(const Call& call, Work work) {
    return meter_.measure(CallKind::write,
                          [&] { return write_unmeasured(call, std::move(work), &storage::Writer::run); });
  }
  // For work that finds out by itself that it was done before: see storage::Writer.
  template <class Work>
  auto write_repeatable(const Call& call, Work work) {
    return meter_.measure(CallKind::write, [&] {
      return write_unmeasured(call, std::move(work), &storage::Writer::run_repeatable);
    });
  }

  int migrate() { return migrate(default_deadline(), nullptr); }
  int migrate(storage::Deadline deadline, const storage::Watch* watch);
  void warm_up(storage::Deadline deadline, const storage::Watch* watch);
  void before_fork(storage::Deadline deadline);
  SsnKeys& ssn_keys() { return parts_.of_this_process().ssn_keys; }
  Meter& meter() noexcept { return meter_; }
  // For maintenance, which works on connections of its own: they are the owner's while they are open.
  storage::Driver& driver() noexcept { return *driver_; }
  storage::Owner& owner() { return connections().owner(); }

 private:
  using Run = void (storage::Writer::*)(storage::Writer::Work, storage::Deadline, const storage::Watch*);

  template <class Work>
  auto read_unmeasured(const Call& call, const Work& work) {
    const storage::OwnedScope running(owner());
    make_ready(call.deadline, call.watch);
    storage::Pool::Lease lease =
        storage::acquire_patiently(connections().readers(), call.deadline, call.watch);
    try {
      const storage::Watching watching(*lease, call.watch);
      storage::Transaction snapshot(*lease, storage::Access::read);
      auto result = work(*lease);
      snapshot.commit();
      return result;
    } catch (const Error& error) {
      discard_if_broken(lease, error);
      throw;
    }
  }

  template <class Work>
  auto write_unmeasured(const Call& call, Work work, Run run) {
    const storage::OwnedScope running(owner());
    make_ready(call.deadline, call.watch);
    using Result = decltype(work(std::declval<Unit&>()));
    auto result = std::make_shared<std::optional<Result>>();
    (connections().writer().*run)(
        [this, result, actor = std::string(call.actor),
         work = std::move(work)](storage::WriteTransaction& transaction) {
          Unit unit{transaction.connection, transaction.ids, transaction.totals, actor, now(), *this};
          result->emplace(work(unit));
        },
        call.deadline, call.watch);
    return std::move(**result);
  }

  storage::Connections& connections() { return parts_.of_this_process().connections; }
  void make_ready(storage::Deadline deadline, const storage::Watch* watch);
  void prepare(storage::Deadline deadline, const storage::Watch* watch);
  void end_preparing(InProcess& parts, bool ready);
  int bring_up_to_date(storage::Deadline deadline, const storage::Watch* watch);
  static bool was_lost(const Error& error);
  static void discard_if_broken(storage::Pool::Lease& lease, const Error& error);
  storage::Deadline default_deadline() const;

  const Options options_;
  Meter meter_;
  const std::unique_ptr<storage::Driver> driver_;
  ForkedParts parts_;
  std::atomic<bool> ready_ = false;
};

}  // namespace crm::service
