// A note about a customer, as JSON.
#include "records.hpp"

CRM_OWNED_RECORD(customer_note, CustomerNote)
CRM_OWNED_LIST(customer_note, CustomerNote)
