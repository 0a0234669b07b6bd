// A customer of an answer, field by field.
#include "getters.hpp"

CRM_NUMBER_GETTER(customer, id)
CRM_NUMBER_GETTER(customer, version)
CRM_TEXT_GETTER(customer, account_number)
CRM_TEXT_GETTER(customer, external_id)
CRM_OPTIONAL_GETTER(customer, customer_number)
CRM_TEXT_GETTER(customer, record_type)
CRM_TEXT_GETTER(customer, first_name)
CRM_TEXT_GETTER(customer, last_name)
CRM_TEXT_GETTER(customer, borrower_first_name)
CRM_TEXT_GETTER(customer, borrower_last_name)
CRM_DATE_GETTER(customer, dob)
CRM_TEXT_GETTER(customer, email_address)
CRM_TEXT_GETTER(customer, primary_phone_number)
CRM_TEXT_GETTER(customer, transfer_phone_number)
CRM_TEXT_GETTER(customer, transfer_ip_address)
CRM_TEXT_GETTER(customer, address_line_1)
CRM_TEXT_GETTER(customer, address_line_2)
CRM_TEXT_GETTER(customer, city)
CRM_TEXT_GETTER(customer, state)
CRM_TEXT_GETTER(customer, postal_code)
CRM_TEXT_GETTER(customer, country)
CRM_TEXT_GETTER(customer, language)
CRM_TEXT_GETTER(customer, time_zone)
CRM_FLAG_GETTER(customer, is_eligible_to_call)
CRM_FLAG_GETTER(customer, do_not_call)
CRM_OPTIONAL_GETTER(customer, credit_score)
CRM_TEXT_GETTER(customer, currency)
CRM_OPTIONAL_GETTER(customer, monthly_income)
CRM_TEXT_GETTER(customer, employment_status)
CRM_TEXT_GETTER(customer, attributes)
CRM_NUMBER_GETTER(customer, created_at)
CRM_NUMBER_GETTER(customer, updated_at)

// Its digits end with the last four, so that they end with the text's NUL.
const char* crm_customer_ssn_last4(const crm_customer* handle, size_t* len) {
  const auto* customer = crm::capi::inside(handle);
  if (customer == nullptr || !customer->ssn) return crm::capi::given_none(len);
  return crm::capi::given(customer->ssn->last4().data(), customer->ssn->last4().size(), len);
}
