#include "storage/connections.hpp"

#include <crm/error.hpp>

#include "storage/driver.hpp"
#include "storage/parallel_writer.hpp"
#include "storage/standard_streams.hpp"
#include "storage/write_queue.hpp"

namespace crm::storage {

// In memory there is one connection, and readers take turns with the writer.
Connections::Connections(Driver& driver, std::size_t pool_size)
    : driver_(driver),
      readers_(driver.single_connection() ? make_pool(1, Access::write) : make_pool(pool_size, Access::read)),
      writers_(make_pool(1, Access::write)),
      writer_(make_writer()) {}

Pool Connections::make_pool(std::size_t size, Access access) {
  const auto connect = [this, access](Deadline deadline, const Watch* watch) {
    occupy_standard_streams();
    return driver_.connect(access, deadline, watch);
  };
  return {size, connect, owner_};
}

std::unique_ptr<Writer> Connections::make_writer() {
  if (driver_.single_writer()) return std::make_unique<WriteQueue>(writers(), driver_);
  return std::make_unique<ParallelWriter>(readers_, writers_);
}

Pool& Connections::writers() noexcept { return driver_.single_connection() ? readers_ : writers_; }

// What lives in one connection would be gone with it.
void Connections::close_all(Deadline deadline) {
  owner_->refuse_in_forked_child();
  if (!owner_->wait_for_calls(deadline))
    throw Error(Code::timeout, "Calls were still running at the deadline; the connections stay open.");
  if (driver_.single_connection()) return;
  readers_.close_all(deadline);
  writers_.close_all(deadline);
}

}  // namespace crm::storage
