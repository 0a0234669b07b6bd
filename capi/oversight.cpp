// What there is about the whole: the dashboard and the audit trail.
#include "records.hpp"

namespace capi = crm::capi;
using crm::capi::SessionUse;

crm_status crm_dashboard(crm_session* session, crm_text** out, crm_error** err) {
  return capi::ask_json(session, out, err,
                        [&](const SessionUse& use) { return crm::to_json(use->dashboard()); });
}

crm_status crm_audit_list(crm_session* session, const crm_filter* filter, crm_text** out, crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    const crm_filter& wanted = capi::only(filter, {"customer_id"});
    return crm::to_json(use->audit(wanted.customer_id.value_or(crm::CustomerId{}), wanted.page));
  });
}
