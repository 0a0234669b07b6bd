// Pages of customers and of loans by keyset, through the raw API.
#pragma once

#include <string_view>
#include <vector>

#include "raw_profile.hpp"

namespace crm::bench::raw {

class CustomerPages {
 public:
  explicit CustomerPages(const Connection& connection);
  // The customers behind this id.
  std::vector<Customer> read(std::int64_t after, std::int64_t rows);

 private:
  Statement select_;
};

class LoanPages {
 public:
  explicit LoanPages(const Connection& connection);
  // The loans of this status behind this one of this customer.
  std::vector<Loan> read(std::string_view status, std::int64_t customer, std::int64_t loan,
                         std::int64_t rows);

 private:
  Statement select_;
};

}  // namespace crm::bench::raw
