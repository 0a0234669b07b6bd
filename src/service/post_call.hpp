// Recording what came of a call.
#pragma once

#include <crm/post_call.hpp>

#include "service/unit.hpp"

namespace crm::service {

// An outcome that is ready to be recorded: checked, and with the digest that tells a repetition from another
// outcome.
struct CheckedOutcome {
  Outcome outcome;
  std::string digest;
};

CheckedOutcome check(const Outcome& outcome);

OutcomeResult record_outcome(Unit& unit, const CheckedOutcome& checked);

}  // namespace crm::service
