// The lists.
#include "shapes.hpp"

// A shape is made when it is first asked for: it looks up where the library keeps the fields.
#define REST_SHAPE(Record, name, ...)                   \
  const Shape<crm::Record>& name() {                    \
    static const Shape<crm::Record> shape{__VA_ARGS__}; \
    return shape;                                       \
  }

namespace rest::shapes {

REST_SHAPE(Customer, customer_row, "id", "account_number", "first_name", "last_name", "email_address",
           "primary_phone_number", "customer_number", "record_type", "is_eligible_to_call", "created_at",
           // beyond
           "phone", "version")

REST_SHAPE(Customer, customer_detail, "id", "account_number", "first_name", "last_name", "email_address",
           "primary_phone_number", "ssn", "dob", "address_line_1", "address_line_2", "city", "state",
           "zip_code", "customer_number", "record_type", "borrower_first_name", "borrower_last_name",
           "is_eligible_to_call", "transfer_phone_number", "transfer_ip_address", "credit_score",
           "monthly_income", "employment_status", "created_at",
           // beyond
           "phone", "transfer_phone", "postal_code", "ssn_last4", "currency", "external_id", "country",
           "language", "time_zone", "do_not_call", "attributes", "version", "updated_at")

REST_SHAPE(Customer, customer_writable, "account_number", "first_name", "last_name", "email_address", "phone",
           "primary_phone_number", "ssn", "dob", "address_line_1", "address_line_2", "city", "state",
           "postal_code", "zip_code", "customer_number", "record_type", "borrower_first_name",
           "borrower_last_name", "is_eligible_to_call", "transfer_phone", "transfer_phone_number",
           "transfer_ip_address", "credit_score", "monthly_income", "employment_status",
           // beyond
           "currency", "external_id", "country", "language", "time_zone", "do_not_call", "attributes")

REST_SHAPE(Customer, caller, "account_number", "first_name", "last_name", "address_line_1", "address_line_2",
           "zip_code", "city", "state", "ssn", "dob", "primary_phone_number", "email_address",
           "customer_number", "record_type", "borrower_first_name", "borrower_last_name",
           "is_eligible_to_call", "transfer_phone_number", "transfer_ip_address",
           // beyond
           "phone", "postal_code", "ssn_last4", "language", "time_zone", "do_not_call")

REST_SHAPE(Loan, loan_of_customer, "id", "product_name", "due_amount", "no_of_missed_installments",
           "contractual_installment_amount", "interest_late_fee", "minimum_amount", "due_date", "status",
           // beyond
           "currency")

REST_SHAPE(Loan, loan_row, "id", "customer_id", "product_name", "due_amount", "no_of_missed_installments",
           "contractual_installment_amount", "interest_late_fee", "minimum_amount", "due_date",
           "acceptable_pay_later_date", "acceptable_already_paid_date", "grace_period_date", "status",
           // beyond
           "currency", "version")

REST_SHAPE(Loan, loan_detail, "id", "customer_id", "product_name", "due_amount", "no_of_missed_installments",
           "contractual_installment_amount", "interest_late_fee", "minimum_amount", "due_date",
           "acceptable_pay_later_date", "acceptable_already_paid_date", "grace_period_date", "status",
           "vehicle_id", "loan_amount", "interest_rate", "term_months", "monthly_payment",
           "balance_remaining", "next_payment_date", "origination_date", "days_past_due", "created_at",
           // beyond
           "currency", "version", "updated_at")

REST_SHAPE(Loan, loan_writable, "product_name", "due_amount", "contractual_installment_amount",
           "interest_late_fee", "minimum_amount", "due_date", "vehicle_id", "no_of_missed_installments",
           "acceptable_pay_later_date", "acceptable_already_paid_date", "grace_period_date", "status",
           "loan_amount", "interest_rate", "term_months", "monthly_payment", "balance_remaining",
           "next_payment_date", "origination_date", "days_past_due",
           // beyond
           "currency")

REST_SHAPE(Loan, loan_of_caller, "product_name", "due_amount", "no_of_missed_installments",
           "contractual_installment_amount", "interest_late_fee", "minimum_amount",
           "acceptable_pay_later_date", "acceptable_already_paid_date", "grace_period_date", "due_date",
           // beyond
           "currency")

REST_SHAPE(Interaction, interaction_of_customer, "id", "creation_date", "last_updated_date", "source",
           "status", "notes")

REST_SHAPE(Interaction, interaction_row, "id", "customer_id", "creation_date", "last_updated_date", "source",
           "status", "notes", "created_at",
           // beyond
           "loan_id", "call_id", "agent", "disposition", "follow_up_at", "version")

REST_SHAPE(Interaction, interaction_detail, "id", "customer_id", "creation_date", "last_updated_date",
           "source", "status", "notes", "created_at", "updated_at",
           // beyond
           "loan_id", "call_id", "agent", "direction", "disposition", "disposition_trace", "duration_seconds",
           "currency", "agreed_amount", "agreed_date", "end_status", "dialing_status", "dialing_code",
           "dialing_details", "follow_up_at", "version")

REST_SHAPE(Interaction, interaction_writable, "creation_date", "last_updated_date", "source", "status",
           "notes",
           // beyond
           "follow_up_at", "loan_id")

REST_SHAPE(Interaction, interaction_of_caller, "creation_date", "last_updated_date", "source", "status",
           "notes")

}  // namespace rest::shapes

#undef REST_SHAPE
