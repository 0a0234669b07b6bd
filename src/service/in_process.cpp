#include "service/in_process.hpp"

#include <unistd.h>

namespace crm::service {

InProcess::InProcess(storage::Driver& driver, const Options& options)
    : process(getpid()),
      connections(driver, options.pool_size),
      ssn_keys(driver.single_connection() ? SsnKeys::Kept::in_memory : SsnKeys::Kept::in_a_file,
               options.key_file.empty() ? driver.default_key_file() : options.key_file, options.key) {}

ForkedParts::ForkedParts(storage::Driver& driver, const Options& options)
    : driver_(driver), options_(options), parts_(new InProcess(driver, options)) {}

// A child leaves its parent's as they are: to close the connections would disturb the parent, and what
// threads of the parent waited for at the fork would be waited for here for ever.
ForkedParts::~ForkedParts() {
  InProcess* parts = parts_.load();
  if (may_touch(*parts)) delete parts;
}

// With SQLite a child that may use the database at all goes on with what it was forked with.
bool ForkedParts::may_touch(InProcess& parts) const noexcept {
  if (driver_.single_writer()) return !parts.connections.owner().is_forked_child();
  return parts.process == getpid();
}

InProcess& ForkedParts::of_this_process() {
  InProcess& known = *parts_.load(std::memory_order_acquire);
  return driver_.single_writer() || known.process == getpid() ? known : renewed();
}

// In a forked child. Its parent's connections, and whatever locks other threads of the parent held, are left
// behind as they were; only their sockets are closed.
InProcess& ForkedParts::renewed() {
  const std::lock_guard lock(renewing_);
  InProcess* known = parts_.load();
  if (known->process == getpid()) return *known;
  driver_.leave_to_parent();
  auto* fresh = new InProcess(driver_, options_);
  parts_.store(fresh, std::memory_order_release);
  return *fresh;
}

}  // namespace crm::service
