#include "differential/telling.hpp"

namespace crm::test {

void Telling::tell(const LoanGroup& group) {
  part(group.key, group.loans);
  part("due", group.due_amount);
  part("balance", group.balance_remaining);
}

void Telling::tell(const Dashboard& dashboard) {
  part("customers", dashboard.total_customers);
  part("loans", dashboard.total_loans);
  part("interactions", dashboard.total_interactions);
  part("active", dashboard.active_loans);
  part("past due", dashboard.past_due_loans);
  part("portfolio", dashboard.total_portfolio);
  part("by status", dashboard.by_status);
  part("by bucket", dashboard.by_bucket);
}

void Telling::tell(const OutcomeResult& result) {
  tell(result.customer_id);
  part("loan", result.loan_id);
  part("interaction", result.interaction_id);
  part("customer_updated", result.customer_updated);
  part("loan_updated", result.loan_updated);
  part("replayed", result.replayed);
}

void Telling::tell(const Decision& decision) {
  part("allowed", decision.allowed);
  for (const Reason& reason : decision.reasons) part("against", reason.code);
  part("hours_allow_at", decision.hours_allow_at);
}

void Telling::tell(const Candidate& candidate) {
  tell(candidate.customer);
  part("phone", candidate.phone);
  part("primary", candidate.primary);
  part("loans", candidate.loans);
  part("total_due", candidate.total_due);
  part("interactions", candidate.interactions);
  part("decision", candidate.decision);
}

void Telling::tell(const PreCall& answer) {
  tell(answer.number.e164());
  part("as_of", answer.as_of);
  part("truncated", answer.truncated);
  part("candidates", answer.candidates);
}

void Telling::tell(const AuditEntry& entry) {
  tell(entry.customer_id);
  part("at", entry.at);
  part("actor", entry.actor);
  part("action", entry.action);
  part("record", entry.record);
  part("changes", changes_with_names(entry.changes));
}

// [before, after] of the fields that hold ids.
std::string Telling::changes_with_names(const std::string& changes) {
  auto json = nlohmann::ordered_json::parse(changes);
  const auto rename = [&](const char* field, auto id) {
    if (!json.contains(field)) return;
    for (auto& side : json[field])
      if (side.is_number()) side = names_.number_of(decltype(id){side.template get<std::int64_t>()});
  };
  rename("loan_id", LoanId{});
  rename("vehicle_id", VehicleId{});
  return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace crm::test
