// A note about a customer.
// Every field, with its meaning and its limits, stands in <crm/fields/customer_note.def>, a line each.
#pragma once

#include <crm/values.hpp>

#define CRM_RECORD CustomerNote
#define CRM_RECORD_FIELDS CustomerNoteFields
#define CRM_RECORD_LIST <crm/fields/customer_note.def>
#include <crm/fields/record.def>
