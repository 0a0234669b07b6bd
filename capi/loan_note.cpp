// A note about a loan, as JSON.
#include "records.hpp"

CRM_OWNED_RECORD(loan_note, LoanNote)
CRM_OWNED_LIST(loan_note, LoanNote)
