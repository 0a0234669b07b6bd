// What an error says.
#include "barrier.hpp"
#include "text.hpp"

namespace capi = crm::capi;

crm_status crm_error_code(const crm_error* error) {
  return error == nullptr ? CRM_OK : static_cast<crm_status>(error->error.code());
}

const char* crm_error_message(const crm_error* error, size_t* len) {
  if (error == nullptr) return capi::given_none(len);
  const std::string_view message = error->error.what();
  return capi::given(message.data(), message.size(), len);
}

const char* crm_error_field(const crm_error* error, size_t* len) {
  return error == nullptr ? capi::given_none(len) : capi::given(error->error.field(), len);
}

const char* crm_error_sqlstate(const crm_error* error, size_t* len) {
  return error == nullptr ? capi::given_none(len) : capi::given(error->error.sqlstate(), len);
}

int32_t crm_error_retryable(const crm_error* error) { return error != nullptr && error->error.retryable(); }
