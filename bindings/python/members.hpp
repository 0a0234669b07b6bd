// The members of each record, by name: what turns a record into a Python object, keyword arguments into a
// record's fields, and a list into Arrow columns.
#pragma once

#include <crm/audit.hpp>
#include <crm/fields.hpp>
#include <type_traits>

namespace crm::python {

template <class R>
struct Members;

template <auto pointer>
using Member = std::integral_constant<decltype(pointer), pointer>;

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
    visit("customer_id", Member<&AuditEntry::customer_id>(), nullptr);
    visit("id", Member<&AuditEntry::id>(), nullptr);
    visit("at", Member<&AuditEntry::at>(), nullptr);
    visit("actor", Member<&AuditEntry::actor>(), nullptr);
    visit("action", Member<&AuditEntry::action>(), nullptr);
    visit("record", Member<&AuditEntry::record>(), nullptr);
    visit("record_id", Member<&AuditEntry::record_id>(), nullptr);
    visit("changes", Member<&AuditEntry::changes>(), nullptr);
  }
};

// What a record tells besides its members: visit(name, doc, derive), where derive()(record) gives the value,
// also in a constant expression.
template <class R>
struct Derived {
  template <class Visit>
  static void each(Visit&&) {}
};

template <>
struct Derived<Loan> {
  template <class Visit>
  static void each(Visit&& visit) {
    visit("is_open", "Whether something may still be owed: every status but paid_off.", Member<&is_open>());
  }
};

}  // namespace crm::python
