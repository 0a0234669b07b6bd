// A customer's phone in an answer, field by field.
#include "getters.hpp"

CRM_NUMBER_GETTER(customer_phone, id)
CRM_NUMBER_GETTER(customer_phone, customer_id)
CRM_NUMBER_GETTER(customer_phone, version)
CRM_TEXT_GETTER(customer_phone, number)
CRM_TEXT_GETTER(customer_phone, kind)
CRM_NUMBER_GETTER(customer_phone, rank)
CRM_TEXT_GETTER(customer_phone, status)
CRM_FLAG_GETTER(customer_phone, do_not_call)
CRM_NUMBER_GETTER(customer_phone, created_at)
CRM_NUMBER_GETTER(customer_phone, updated_at)
