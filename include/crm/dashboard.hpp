// The portfolio in numbers, from maintained counts: as quick with a million loans as with ten.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <crm/money.hpp>

namespace crm {

// Loans of one status, or of one delinquency bucket, in one currency.
struct LoanGroup {
  std::string key;  // the status, or the bucket: "0", "1-30", "31-60", "61-90", "91+" days past due
  std::int64_t loans = 0;
  Money due_amount;         // sum
  Money balance_remaining;  // sum; a loan without a balance counts as 0
};

struct Dashboard {
  std::int64_t total_customers = 0;
  std::int64_t total_loans = 0;
  std::int64_t total_interactions = 0;
  std::int64_t active_loans = 0;       // status active
  std::int64_t past_due_loans = 0;     // days_past_due, as reported, above 0
  std::vector<Money> total_portfolio;  // sum of balance_remaining, in order of currency
  std::vector<LoanGroup> by_status;
  std::vector<LoanGroup> by_bucket;
};

}  // namespace crm
