// A payment, as JSON.
#include "records.hpp"

namespace capi = crm::capi;
using crm::capi::SessionUse;

namespace {

// Amounts are in the loan's currency when the JSON names no other.
crm::PaymentFields payment_from(const SessionUse& use, crm::CustomerId customer, std::string_view json) {
  const std::string& country = use.default_country();
  crm::PaymentFields fields = crm::fields_from_json<crm::Payment>(json, country);
  if (!fields.loan_id.named() || fields.currency.named()) return fields;
  const auto loan = use->loans().get({customer, fields.loan_id.value()});
  if (!loan) return fields;  // refused when it is recorded
  fields = crm::fields_from_json<crm::Payment>(json, country, loan->currency);
  fields.currency = loan->currency;
  return fields;
}

}  // namespace

crm_status crm_payment_create(crm_session* session, int64_t customer_id, const char* json, size_t json_len,
                              crm_text** out, crm_error** err) {
  return capi::answer_json(session, out, err, [&](const SessionUse& use) {
    const auto fields = payment_from(use, {customer_id}, capi::taken(json, json_len, "json"));
    return crm::to_json(use->payments().record({customer_id}, fields));
  });
}

crm_status crm_payment_get(crm_session* session, int64_t customer_id, int64_t payment_id, crm_text** out,
                           crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    return crm::to_json(capi::found(use->payments().get({{customer_id}, {payment_id}}), "payment"));
  });
}

crm_status crm_payment_reverse(crm_session* session, int64_t customer_id, int64_t payment_id,
                               const char* reason, size_t reason_len, crm_text** out, crm_error** err) {
  return capi::answer_json(session, out, err, [&](const SessionUse& use) {
    const std::string_view why = capi::taken(reason, reason_len, "reason");
    return crm::to_json(use->payments().reverse({{customer_id}, {payment_id}}, why));
  });
}

crm_status crm_payment_reverse_once(crm_session* session, int64_t customer_id, int64_t payment_id,
                                    const char* reason, size_t reason_len, const char* key, size_t key_len,
                                    crm_text** out, crm_error** err) {
  return capi::answer_json(session, out, err, [&](const SessionUse& use) {
    const std::string_view why = capi::taken(reason, reason_len, "reason");
    const std::string once(capi::taken(key, key_len, "idempotency_key"));
    return crm::to_json(use->payments().reverse({{customer_id}, {payment_id}}, why, once));
  });
}

crm_status crm_payment_list(crm_session* session, const crm_filter* filter, crm_text** out, crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    const crm_filter& wanted = capi::only(filter, {"customer_id"});
    return crm::to_json(use->payments().list(capi::owner_of(wanted), wanted.page));
  });
}
