// A customer: whoever owes, or answers for one who owes.
// Every field, with its meaning and its limits, stands in <crm/fields/customer.def>, a line each.
#pragma once

#include <crm/values.hpp>

#define CRM_RECORD Customer
#define CRM_RECORD_FIELDS CustomerFields
#define CRM_RECORD_LIST <crm/fields/customer.def>
#include <crm/fields/record.def>
