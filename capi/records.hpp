// What the functions for records share: JSON in, the use case, JSON out.
#pragma once

#include <crm/json.hpp>
#include <crm/records.hpp>
#include <memory>
#include <string>

#include "filter.hpp"
#include "session.hpp"
#include "text.hpp"

namespace crm::capi {

// Runs the body of a change, which answers with the JSON for *out; out may be NULL.
template <class Body>
crm_status answer_json(crm_session* session, crm_text** out, crm_error** err, Body body) noexcept {
  if (out != nullptr) *out = nullptr;
  return with(session, err, [&](const SessionUse& use) {
    auto text = std::make_unique<crm_text>();
    text->text = body(use);
    if (out != nullptr) *out = text.release();
  });
}

// The same for a question, whose answer must be wanted.
template <class Body>
crm_status ask_json(crm_session* session, crm_text** out, crm_error** err, Body body) noexcept {
  return ask(session, out, err, [&](const SessionUse& use) {
    auto text = std::make_unique<crm_text>();
    text->text = body(use);
    return text;
  });
}

template <class R>
const R& found(const std::optional<R>& record, const std::string& noun) {
  if (!record) throw Error(Code::not_found, "There is no such " + noun + ".", noun + "_id");
  return *record;
}

inline ExpectedVersion expected(int64_t version) {
  return version == 0 ? ExpectedVersion() : ExpectedVersion(version);
}

// The fields that the JSON names; its amounts are in the record's currency when it names no other.
template <class R>
typename R::Fields changes_of(std::string_view json, const std::string& country,
                              const std::optional<R>& before) {
  if constexpr (requires(R record) { record.currency; })
    return fields_from_json<R>(json, country, before ? before->currency : Currency());
  else
    return fields_from_json<R>(json, country);
}

// The key of a creation that may be asked for again.
inline IdempotencyKey key_of(const char* key, size_t key_len) {
  return std::string(taken(key, key_len, "idempotency_key"));
}

template <class R>
std::string create_owned(const SessionUse& use, int64_t owner, std::string_view json,
                         const IdempotencyKey& key = {}) {
  return to_json(Owned<R>(*use).create({owner}, fields_from_json<R>(json, use.default_country()), key));
}

template <class R>
crm_status get_owned(crm_session* session, Key<R> key, const char* noun, crm_text** out,
                     crm_error** err) noexcept {
  return ask_json(session, out, err,
                  [&](const SessionUse& use) { return to_json(found(Owned<R>(*use).get(key), noun)); });
}

template <class R>
crm_status update_owned(crm_session* session, Key<R> key, const char* json, size_t json_len, int64_t version,
                        crm_text** out, crm_error** err) noexcept {
  return answer_json(session, out, err, [&](const SessionUse& use) {
    const std::string_view named = taken(json, json_len, "json");
    Owned<R> records(*use);
    const auto fields = changes_of<R>(named, use.default_country(), records.get(key));
    return to_json(records.update(key, fields, expected(version)));
  });
}

template <class R>
crm_status delete_owned(crm_session* session, Key<R> key, int64_t version, crm_error** err) noexcept {
  return with(session, err, [&](const SessionUse& use) { Owned<R>(*use).remove(key, expected(version)); });
}

template <class R>
crm_status list_owned(crm_session* session, const crm_filter* filter, crm_text** out,
                      crm_error** err) noexcept {
  return ask_json(session, out, err, [&](const SessionUse& use) {
    const crm_filter& wanted = only(filter, {"customer_id"});
    return to_json(Owned<R>(*use).list(owner_of(wanted), wanted.page));
  });
}

}  // namespace crm::capi

// The functions of a record that a customer owns; its list is another macro, because some have filters of
// their own.
#define CRM_OWNED_RECORD(noun, R)                                                                         \
  crm_status crm_##noun##_create(crm_session* session, int64_t customer_id, const char* json,             \
                                 size_t json_len, crm_text** out, crm_error** err) {                      \
    return crm::capi::answer_json(session, out, err, [&](const crm::capi::SessionUse& use) {              \
      return crm::capi::create_owned<crm::R>(use, customer_id, crm::capi::taken(json, json_len, "json")); \
    });                                                                                                   \
  }                                                                                                       \
  crm_status crm_##noun##_create_once(crm_session* session, int64_t customer_id, const char* json,        \
                                      size_t json_len, const char* key, size_t key_len, crm_text** out,   \
                                      crm_error** err) {                                                  \
    return crm::capi::answer_json(session, out, err, [&](const crm::capi::SessionUse& use) {              \
      return crm::capi::create_owned<crm::R>(use, customer_id, crm::capi::taken(json, json_len, "json"),  \
                                             crm::capi::key_of(key, key_len));                            \
    });                                                                                                   \
  }                                                                                                       \
  crm_status crm_##noun##_get(crm_session* session, int64_t customer_id, int64_t id, crm_text** out,      \
                              crm_error** err) {                                                          \
    return crm::capi::get_owned<crm::R>(session, {{customer_id}, {id}}, #noun, out, err);                 \
  }                                                                                                       \
  crm_status crm_##noun##_update(crm_session* session, int64_t customer_id, int64_t id, const char* json, \
                                 size_t json_len, int64_t version, crm_text** out, crm_error** err) {     \
    return crm::capi::update_owned<crm::R>(session, {{customer_id}, {id}}, json, json_len, version, out,  \
                                           err);                                                          \
  }                                                                                                       \
  crm_status crm_##noun##_delete(crm_session* session, int64_t customer_id, int64_t id, int64_t version,  \
                                 crm_error** err) {                                                       \
    return crm::capi::delete_owned<crm::R>(session, {{customer_id}, {id}}, version, err);                 \
  }

#define CRM_OWNED_LIST(noun, R)                                                                \
  crm_status crm_##noun##_list(crm_session* session, const crm_filter* filter, crm_text** out, \
                               crm_error** err) {                                              \
    return crm::capi::list_owned<crm::R>(session, filter, out, err);                           \
  }
