// Ids of new records: numbers from 1 for each kind of record.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace crm::storage {

class Connection;

// The ids that one writing transaction hands out. The writer holds the database's lock, so the next id is
// read once and written back once, before the commit. An id whose record is rolled back is not used again in
// the transaction.
class Ids {
 public:
  explicit Ids(Connection& connection) : connection_(connection) {}
  std::int64_t next(std::string_view record);
  // True: the id was never handed out, and is the caller's from now on.
  bool claim(std::string_view record, std::int64_t id);
  void flush();

 private:
  struct Counter {
    std::int64_t next = 0;
    bool raised = false;
  };
  Counter& counter(std::string_view record);

  Connection& connection_;
  std::map<std::string, Counter, std::less<>> counters_;
};

}  // namespace crm::storage
