#include "storage/write_queue.hpp"

#include <algorithm>
#include <crm/error.hpp>
#include <optional>

#include "storage/driver.hpp"
#include "storage/watched_wait.hpp"

namespace crm::storage {

namespace {

constexpr std::size_t kMaxGroup = 64;

const Sql kSavepoint("SAVEPOINT item");
const Sql kRelease("RELEASE SAVEPOINT item");
const Sql kRollbackTo("ROLLBACK TO SAVEPOINT item");

// Gives those who have no error of their own one each.
template <class Group, class MakeError>
void fail(const Group& group, MakeError make_error) {
  for (const auto& request : group)
    if (!request->error) request->error = make_error();
}

// Of a commit that failed because the disk did, nobody knows whether its changes are on the disk.
void commit(Transaction& transaction, WriteTransaction& write) {
  try {
    write.ids.flush();
    write.totals.flush(write.connection);
    transaction.commit();
  } catch (const Error& error) {
    if (error.code() != Code::unavailable) throw;
    throw Error(Code::unknown_outcome,
                "The disk failed while the change was being made durable. Ask again with the same call id.");
  }
}

bool is_doubtful(const std::exception_ptr& error) {
  try {
    std::rethrow_exception(error);
  } catch (const Error& reason) {
    return reason.code() == Code::unknown_outcome;
  } catch (...) {
    return false;
  }
}

}  // namespace

void WriteQueue::run(Work work, Deadline deadline, const Watch* watch) {
  auto request = std::make_shared<Request>();
  request->work = std::move(work);
  request->deadline = deadline;
  request->watch = watch;
  std::unique_lock lock(mutex_);
  if (queue_.size() >= limit_) throw Error(Code::busy, "Too many callers wait to write; try again later.");
  queue_.push_back(request);
  while (request->state != Request::State::done) {
    if (request->state == Request::State::queued && passed(deadline)) {
      withdraw(*request);
      throw Error(Code::timeout,
                  "The deadline passed while the call waited for its turn to write; nothing was written.");
    }
    if (may_lead(*request)) {
      lead_from(lock, *request);
    } else {
      wait(lock, *request);
    }
  }
  lock.unlock();
  // Moved: the exception is this thread's alone from here on.
  if (request->error) std::rethrow_exception(std::move(request->error));
}

bool WriteQueue::may_lead(const Request& request) const {
  return !leading_ && !queue_.empty() && queue_.front().get() == &request;
}

// Until the request is done, may lead, or has a new deadline to keep because a leader has taken it.
void WriteQueue::wait(std::unique_lock<std::mutex>& lock, Request& request) {
  const auto state = request.state;
  const bool taken = state == Request::State::taken;
  if (!taken) ask(lock, request);
  const bool watched = !taken && request.watch != nullptr;
  const Deadline own = taken ? request.deadline + kGrace : request.deadline;
  const Deadline until = watched ? std::min(own, Clock::now() + kLook) : own;
  const bool news =
      request.changed.wait_until(lock, until, [&] { return request.state != state || may_lead(request); });
  if (taken && !news)
    throw Error(Code::unknown_outcome,
                "The deadline passed while the change was being written. Ask again with the same call id.");
}

// Without the lock, because a watch may take its time: the request may be taken meanwhile, and then it is too
// late.
void WriteQueue::ask(std::unique_lock<std::mutex>& lock, Request& request) {
  if (request.watch == nullptr) return;
  lock.unlock();
  const bool go_on = goes_on(request.watch);
  lock.lock();
  if (go_on || request.state != Request::State::queued) return;
  withdraw(request);
  refuse_cancelled();
}

void WriteQueue::withdraw(const Request& request) {
  std::erase_if(queue_, [&](const RequestPtr& other) { return other.get() == &request; });
  wake_next_leader();
}

void WriteQueue::wake_next_leader() {
  if (!leading_ && !queue_.empty()) queue_.front()->changed.notify_one();
}

// The next request whose caller still waits; those past their deadline find that out by themselves.
WriteQueue::RequestPtr WriteQueue::take_next() {
  std::lock_guard lock(mutex_);
  const auto waiting = std::find_if(queue_.begin(), queue_.end(),
                                    [](const RequestPtr& request) { return !passed(request->deadline); });
  if (waiting == queue_.end()) return nullptr;
  RequestPtr request = std::move(*waiting);
  queue_.erase(waiting);
  request->state = Request::State::taken;
  return request;
}

// When there is no memory even to begin, the caller hears of it and the next one leads.
void WriteQueue::lead_from(std::unique_lock<std::mutex>& lock, const Request& own) {
  leading_ = true;
  lock.unlock();
  try {
    lead(own);
  } catch (...) {
    lock.lock();
    leading_ = false;
    withdraw(own);
    throw;
  }
  lock.lock();
  leading_ = false;
  wake_next_leader();
}

// Runs on the thread of the caller at the head of the queue.
void WriteQueue::lead(const Request& own) {
  Group group;
  group.reserve(kMaxGroup);  // a request that was taken needs no more memory to be finished
  if (RequestPtr first = take_next()) group.push_back(std::move(first));
  const bool leads_with_own = !group.empty() && group.front().get() == &own;
  if (!group.empty()) write_and_finish(group, leads_with_own ? own.watch : nullptr);
}

void WriteQueue::write_and_finish(Group& group, const Watch* watch) {
  try {
    Pool::Lease lease = writers_.acquire(group.front()->deadline, watch);
    try {
      write_group(lease, group, watch);
    } catch (...) {
      if (is_doubtful(std::current_exception()))
        lease.discard();  // what it believes is on the disk may not be
      throw;
    }
    finish(group);
    try {
      driver_.after_commit(*lease);
    } catch (...) {
      lease.discard();  // its trouble is nobody's result; the next writer begins with a fresh connection
    }
  } catch (const Error& error) {
    fail(group, [&] { return std::make_exception_ptr(error); });  // callers do not share one exception
    finish(group);
  } catch (...) {
    fail(group, [] { return std::current_exception(); });
    finish(group);
  }
}

// The first item runs without a savepoint: when it fails, nothing else is lost with it. So a lone writer pays
// for no savepoint, and a group for one less.
void WriteQueue::write_group(Pool::Lease& lease, Group& group, const Watch* watch) {
  Connection& connection = *lease;
  std::optional<Watching> watching(std::in_place, connection, watch);
  Transaction transaction(connection, Access::write);
  watching.reset();  // from here on others may join, and what is written is finished
  CountedIds ids(connection);
  Totals totals;
  WriteTransaction write{connection, ids, totals};
  group.front()->work(write);
  while (group.size() < kMaxGroup) {
    RequestPtr request = take_next();
    if (!request) break;
    group.push_back(request);
    if (!join(write, *request, totals)) {
      write_each_alone(lease, group);
      return;
    }
  }
  try {
    commit(transaction, write);
  } catch (...) {
    if (is_doubtful(std::current_exception())) throw;
    connection.rollback();
    write_each_alone(lease, group);
  }
}

// False when the item's failure took the whole transaction with it, as a full disk does.
bool WriteQueue::join(WriteTransaction& write, Request& request, Totals& group_totals) {
  Totals own;
  WriteTransaction item{write.connection, write.ids, own};
  write.connection.execute({kSavepoint, {}});
  try {
    request.work(item);
  } catch (...) {
    request.error = std::current_exception();
  }
  if (!write.connection.in_transaction()) return false;
  if (request.error) write.connection.execute({kRollbackTo, {}});
  write.connection.execute({kRelease, {}});
  if (!request.error) group_totals.merge(own);
  return true;
}

void WriteQueue::write_each_alone(Pool::Lease& lease, const Group& group) {
  for (const RequestPtr& request : group) {
    request->error = nullptr;
    lease->set_deadline(request->deadline);
    write_alone(*lease, *request);
  }
}

void WriteQueue::write_alone(Connection& connection, Request& request) {
  try {
    Transaction transaction(connection, Access::write);
    CountedIds ids(connection);
    Totals totals;
    WriteTransaction write{connection, ids, totals};
    request.work(write);
    commit(transaction, write);
  } catch (...) {
    request.error = std::current_exception();
  }
}

void WriteQueue::finish(const Group& group) {
  {
    std::lock_guard lock(mutex_);
    for (const RequestPtr& request : group) request->state = Request::State::done;
  }
  for (const RequestPtr& request : group) request->changed.notify_one();
}

}  // namespace crm::storage
