// Group commit: concurrent writers share one transaction and so one disk sync. LevelDB's writer queue is the
// model.
//
// Callers queue. The first becomes the leader, runs the work of those behind it inside its own transaction,
// each in a savepoint, commits once and hands each its result. There is no thread of ours.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "storage/pool.hpp"
#include "storage/writer.hpp"

namespace crm::storage {

class Driver;

class WriteQueue final : public Writer {
 public:
  // limit: how many callers may wait; the next one gets Error(busy).
  WriteQueue(Pool& writers, Driver& driver, std::size_t limit = 10'000)
      : writers_(writers), driver_(driver), limit_(limit) {}

  void run(Work work, Deadline deadline, const Watch* watch = nullptr) override;
  // Nothing is in doubt that a second attempt could settle: the database is in this process.
  void run_repeatable(Work work, Deadline deadline, const Watch* watch = nullptr) override {
    run(std::move(work), deadline, watch);
  }

 private:
  struct Request {
    enum class State { queued, taken, done };
    Work work;
    Deadline deadline;
    const Watch* watch;  // asked on its caller's thread only
    State state = State::queued;
    std::exception_ptr error{};
    std::condition_variable changed{};
  };
  using RequestPtr = std::shared_ptr<Request>;
  using Group = std::vector<RequestPtr>;

  bool may_lead(const Request& request) const;
  void wait(std::unique_lock<std::mutex>& lock, Request& request);
  void ask(std::unique_lock<std::mutex>& lock, Request& request);
  void withdraw(const Request& request);
  void wake_next_leader();
  void lead_from(std::unique_lock<std::mutex>& lock, const Request& own);
  void lead(const Request& own);
  void write_and_finish(Group& group, const Watch* watch);
  RequestPtr take_next();
  void write_group(Pool::Lease& lease, Group& group, const Watch* watch);
  bool join(WriteTransaction& transaction, Request& request, Totals& group_totals);
  void write_each_alone(Pool::Lease& lease, const Group& group);
  void write_alone(Connection& connection, Request& request);
  void finish(const Group& group);

  Pool& writers_;
  Driver& driver_;
  const std::size_t limit_;
  std::mutex mutex_;
  std::deque<RequestPtr> queue_;
  bool leading_ = false;
};

}  // namespace crm::storage
