// Makes up any number of plausible customers, the same ones on every machine: for demos, tests and
// measurements.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <crm/load.hpp>

#include "samples/random.hpp"

namespace crm::samples {

// The same seed gives the same customers in the same order. On average a customer has 1.5 loans and 5
// interactions; 2 % ask not to be called, 3 % are not eligible, 4 % have no state, 5 % have a number of
// another place. Nobody has an SSN: encrypting one costs more than all the rest. Accounts are GEN0000000001
// and so on.
//
// The numbers are nobody's: the area codes are real, but behind them come 555 and service codes such as 211,
// which are given to no subscriber. They last for 8 million customers; then next() throws Error(unsupported).
//
// Threads: one at a time.
class Generator {
 public:
  explicit Generator(std::uint64_t seed);

  CustomerFile next();

 private:
  // Each takes a record with no field named.
  void fill(CustomerFields& fields);
  void fill(LoanFields& fields);
  void fill(InteractionFields& fields, std::size_t days_ago);
  PhoneNumber next_number(std::size_t place);

  Random random_;
  std::uint64_t customers_ = 0;
  std::vector<std::uint32_t> numbers_used_;  // of each area code
  std::vector<Decimal> rates_;               // the interest rates there are
};

}  // namespace crm::samples
