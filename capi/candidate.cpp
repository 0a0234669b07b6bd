// A candidate of an answer, and the decision about calling them.
#include "getters.hpp"

namespace capi = crm::capi;

namespace {

const crm::Reason* reason_at(const crm_decision* handle, size_t index) {
  const auto* decision = capi::inside(handle);
  return decision == nullptr ? nullptr : capi::at(decision->reasons, index);
}

// The views of a decision are of literals, which end with a NUL.
const char* given_literal(std::string_view text, size_t* len) {
  return capi::given(text.data(), text.size(), len);
}

}  // namespace

CRM_FLAG_GETTER(candidate, primary)
CRM_COUNT_GETTER(candidate, total_due_count, total_due)
CRM_COUNT_GETTER(candidate, loan_count, loans)
CRM_COUNT_GETTER(candidate, interaction_count, interactions)
CRM_FLAG_GETTER(decision, allowed)
CRM_COUNT_GETTER(decision, reason_count, reasons)
CRM_COUNT_GETTER(decision, rule_count, rules)
CRM_OPTIONAL_GETTER(decision, hours_allow_at)

const crm_customer* crm_candidate_customer(const crm_candidate* handle) {
  const auto* candidate = capi::inside(handle);
  return candidate == nullptr ? nullptr : capi::handle_of<crm_customer>(candidate->customer);
}

const crm_customer_phone* crm_candidate_phone(const crm_candidate* handle) {
  const auto* candidate = capi::inside(handle);
  if (candidate == nullptr || !candidate->phone) return nullptr;
  return capi::handle_of<crm_customer_phone>(*candidate->phone);
}

int64_t crm_candidate_total_due(const crm_candidate* handle, size_t index) {
  const auto* candidate = capi::inside(handle);
  const auto* total = candidate == nullptr ? nullptr : capi::at(candidate->total_due, index);
  return total == nullptr ? 0 : total->minor;
}

const char* crm_candidate_total_due_currency(const crm_candidate* handle, size_t index, size_t* len) {
  const auto* candidate = capi::inside(handle);
  const auto* total = candidate == nullptr ? nullptr : capi::at(candidate->total_due, index);
  return total == nullptr ? capi::given_none(len) : capi::text_of(total->currency, len);
}

const crm_loan* crm_candidate_loan(const crm_candidate* handle, size_t index) {
  const auto* candidate = capi::inside(handle);
  const auto* loan = candidate == nullptr ? nullptr : capi::at(candidate->loans, index);
  return loan == nullptr ? nullptr : capi::handle_of<crm_loan>(*loan);
}

const crm_interaction* crm_candidate_interaction(const crm_candidate* handle, size_t index) {
  const auto* candidate = capi::inside(handle);
  const auto* interaction = candidate == nullptr ? nullptr : capi::at(candidate->interactions, index);
  return interaction == nullptr ? nullptr : capi::handle_of<crm_interaction>(*interaction);
}

const crm_decision* crm_candidate_decision(const crm_candidate* handle) {
  const auto* candidate = capi::inside(handle);
  return candidate == nullptr ? nullptr : capi::handle_of<crm_decision>(candidate->decision);
}

const char* crm_decision_reason_rule(const crm_decision* decision, size_t index, size_t* len) {
  const crm::Reason* reason = reason_at(decision, index);
  return reason == nullptr ? capi::given_none(len) : given_literal(reason->rule, len);
}

const char* crm_decision_reason_code(const crm_decision* decision, size_t index, size_t* len) {
  const crm::Reason* reason = reason_at(decision, index);
  return reason == nullptr ? capi::given_none(len) : given_literal(reason->code, len);
}

const char* crm_decision_reason_message(const crm_decision* decision, size_t index, size_t* len) {
  const crm::Reason* reason = reason_at(decision, index);
  return reason == nullptr ? capi::given_none(len) : given_literal(reason->message, len);
}

const char* crm_decision_rule(const crm_decision* handle, size_t index, size_t* len) {
  const auto* decision = capi::inside(handle);
  const auto* rule = decision == nullptr ? nullptr : capi::at(decision->rules, index);
  return rule == nullptr ? capi::given_none(len) : given_literal(*rule, len);
}
