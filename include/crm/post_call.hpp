// What came of a call: the outcome that a dialer reports once, never lost and never counted twice.
#pragma once

#include <crm/customer.hpp>
#include <crm/interaction.hpp>
#include <crm/loan.hpp>

namespace crm {

// One call with one customer. Fields and limits: <crm/fields/outcome.def>. call_id is required, and
// account_number or customer_id. A call with several people has an outcome for each of them.
struct Outcome {
#define CRM_FIELD(type, name, initial, rule, access, doc) type name initial;
#include <crm/fields/outcome.def>
#undef CRM_FIELD
  CustomerFields customer{};  // what the customer corrected on the phone
  LoanFields loan{};          // and about the loan
};

// What the outcome did.
struct OutcomeResult {
  CustomerId customer_id{};
  std::optional<LoanId> loan_id{};  // the loan it was about; none: the customer has none
  InteractionId interaction_id{};   // the interaction that was added
  bool customer_updated = false;
  bool loan_updated = false;
  // True: this call id was recorded before, and this is the answer of that time. Nothing was written now.
  bool replayed = false;
};

}  // namespace crm
