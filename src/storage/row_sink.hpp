// Where the rows of one table go when many are added at once.
#pragma once

#include <span>

#include "storage/cells.hpp"

namespace crm::storage {

// Threads: one. What was added after the last commit() is dropped with the object.
class RowSink {
 public:
  virtual ~RowSink() = default;
  // Perhaps only remembered: an error may come with a later row, or with commit().
  virtual void add(std::span<const Cell> cells) = 0;
  // Makes what was added durable; more may be added afterwards.
  virtual void commit() = 0;
};

}  // namespace crm::storage
