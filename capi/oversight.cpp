// What there is about the whole: the dashboard, the audit trail, health and statistics.
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

crm_status crm_health(crm_database* database, crm_text** out, crm_error** err) {
  return capi::attempt(err, [&] {
    crm_text*& place = capi::cleared(out);
    auto text = std::make_unique<crm_text>();
    text->text = crm::to_json(capi::required(database, "database").database.health());
    place = text.release();
  });
}

crm_status crm_statistics(crm_database* database, crm_text** out, crm_error** err) {
  return capi::attempt(err, [&] {
    crm_text*& place = capi::cleared(out);
    auto text = std::make_unique<crm_text>();
    text->text = crm::to_json(capi::required(database, "database").database.statistics());
    place = text.release();
  });
}
