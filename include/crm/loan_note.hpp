// A note about a loan.
// Every field, with its meaning and its limits, stands in <crm/fields/loan_note.def>, a line each.
#pragma once

#include <crm/values.hpp>

#define CRM_RECORD LoanNote
#define CRM_RECORD_FIELDS LoanNoteFields
#define CRM_RECORD_LIST <crm/fields/loan_note.def>
#include <crm/fields/record.def>
