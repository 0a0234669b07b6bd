// Reading who is behind a number: the directory first, then everything of those customers, in one snapshot.
#pragma once

#include <crm/pre_call.hpp>

#include "service/engine.hpp"

namespace crm::service {

// Reads pre-call answers inside a read transaction. Threads: one.
class PreCallReader {
 public:
  PreCallReader(Engine& engine, storage::Connection& connection)
      : options_(engine.options()), connection_(connection), now_(engine.now()) {}

  PreCall by_number(const PhoneNumber& number);
  std::optional<Candidate> by_customer(CustomerId id);

 private:
  void read(std::span<Candidate> candidates, std::span<const CustomerId> ids, const PhoneNumber& number);
  void complete(Candidate& candidate, const PhoneNumber& number);
  std::optional<CustomerPhone> phone_of(CustomerId id, const PhoneNumber& number);

  const Options& options_;
  storage::Connection& connection_;
  const Instant now_;
};

}  // namespace crm::service
