// Ids of new records: numbers from 1 for each kind of record, below 2^53.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace crm::storage {

class Connection;

// JavaScript reads numbers below it exactly.
inline constexpr std::int64_t kIdLimit = std::int64_t{1} << 53;
// Whoever may name ids must not be able to use them up.
inline constexpr std::int64_t kMostClaimed = kIdLimit / 2;

// The ids that one writing transaction hands out.
class Ids {
 public:
  virtual ~Ids() = default;
  // Error(full) when there are no more.
  virtual std::int64_t next(std::string_view record) = 0;
  // True: the id was never handed out, and is the caller's from now on.
  virtual bool claim(std::string_view record, std::int64_t id) = 0;
  // Before the commit.
  virtual void flush() = 0;
};

// Where one writes at a time: the next id is read once and written back once, in the transaction itself. An
// id whose record is rolled back is not used again in the transaction.
class CountedIds final : public Ids {
 public:
  explicit CountedIds(Connection& connection) : connection_(connection) {}
  std::int64_t next(std::string_view record) override;
  bool claim(std::string_view record, std::int64_t id) override;
  void flush() override;

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
