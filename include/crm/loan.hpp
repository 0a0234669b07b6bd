// A loan: what a customer owes.
// Every field, with its meaning and its limits, stands in <crm/fields/loan.def>, a line each.
#pragma once

#include <crm/values.hpp>

#define CRM_RECORD Loan
#define CRM_RECORD_FIELDS LoanFields
#define CRM_RECORD_LIST <crm/fields/loan.def>
#include <crm/fields/record.def>

namespace crm {

// Whether something may still be owed: every status but paid_off.
bool is_open(const Loan& loan) noexcept;

}  // namespace crm
