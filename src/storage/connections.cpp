#include "storage/connections.hpp"

#include <unistd.h>

#include "storage/driver.hpp"
#include "storage/parallel_writer.hpp"
#include "storage/write_queue.hpp"

namespace crm::storage {

// In memory there is one connection, and readers take turns with the writer.
Connections::Connections(Driver& driver, std::size_t pool_size)
    : driver_(driver),
      process_(getpid()),
      readers_(driver.single_connection() ? make_pool(1, Access::write) : make_pool(pool_size, Access::read)),
      writers_(make_pool(1, Access::write)),
      writer_(make_writer()) {}

Pool Connections::make_pool(std::size_t size, Access access) {
  return {size, [this, access](Deadline deadline) { return driver_.connect(access, deadline); }, owner_};
}

std::unique_ptr<Writer> Connections::make_writer() {
  if (driver_.single_writer()) return std::make_unique<WriteQueue>(writers(), driver_);
  return std::make_unique<ParallelWriter>(readers_, writers_);
}

Pool& Connections::writers() noexcept { return driver_.single_connection() ? readers_ : writers_; }

void Connections::close_all(Deadline deadline) {
  readers_.close_all(deadline);
  writers_.close_all(deadline);
}

bool Connections::are_of_this_process() const noexcept { return process_ == getpid(); }

ForkedConnections::ForkedConnections(Driver& driver, std::size_t pool_size)
    : driver_(driver), pool_size_(pool_size), connections_(new Connections(driver, pool_size)) {}

// A child of the process that has them leaves them as they are: to close them would disturb the parent.
ForkedConnections::~ForkedConnections() {
  Connections* connections = connections_.load();
  if (connections->are_of_this_process() || driver_.single_writer()) delete connections;
}

Connections& ForkedConnections::of_this_process() {
  Connections& known = *connections_.load(std::memory_order_acquire);
  if (driver_.single_writer() || known.are_of_this_process()) return known;
  return renewed();
}

// In a forked child. Its parent's connections, and whatever locks other threads of the parent held, are left
// behind as they were; only their sockets are closed.
Connections& ForkedConnections::renewed() {
  const std::lock_guard lock(renewing_);
  Connections* known = connections_.load();
  if (known->are_of_this_process()) return *known;
  driver_.leave_to_parent();
  auto* fresh = new Connections(driver_, pool_size_);
  connections_.store(fresh, std::memory_order_release);
  return *fresh;
}

}  // namespace crm::storage
