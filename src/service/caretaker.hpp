// What maintenance works with: the database's upkeep and connections of its own, outside of the pools.
#pragma once

#include <crm/error.hpp>
#include <memory>

#include "service/calls.hpp"
#include "service/engine.hpp"
#include "storage/migrator.hpp"
#include "storage/owner.hpp"

namespace crm::service {

// Runs what needs the right to write, and says why it could not be had.
template <class Action>
void explaining_locks(Action action) {
  try {
    action();
  } catch (const Error& error) {
    if (error.code() != Code::busy && error.code() != Code::timeout) throw;
    throw Error(Code::busy,
                "Another program is writing to the database and did not stop in time. Nothing was changed; "
                "try again, "
                "or end that program.");
  }
}

// Before everything is deleted: programs may share a database, and rows of another one may refer to ours.
inline void refuse_references_of_others(storage::Upkeep& upkeep, storage::Connection& connection,
                                        const char* field) {
  const std::vector<std::string> tables = upkeep.referring_tables(connection);
  if (!tables.empty())
    throw Error(Code::conflict,
                "The table " + tables.front() +
                    " is none of libcrm's and refers to its records; nothing was deleted. Drop that foreign "
                    "key first.",
                field);
}

// Threads: one at a time. Error(misuse) in a forked child of a process that has the database open.
class Caretaker {
 public:
  explicit Caretaker(Engine& engine)
      : engine_(engine), scope_(engine.owner()), upkeep_(engine.driver().upkeep()) {}

  storage::Upkeep& upkeep() const { return *upkeep_; }
  storage::Driver& driver() const { return engine_.driver(); }
  storage::Deadline deadline() const { return storage::Clock::now() + engine_.options().deadline; }

  std::unique_ptr<storage::Connection> connect(storage::Access access = storage::Access::read) const {
    return driver().connect(access, deadline());
  }
  std::unique_ptr<storage::Connection> connect_until(storage::Deadline deadline) const {
    return driver().connect(storage::Access::read, deadline);
  }
  // The watch sees to the connecting and to all that follows.
  std::unique_ptr<storage::Connection> connect_watched(storage::Access access, storage::Watch watch) const {
    auto connection = driver().connect(access, deadline(), watch_of(watch));
    connection->set_watch(std::move(watch));
    return connection;
  }
  // For work that takes as long as it takes: without a deadline, ended by the watch.
  std::unique_ptr<storage::Connection> connect_to_look(storage::Watch watch) const {
    auto connection = upkeep_->connect(deadline(), watch_of(watch));
    connection->set_deadline(storage::Deadline::max());
    connection->set_watch(std::move(watch));
    return connection;
  }

 private:
  Engine& engine_;
  const storage::OwnedScope scope_;
  const std::unique_ptr<storage::Upkeep> upkeep_;
};

}  // namespace crm::service
