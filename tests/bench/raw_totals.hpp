// The counts and sums that every write keeps up to date, through the raw API: collected in a transaction,
// written once before its commit.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>

#include "raw_profile.hpp"

namespace crm::bench::raw {

// What one transaction adds to them.
class Counts {
 public:
  void count(std::string_view record, std::int64_t change) { records_[record] += change; }
  // sign: +1 adds the loan to its group, -1 takes it out.
  void shift_loan(const std::string& status, std::int64_t days_past_due, const std::string& currency,
                  std::int64_t due, std::int64_t balance, std::int64_t sign);
  // The loan as it was goes, the one with this amount arranged comes.
  void arrange(const Loan& loan, std::int64_t due);

  // Calls on_record(record, change) and on_group(status, bucket, currency, loans, due, balance) for each, and
  // forgets them.
  template <class OnRecord, class OnGroup>
  void hand_out(OnRecord on_record, OnGroup on_group) {
    for (const auto& [record, change] : records_) on_record(record, change);
    records_.clear();
    for (const auto& [group, sums] : groups_) {
      const auto& [status, bucket, currency] = group;
      if (!sums.empty()) on_group(status, bucket, currency, sums.loans, sums.due, sums.balance);
    }
    groups_.clear();
  }

 private:
  struct Sums {
    std::int64_t loans = 0, due = 0, balance = 0;
    bool empty() const { return loans == 0 && due == 0 && balance == 0; }
  };

  std::map<std::string_view, std::int64_t> records_;  // the names are literals
  std::map<std::tuple<std::string, std::string_view, std::string>, Sums> groups_;
};

class Totals : public Counts {
 public:
  explicit Totals(const Connection& connection);
  void write();

 private:
  Statement record_, group_;
};

// The next ids, read when one is first wanted in a transaction.
class Ids {
 public:
  explicit Ids(const Connection& connection);

  std::int64_t next(std::string_view record) { return counter(record)++; }
  void raise(std::string_view record, std::size_t by) { counter(record) += static_cast<std::int64_t>(by); }
  void write();

 private:
  std::int64_t& counter(std::string_view record);

  Statement select_, upsert_;
  std::map<std::string_view, std::int64_t> next_;  // the names are literals
};

}  // namespace crm::bench::raw
