// A customer's phone: one number of one customer, with kind, rank and status.
// Every field, with its meaning and its limits, stands in <crm/fields/customer_phone.def>, a line each.
#pragma once

#include <crm/values.hpp>

#define CRM_RECORD CustomerPhone
#define CRM_RECORD_FIELDS CustomerPhoneFields
#define CRM_RECORD_LIST <crm/fields/customer_phone.def>
#include <crm/fields/record.def>
