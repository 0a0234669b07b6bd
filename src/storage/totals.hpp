// The dashboard's counts and sums, kept up to date by every transaction that changes what they count.
#pragma once

#include <compare>
#include <crm/loan.hpp>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace crm::storage {

class Connection;
class Sql;

// What a piece of work adds to the counts: collected while it runs, written once before the commit. Work that
// is rolled back takes its Totals with it.
class Totals {
 public:
  // slot: where the sums go; transactions of the same moment take different ones.
  explicit Totals(std::int64_t slot = 0) : slot_(slot) {}
  void count(std::string_view record, std::int64_t change) { records_[std::string(record)] += change; }
  void add(const Loan& loan) { shift(loan, +1); }
  void remove(const Loan& loan) { shift(loan, -1); }
  void merge(const Totals& other);
  void flush(Connection& connection);

 private:
  struct Group {
    std::string status;
    std::string bucket;
    std::string currency;
    auto operator<=>(const Group&) const = default;
  };
  struct Sums {
    std::int64_t loans = 0, due = 0, balance = 0;
    bool empty() const { return loans == 0 && due == 0 && balance == 0; }
  };
  void shift(const Loan& loan, std::int64_t sign);
  void flush_records(Connection& connection);
  void flush_groups(Connection& connection);

  std::int64_t slot_;
  std::map<std::string, std::int64_t> records_;
  std::map<Group, Sums> groups_;
};

// Columns: record, total.
const Sql& select_record_totals();
// Columns: status, bucket, currency, loans, due_amount, balance_remaining, in order of status, currency,
// bucket.
const Sql& select_loan_totals();

}  // namespace crm::storage
