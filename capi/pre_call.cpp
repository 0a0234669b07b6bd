// Before a call: who is behind the number, typed and as JSON.
#include <crm/pre_call.hpp>

#include <chrono>
#include <cstring>

#include "getters.hpp"
#include "session.hpp"

namespace capi = crm::capi;

struct crm_pre_call_answer {
  crm_pre_call_answer() = default;
  explicit crm_pre_call_answer(crm::PreCall found) : answer(std::move(found)) {}

  crm::PreCall answer{};
};

namespace {

crm::Instant now() {
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

using Answer = std::unique_ptr<crm_pre_call_answer>;

// One customer, found otherwise than by a number.
Answer answer_about(std::optional<crm::Candidate> found, crm::Instant as_of, const char* field) {
  if (!found) throw crm::Error(crm::Code::not_found, "There is no such customer.", field);
  auto answer = std::make_unique<crm_pre_call_answer>();
  answer->answer.as_of = as_of;
  answer->answer.number = found->customer.primary_phone_number.value_or(crm::PhoneNumber());
  answer->answer.candidates.push_back(std::move(*found));
  return answer;
}

void append_json(std::string& out, const capi::SessionUse& use, const char* number, size_t number_len) {
  const std::string_view wanted = capi::taken(number, number_len, "number");
  capi::naming("number", [&] { use->pre_call_json(wanted, out); });
}

}  // namespace

crm_status crm_pre_call(crm_session* session, const char* number, size_t number_len,
                        crm_pre_call_answer** out, crm_error** err) {
  return capi::ask(session, out, err, [&](const capi::SessionUse& use) {
    const std::string_view wanted = capi::taken(number, number_len, "number");
    return std::make_unique<crm_pre_call_answer>(
        capi::naming("number", [&] { return use->pre_call(wanted); }));
  });
}

crm_status crm_pre_call_account(crm_session* session, const char* account_number, size_t account_number_len,
                                crm_pre_call_answer** out, crm_error** err) {
  return capi::ask(session, out, err, [&](const capi::SessionUse& use) {
    const std::string_view account = capi::taken(account_number, account_number_len, "account_number");
    const crm::Instant as_of = now();
    return answer_about(use->pre_call_account(account), as_of, "account_number");
  });
}

crm_status crm_pre_call_customer(crm_session* session, int64_t customer_id, crm_pre_call_answer** out,
                                 crm_error** err) {
  return capi::ask(session, out, err, [&](const capi::SessionUse& use) {
    const crm::Instant as_of = now();
    return answer_about(use->pre_call_customer({customer_id}), as_of, "customer_id");
  });
}

crm_status crm_pre_call_json(crm_session* session, const char* number, size_t number_len, crm_text** out,
                             crm_error** err) {
  return capi::ask(session, out, err, [&](const capi::SessionUse& use) {
    auto text = std::make_unique<crm_text>();
    append_json(text->text, use, number, number_len);
    return text;
  });
}

crm_status crm_pre_call_json_into(crm_session* session, const char* number, size_t number_len, char* buffer,
                                  size_t buffer_size, size_t* len, crm_error** err) {
  if (len != nullptr) *len = 0;
  return capi::with(session, err, [&](const capi::SessionUse& use) {
    if (buffer_size > 0) capi::required(buffer, "buffer");
    std::string& json = use.scratch();
    json.clear();
    append_json(json, use, number, number_len);
    if (len != nullptr) *len = json.size();
    if (json.size() >= buffer_size)
      throw crm::Error(crm::Code::buffer_too_small, "The buffer is too small for the answer.", "buffer");
    std::memcpy(buffer, json.c_str(), json.size() + 1);
  });
}

void crm_pre_call_answer_free(crm_pre_call_answer* answer) { delete answer; }

const char* crm_pre_call_answer_number(const crm_pre_call_answer* answer, size_t* len) {
  return answer == nullptr ? capi::given_none(len) : capi::text_of(answer->answer.number, len);
}

int64_t crm_pre_call_answer_as_of(const crm_pre_call_answer* answer) {
  return answer == nullptr ? 0 : capi::number_of(answer->answer.as_of);
}

int32_t crm_pre_call_answer_truncated(const crm_pre_call_answer* answer) {
  return answer != nullptr && answer->answer.truncated;
}

size_t crm_pre_call_answer_candidate_count(const crm_pre_call_answer* answer) {
  return answer == nullptr ? 0 : answer->answer.candidates.size();
}

const crm_candidate* crm_pre_call_answer_candidate(const crm_pre_call_answer* answer, size_t index) {
  const auto* candidate = answer == nullptr ? nullptr : capi::at(answer->answer.candidates, index);
  return candidate == nullptr ? nullptr : capi::handle_of<crm_candidate>(*candidate);
}
