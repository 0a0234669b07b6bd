// What an outcome means: which values it gives the loan, and how it reads as an interaction.
#pragma once

#include <crm/post_call.hpp>
#include <string>

namespace crm::domain {

// Steps 1 and 2 of the contract's post-call, on the loan: the values named, the amount and date agreed, and
// the status that the disposition stands for.
void apply_outcome(const Outcome& outcome, Loan& loan);

// Step 3: the interaction that tells of the call. The agent and the time when the outcome names none are the
// caller's.
Interaction interaction_of(const Outcome& outcome);

// The parts that are present, in the contract's order, joined by "; ".
std::string outcome_notes(const Outcome& outcome);

// Every field by its rule, and account number or customer id.
void check_outcome(const Outcome& outcome);

}  // namespace crm::domain
