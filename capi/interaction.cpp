// An interaction: the getters for one in an answer, and the functions of the record.
#include "getters.hpp"
#include "records.hpp"

CRM_NUMBER_GETTER(interaction, id)
CRM_NUMBER_GETTER(interaction, customer_id)
CRM_NUMBER_GETTER(interaction, version)
CRM_NUMBER_GETTER(interaction, creation_date)
CRM_DATE_GETTER(interaction, last_updated_date)
CRM_TEXT_GETTER(interaction, source)
CRM_TEXT_GETTER(interaction, status)
CRM_TEXT_GETTER(interaction, notes)
CRM_OPTIONAL_GETTER(interaction, follow_up_at)
CRM_NUMBER_GETTER(interaction, loan_id)
CRM_TEXT_GETTER(interaction, call_id)
CRM_TEXT_GETTER(interaction, agent)
CRM_TEXT_GETTER(interaction, direction)
CRM_TEXT_GETTER(interaction, disposition)
CRM_COUNT_GETTER(interaction, disposition_trace_count, disposition_trace)
CRM_OPTIONAL_GETTER(interaction, duration_seconds)
CRM_TEXT_GETTER(interaction, currency)
CRM_OPTIONAL_GETTER(interaction, agreed_amount)
CRM_DATE_GETTER(interaction, agreed_date)
CRM_TEXT_GETTER(interaction, end_status)
CRM_TEXT_GETTER(interaction, dialing_status)
CRM_TEXT_GETTER(interaction, dialing_code)
CRM_TEXT_GETTER(interaction, dialing_details)
CRM_NUMBER_GETTER(interaction, created_at)
CRM_NUMBER_GETTER(interaction, updated_at)

const char* crm_interaction_disposition_trace(const crm_interaction* handle, size_t index, size_t* len) {
  const auto* record = crm::capi::inside(handle);
  const auto* step = record ? crm::capi::at(record->disposition_trace, index) : nullptr;
  return step ? crm::capi::given(*step, len) : crm::capi::given_none(len);
}

CRM_OWNED_RECORD(interaction, Interaction)

crm_status crm_interaction_list(crm_session* session, const crm_filter* filter, crm_text** out,
                                crm_error** err) {
  return crm::capi::ask_json(session, out, err, [&](const crm::capi::SessionUse& use) {
    const crm_filter& wanted = crm::capi::only(filter, {"customer_id", "follow_up_due"});
    crm::InteractionFilter interactions = wanted.interactions;
    interactions.customer_id = wanted.customer_id;
    return crm::to_json(use->interactions().list(interactions, wanted.page));
  });
}
