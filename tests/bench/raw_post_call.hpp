// Recording a call through the raw API: the rows that the library writes, with the reads that they need.
#pragma once

#include <cstdint>
#include <string>

#include "call.hpp"
#include "raw_profile.hpp"
#include "raw_totals.hpp"

namespace crm::bench::raw {

class CallWriter {
 public:
  explicit CallWriter(Connection& connection);

  // One call in a transaction of its own.
  void record(const Call& call);
  // A group: begin, each call in a savepoint, commit.
  void begin() { begin_.run(); }
  void record_in_savepoint(const Call& call);
  void commit();

 private:
  void write(const Call& call);
  std::int64_t find_customer(const Call& call);
  bool is_recorded(std::int64_t customer, const Call& call);
  void read_customer(std::int64_t customer);
  bool read_newest_loan(std::int64_t customer);
  bool update_loan(const Call& call);
  void audit_loan(const Call& call);
  std::int64_t add_interaction(std::int64_t customer, const Call& call, bool has_loan);
  void audit_call(std::int64_t customer, std::int64_t interaction, const Call& call);

  Connection& connection_;
  Statement begin_, commit_, savepoint_, release_;
  Statement account_, recorded_, customer_row_, newest_loan_;
  Statement update_status_, update_loan_, insert_interaction_, insert_outcome_, insert_audit_;
  Ids ids_;
  Totals totals_;
  const std::string now_, today_;
  Customer customer_;
  Loan loan_;
  std::string agreed_date_, notes_, changes_;
};

}  // namespace crm::bench::raw
