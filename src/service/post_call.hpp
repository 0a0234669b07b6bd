// Recording what came of a call.
#pragma once

#include <crm/post_call.hpp>

#include "service/said.hpp"
#include "service/unit.hpp"

namespace crm::service {

// An outcome that is ready to be recorded: checked, and with what tells a repetition from another outcome.
struct CheckedOutcome {
  Outcome outcome;
  Said said;
};

CheckedOutcome check(const Outcome& outcome);

OutcomeResult record_outcome(Unit& unit, const CheckedOutcome& checked);

// Of an interaction that came in another way and names its call: record_outcome takes every outcome of that
// call for a repetition from now on.
void claim_call(Unit& unit, const Interaction& interaction);
// Throws Error(conflict) when its call was recorded before.
void refuse_recorded_call(Unit& unit, const Interaction& interaction);

}  // namespace crm::service
