// A payment: money that came in for a loan, or its reversal.
// Every field, with its meaning and its limits, stands in <crm/fields/payment.def>, a line each.
#pragma once

#include <crm/values.hpp>

#define CRM_RECORD Payment
#define CRM_RECORD_FIELDS PaymentFields
#define CRM_RECORD_LIST <crm/fields/payment.def>
#include <crm/fields/record.def>
