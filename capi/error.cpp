// What an error says.
#include "barrier.hpp"
#include "text.hpp"

namespace {

const crm::Error* inside(const crm_error* error) {
  return error != nullptr && error->error ? &*error->error : nullptr;
}

constexpr std::string_view kNoMemory = "There was not enough memory for the call.";

}  // namespace

crm_status crm_error_code(const crm_error* error) {
  if (error == nullptr) return CRM_OK;
  const crm::Error* known = inside(error);
  return known == nullptr ? CRM_NO_MEMORY : static_cast<crm_status>(known->code());
}

const char* crm_error_message(const crm_error* error, size_t* len) {
  if (error == nullptr) return crm::capi::given_none(len);
  const crm::Error* known = inside(error);
  const std::string_view message = known == nullptr ? kNoMemory : std::string_view(known->what());
  return crm::capi::given(message.data(), message.size(), len);
}

const char* crm_error_field(const crm_error* error, size_t* len) {
  if (error == nullptr) return crm::capi::given_none(len);
  const crm::Error* known = inside(error);
  return known == nullptr ? crm::capi::given("", 0, len) : crm::capi::given(known->field(), len);
}

const char* crm_error_sqlstate(const crm_error* error, size_t* len) {
  if (error == nullptr) return crm::capi::given_none(len);
  const crm::Error* known = inside(error);
  return known == nullptr ? crm::capi::given("", 0, len) : crm::capi::given(known->sqlstate(), len);
}

int32_t crm_error_retryable(const crm_error* error) {
  const crm::Error* known = inside(error);
  return known != nullptr && known->retryable();
}
