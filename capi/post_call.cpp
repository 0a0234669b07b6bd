// After a call: the report, typed and as JSON, and its result.
#include <crm/json.hpp>

#include "outcome.hpp"
#include "session.hpp"
#include "text.hpp"

namespace capi = crm::capi;

namespace {

crm::Outcome finished(const crm_outcome& report, const std::string& country) {
  crm::Outcome outcome = report.outcome;
  if (outcome.agreed_amount) outcome.agreed_amount->currency = outcome.currency;
  if (!report.customer_json.empty())
    outcome.customer = capi::naming(
        "customer_json", [&] { return crm::fields_from_json<crm::Customer>(report.customer_json, country); });
  if (!report.loan_json.empty())
    outcome.loan = capi::naming("loan_json", [&] {
      return crm::fields_from_json<crm::Loan>(report.loan_json, country, outcome.currency);
    });
  return outcome;
}

}  // namespace

crm_status crm_post_call(crm_session* session, const crm_outcome* outcome, crm_outcome_result** out,
                         crm_error** err) {
  if (out != nullptr) *out = nullptr;
  return capi::with(session, err, [&](const capi::SessionUse& use) {
    const crm_outcome& report = capi::required(outcome, "outcome");
    auto result = std::make_unique<crm_outcome_result>();  // first: once it is recorded, nothing may fail
    result->result = use->post_call(finished(report, use.default_country()));
    if (out != nullptr) *out = result.release();
  });
}

crm_status crm_post_call_json(crm_session* session, const char* json, size_t json_len, crm_text** out,
                              crm_error** err) {
  if (out != nullptr) *out = nullptr;
  return capi::with(session, err, [&](const capi::SessionUse& use) {
    const std::string_view report = capi::taken(json, json_len, "json");
    auto text = std::make_unique<crm_text>();
    const crm::OutcomeResult result = use->post_call(crm::outcome_from_json(report, use.default_country()));
    text->text = crm::to_json(result);
    if (out != nullptr) *out = text.release();
  });
}

void crm_outcome_result_free(crm_outcome_result* result) { delete result; }

int64_t crm_outcome_result_customer_id(const crm_outcome_result* result) {
  return result == nullptr ? 0 : result->result.customer_id.value;
}

int64_t crm_outcome_result_loan_id(const crm_outcome_result* result) {
  return result == nullptr || !result->result.loan_id ? 0 : result->result.loan_id->value;
}

int64_t crm_outcome_result_interaction_id(const crm_outcome_result* result) {
  return result == nullptr ? 0 : result->result.interaction_id.value;
}

int32_t crm_outcome_result_customer_updated(const crm_outcome_result* result) {
  return result != nullptr && result->result.customer_updated;
}

int32_t crm_outcome_result_loan_updated(const crm_outcome_result* result) {
  return result != nullptr && result->result.loan_updated;
}

int32_t crm_outcome_result_replayed(const crm_outcome_result* result) {
  return result != nullptr && result->result.replayed;
}
