// The members of each record, by name: what turns a record into a Python object, keyword arguments into a
// record's fields, and a list into Arrow columns.
#pragma once

#include <crm/audit.hpp>
#include <crm/fields.hpp>

namespace crm::python {

template <class R>
struct Members;

#define CRM_RECORD Customer
#define CRM_RECORD_LIST <crm/fields/customer.def>
#include "members.def"

#define CRM_RECORD CustomerPhone
#define CRM_RECORD_LIST <crm/fields/customer_phone.def>
#include "members.def"

#define CRM_RECORD Loan
#define CRM_RECORD_LIST <crm/fields/loan.def>
#include "members.def"

#define CRM_RECORD Vehicle
#define CRM_RECORD_LIST <crm/fields/vehicle.def>
#include "members.def"

#define CRM_RECORD Payment
#define CRM_RECORD_LIST <crm/fields/payment.def>
#include "members.def"

#define CRM_RECORD Interaction
#define CRM_RECORD_LIST <crm/fields/interaction.def>
#include "members.def"

#define CRM_RECORD CustomerNote
#define CRM_RECORD_LIST <crm/fields/customer_note.def>
#include "members.def"

#define CRM_RECORD LoanNote
#define CRM_RECORD_LIST <crm/fields/loan_note.def>
#include "members.def"

template <>
struct Members<AuditEntry> {
  template <class Visit>
  static void each(Visit&& visit) {
    visit("customer_id", &AuditEntry::customer_id, nullptr);
    visit("id", &AuditEntry::id, nullptr);
    visit("at", &AuditEntry::at, nullptr);
    visit("actor", &AuditEntry::actor, nullptr);
    visit("action", &AuditEntry::action, nullptr);
    visit("record", &AuditEntry::record, nullptr);
    visit("record_id", &AuditEntry::record_id, nullptr);
    visit("changes", &AuditEntry::changes, nullptr);
  }
};

}  // namespace crm::python
