// Recording a call through bare libpq: the rows that the library writes, in three round trips.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "call.hpp"
#include "raw_postgres.hpp"
#include "raw_totals.hpp"

namespace crm::bench::raw {

// Ids taken from the database in blocks, in transactions of their own.
class IdBlock {
 public:
  explicit IdBlock(const std::string& url) : connection_(url) {}
  std::int64_t next(const std::string& record);

 private:
  struct Block {
    std::int64_t next = 0, end = 0;
  };
  PostgresConnection connection_;
  std::map<std::string, Block> blocks_;
};

class PostgresCallWriter {
 public:
  // slot: where its sums go, so that writers on several threads do not wait for each other.
  PostgresCallWriter(const std::string& url, std::int64_t slot);

  // One call in a transaction of its own.
  void record(const Call& call);

 private:
  std::int64_t find_customer(const Call& call);
  // False: the call was recorded before.
  bool read(std::int64_t customer, const Call& call);
  bool update_loan(const Call& call);
  std::int64_t add_interaction(std::int64_t customer, const Call& call);
  void audit(std::int64_t customer, const char* action, const char* record, std::int64_t id);
  void write_totals();
  void commit();
  template <class... Values>
  void send(const std::string& sql, const Values&... values) {
    connection_.send(sql, values...);
    ++sent_;
  }

  PostgresPipeline connection_;
  IdBlock ids_;
  const std::int64_t slot_;
  const std::string now_, today_;
  Counts counts_;
  Customer customer_;
  Loan loan_;
  std::size_t sent_ = 0;
  std::string agreed_date_, notes_, changes_;
};

}  // namespace crm::bench::raw
