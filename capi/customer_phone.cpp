// A customer's phone: the getters for one in an answer, and the functions of the record.
#include "getters.hpp"
#include "records.hpp"

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

CRM_OWNED_RECORD(customer_phone, CustomerPhone)
CRM_OWNED_LIST(customer_phone, CustomerPhone)
