// Customers put in by tests of Session::put.
#pragma once

#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <utility>
#include <vector>

#include "support/records.hpp"
#include "support/refusal.hpp"

namespace crm::test {

inline CustomerFile about_john() { return {.customer = {.account_number = "1234567890"}}; }

inline PutResult put_one(Session& session, CustomerFile file) {
  const auto results = session.put({std::move(file)}, "test");
  REQUIRE(results.size() == 1);
  return results.front();
}

// What the only file was refused for.
inline Refusal refusal_of_put(Session& session, CustomerFile file) {
  const PutResult result = put_one(session, std::move(file));
  if (!result.error) return {};
  CHECK(result.taken == PutResult::Taken::refused);
  CHECK(!result.customer_id);
  return {result.error->code(), result.error->field()};
}

inline Customer john_in(Session& session) {
  auto john = session.customers().find_account("1234567890");
  REQUIRE(john);
  return *john;
}

inline std::vector<Loan> johns_loans(Session& session) {
  return session.loans().list(john_in(session).id).items;
}

}  // namespace crm::test
