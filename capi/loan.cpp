// A loan: the getters for one in an answer, and the functions of the record.
#include "getters.hpp"
#include "records.hpp"

CRM_NUMBER_GETTER(loan, id)
CRM_NUMBER_GETTER(loan, customer_id)
CRM_NUMBER_GETTER(loan, version)
CRM_TEXT_GETTER(loan, product_name)
CRM_TEXT_GETTER(loan, status)
CRM_TEXT_GETTER(loan, currency)
CRM_NUMBER_GETTER(loan, due_amount)
CRM_NUMBER_GETTER(loan, no_of_missed_installments)
CRM_NUMBER_GETTER(loan, contractual_installment_amount)
CRM_NUMBER_GETTER(loan, interest_late_fee)
CRM_NUMBER_GETTER(loan, minimum_amount)
CRM_DATE_GETTER(loan, due_date)
CRM_DATE_GETTER(loan, acceptable_pay_later_date)
CRM_DATE_GETTER(loan, acceptable_already_paid_date)
CRM_DATE_GETTER(loan, grace_period_date)
CRM_NUMBER_GETTER(loan, days_past_due)
CRM_NUMBER_GETTER(loan, vehicle_id)
CRM_OPTIONAL_GETTER(loan, loan_amount)
CRM_OPTIONAL_GETTER(loan, interest_rate)
CRM_OPTIONAL_GETTER(loan, term_months)
CRM_OPTIONAL_GETTER(loan, monthly_payment)
CRM_OPTIONAL_GETTER(loan, balance_remaining)
CRM_DATE_GETTER(loan, next_payment_date)
CRM_DATE_GETTER(loan, origination_date)
CRM_NUMBER_GETTER(loan, created_at)
CRM_NUMBER_GETTER(loan, updated_at)

int32_t crm_loan_is_open(const crm_loan* handle) {
  const auto* loan = crm::capi::inside(handle);
  return loan != nullptr && crm::is_open(*loan);
}

CRM_OWNED_RECORD(loan, Loan)

crm_status crm_loan_find(crm_session* session, int64_t loan_id, int64_t* customer_id, crm_error** err) {
  if (customer_id != nullptr) *customer_id = 0;
  return crm::capi::with(session, err, [&](const crm::capi::SessionUse& use) {
    int64_t& place = crm::capi::required(customer_id, "customer_id");
    place = crm::capi::found(use->loans().find({loan_id}), "loan").customer_id.value;
  });
}

crm_status crm_loan_list(crm_session* session, const crm_filter* filter, crm_text** out, crm_error** err) {
  return crm::capi::ask_json(session, out, err, [&](const crm::capi::SessionUse& use) {
    const crm_filter& wanted = crm::capi::only(filter, {"customer_id", "min_days_past_due", "status"});
    crm::LoanFilter loans = wanted.loans;
    loans.customer_id = wanted.customer_id;
    return crm::to_json(use->loans().list(loans, wanted.page));
  });
}
