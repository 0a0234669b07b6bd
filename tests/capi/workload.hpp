// A bit of everything that libcrm does, for tests about what it does to its host. No checks inside: it also
// runs on small stacks and in forked children.
#pragma once

#include <crm.h>

#include <string>

namespace crm::test {

// The first status that is not CRM_OK, of one customer's whole life. `account` makes it another customer.
inline crm_status live(crm_session* session, const std::string& account) {
  const std::string john =
      R"({"account_number": ")" + account +
      R"(", "first_name": "John", "primary_phone_number": "5551234567", "state": "NY", "ssn": "987654321"})";
  const char* loan =
      R"({"product_name": "Auto Loan", "due_amount": 1250.00, "contractual_installment_amount": 425.50,)"
      R"( "interest_late_fee": 25, "minimum_amount": 50, "due_date": "2026-01-31"})";
  const std::string outcome = R"({"call_id": "C1", "account_number": ")" + account + R"(", "note": ")" +
                              std::string(8000, 'n') +
                              R"(", "disposition_trace": ["a", "b"], "agreed_amount": 5})";
  std::string buffer(1 << 20, '\0');
  crm_text* text = nullptr;
  crm_pre_call_answer* answer = nullptr;
  crm_status status = crm_customer_create(session, john.data(), john.size(), nullptr, nullptr);
  if (status == CRM_OK)
    status = crm_pre_call_account(session, account.data(), account.size(), &answer, nullptr);
  const int64_t id = crm_customer_id(crm_candidate_customer(crm_pre_call_answer_candidate(answer, 0)));
  crm_pre_call_answer_free(answer);
  answer = nullptr;
  if (status == CRM_OK) status = crm_loan_create(session, id, loan, CRM_NTS, nullptr, nullptr);
  if (status == CRM_OK)
    status = crm_post_call_json(session, outcome.data(), outcome.size(), nullptr, nullptr);
  if (status == CRM_OK) status = crm_pre_call(session, "+15551234567", CRM_NTS, &answer, nullptr);
  if (status == CRM_OK)
    status = crm_pre_call_json_into(session, "+15551234567", CRM_NTS, buffer.data(), buffer.size(), nullptr,
                                    nullptr);
  if (status == CRM_OK) status = crm_customer_reveal_ssn(session, id, "test", 4, &text, nullptr);
  crm_text_free(text);
  text = nullptr;
  if (status == CRM_OK) status = crm_dashboard(session, &text, nullptr);
  crm_text_free(text);
  crm_pre_call_answer_free(answer);
  return status;
}

// Deep and wrong JSON, refusals, a busy session: what goes wrong must not take more of the host than what
// goes well.
inline void go_wrong(crm_session* session) {
  const std::string deep(100'000, '[');
  crm_error* error = nullptr;
  crm_customer_create(session, deep.data(), deep.size(), nullptr, &error);
  crm_error_free(error);
  const std::string attributes =
      R"({"attributes": {"a": )" + std::string(14, '[') + std::string(14, ']') + "}}";
  crm_customer_create(session, attributes.data(), attributes.size(), nullptr, &error);
  crm_error_free(error);
  crm_customer_create(session, "{\"dob\": 1}", CRM_NTS, nullptr, &error);
  crm_error_free(error);
}

}  // namespace crm::test
