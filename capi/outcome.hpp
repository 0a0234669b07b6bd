// A report as C callers put it together, and what it did.
#pragma once

#include <crm.h>

#include <crm/post_call.hpp>
#include <string>

struct crm_outcome {
  crm::Outcome outcome{};
  // Read when it is reported: phone numbers and amounts in them depend on the database's country and the
  // currency.
  std::string customer_json{}, loan_json{};
};

struct crm_outcome_result {
  crm::OutcomeResult result{};
};
