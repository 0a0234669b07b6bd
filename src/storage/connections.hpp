// A database's connections in one process: for reading, for writing, and the writer on them.
#pragma once

#include <memory>

#include "storage/owner.hpp"
#include "storage/pool.hpp"
#include "storage/writer.hpp"

namespace crm::storage {

class Driver;

// Threads: any. Nothing is open before it is used.
class Connections {
 public:
  // pool_size: for reading; where many may write at a time, for reading and writing.
  Connections(Driver& driver, std::size_t pool_size);

  Pool& readers() noexcept { return readers_; }
  // Where many may write, its one connection is for taking ids and for changing the schema.
  Pool& writers() noexcept;
  Writer& writer() noexcept { return *writer_; }
  Owner& owner() noexcept { return *owner_; }
  // Waits for running calls and closes what they leave. Error(timeout) when one runs at the deadline;
  // Error(misuse) in a forked child.
  void close_all(Deadline deadline);

 private:
  Pool make_pool(std::size_t size, Access access);
  std::unique_ptr<Writer> make_writer();

  Driver& driver_;
  const std::shared_ptr<Owner> owner_ = std::make_shared<Owner>();
  Pool readers_, writers_;
  const std::unique_ptr<Writer> writer_;
};

}  // namespace crm::storage
