// A customer: the getters for one in an answer, and the functions of the record.
#include "getters.hpp"
#include "records.hpp"

namespace capi = crm::capi;
using crm::capi::SessionUse;

CRM_NUMBER_GETTER(customer, id)
CRM_NUMBER_GETTER(customer, version)
CRM_TEXT_GETTER(customer, account_number)
CRM_TEXT_GETTER(customer, external_id)
CRM_OPTIONAL_GETTER(customer, customer_number)
CRM_TEXT_GETTER(customer, record_type)
CRM_TEXT_GETTER(customer, first_name)
CRM_TEXT_GETTER(customer, last_name)
CRM_TEXT_GETTER(customer, borrower_first_name)
CRM_TEXT_GETTER(customer, borrower_last_name)
CRM_DATE_GETTER(customer, dob)
CRM_TEXT_GETTER(customer, email_address)
CRM_TEXT_GETTER(customer, primary_phone_number)
CRM_TEXT_GETTER(customer, transfer_phone_number)
CRM_TEXT_GETTER(customer, transfer_ip_address)
CRM_TEXT_GETTER(customer, address_line_1)
CRM_TEXT_GETTER(customer, address_line_2)
CRM_TEXT_GETTER(customer, city)
CRM_TEXT_GETTER(customer, state)
CRM_TEXT_GETTER(customer, postal_code)
CRM_TEXT_GETTER(customer, country)
CRM_TEXT_GETTER(customer, language)
CRM_TEXT_GETTER(customer, time_zone)
CRM_FLAG_GETTER(customer, is_eligible_to_call)
CRM_FLAG_GETTER(customer, do_not_call)
CRM_OPTIONAL_GETTER(customer, credit_score)
CRM_TEXT_GETTER(customer, currency)
CRM_OPTIONAL_GETTER(customer, monthly_income)
CRM_TEXT_GETTER(customer, employment_status)
CRM_TEXT_GETTER(customer, attributes)
CRM_NUMBER_GETTER(customer, created_at)
CRM_NUMBER_GETTER(customer, updated_at)

// Its digits end with the last four, so that they end with the text's NUL.
const char* crm_customer_ssn_last4(const crm_customer* handle, size_t* len) {
  const auto* customer = capi::inside(handle);
  if (customer == nullptr || !customer->ssn) return capi::given_none(len);
  return capi::given(customer->ssn->last4().data(), customer->ssn->last4().size(), len);
}

namespace {

std::string create(const SessionUse& use, std::string_view json, const crm::IdempotencyKey& key = {}) {
  const auto fields = crm::fields_from_json<crm::Customer>(json, use.default_country());
  return crm::to_json(use->customers().create(fields, key));
}

}  // namespace

crm_status crm_customer_create(crm_session* session, const char* json, size_t json_len, crm_text** out,
                               crm_error** err) {
  return capi::answer_json(session, out, err, [&](const SessionUse& use) {
    return create(use, capi::taken(json, json_len, "json"));
  });
}

crm_status crm_customer_create_once(crm_session* session, const char* json, size_t json_len, const char* key,
                                    size_t key_len, crm_text** out, crm_error** err) {
  return capi::answer_json(session, out, err, [&](const SessionUse& use) {
    return create(use, capi::taken(json, json_len, "json"), capi::key_of(key, key_len));
  });
}

crm_status crm_customer_get(crm_session* session, int64_t customer_id, crm_text** out, crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    return crm::to_json(capi::found(use->customers().get({customer_id}), "customer"));
  });
}

crm_status crm_customer_find_account(crm_session* session, const char* account_number,
                                     size_t account_number_len, crm_text** out, crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    const std::string_view account = capi::taken(account_number, account_number_len, "account_number");
    return crm::to_json(capi::found(use->customers().find_account(account), "customer"));
  });
}

crm_status crm_customer_find_external(crm_session* session, const char* external_id, size_t external_id_len,
                                      crm_text** out, crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    const std::string_view id = capi::taken(external_id, external_id_len, "external_id");
    return crm::to_json(capi::found(use->customers().find_external(id), "customer"));
  });
}

crm_status crm_customer_find_ssn(crm_session* session, const char* ssn, size_t ssn_len, crm_text** out,
                                 crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    const std::string_view digits = capi::taken(ssn, ssn_len, "ssn");
    const auto wanted = capi::naming("ssn", [&] { return crm::Ssn::parse(digits); });
    return crm::to_json(crm::Page<crm::Customer>{use->customers().find_ssn(wanted), std::nullopt});
  });
}

crm_status crm_customer_update(crm_session* session, int64_t customer_id, const char* json, size_t json_len,
                               int64_t version, crm_text** out, crm_error** err) {
  return capi::answer_json(session, out, err, [&](const SessionUse& use) {
    const std::string_view named = capi::taken(json, json_len, "json");
    crm::Customers customers = use->customers();
    const auto fields =
        capi::changes_of<crm::Customer>(named, use.default_country(), customers.get({customer_id}));
    return crm::to_json(customers.update({customer_id}, fields, capi::expected(version)));
  });
}

crm_status crm_customer_delete(crm_session* session, int64_t customer_id, int64_t version, crm_error** err) {
  return capi::with(session, err, [&](const SessionUse& use) {
    use->customers().remove({customer_id}, capi::expected(version));
  });
}

crm_status crm_customer_erase(crm_session* session, int64_t customer_id, crm_error** err) {
  return crm_customer_erase_with_reason(session, customer_id, nullptr, 0, err);
}

crm_status crm_customer_erase_with_reason(crm_session* session, int64_t customer_id, const char* reason,
                                          size_t reason_len, crm_error** err) {
  return capi::with(session, err, [&](const SessionUse& use) {
    use->customers().erase({customer_id}, capi::taken(reason, reason_len, "reason"));
  });
}

crm_status crm_customer_list(crm_session* session, const crm_filter* filter, crm_text** out,
                             crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    const crm_filter& wanted =
        capi::only(filter, {"phone", "account_prefix", "name_prefix", "first_name_prefix"});
    crm::CustomerFilter customers = wanted.customers;
    if (wanted.phone)
      customers.phone = capi::naming(
          "phone", [&] { return crm::PhoneNumber::parse(*wanted.phone, use.default_country()); });
    return crm::to_json(use->customers().list(customers, wanted.page));
  });
}

crm_status crm_customer_reveal_ssn(crm_session* session, int64_t customer_id, const char* reason,
                                   size_t reason_len, crm_text** out, crm_error** err) {
  return capi::ask_json(session, out, err, [&](const SessionUse& use) {
    const auto digits = use->customers().reveal_ssn({customer_id}, capi::taken(reason, reason_len, "reason"));
    if (!digits) throw crm::Error(crm::Code::not_found, "No social security number is stored.", "ssn");
    return *digits;
  });
}
