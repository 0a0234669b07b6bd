#include "barrier.hpp"

#include <new>

namespace crm::capi {

namespace {

const crm_error kNoMemory{};

void give(crm_error** err, const Error& error) noexcept {
  if (err == nullptr) return;
  try {
    *err = new crm_error{error};
  } catch (...) {
    *err = const_cast<crm_error*>(&kNoMemory);  // nothing changes it, and crm_error_free knows it
  }
}

crm_status status_of(Code code) { return static_cast<crm_status>(code); }

}  // namespace

crm_status report(crm_error** err) noexcept {
  try {
    throw;
  } catch (const Error& error) {
    give(err, error);
    return status_of(error.code());
  } catch (const std::bad_alloc&) {
    if (err != nullptr) *err = const_cast<crm_error*>(&kNoMemory);
    return CRM_NO_MEMORY;
  } catch (...) {
    try {
      give(err, Error(Code::internal, "libcrm met an error that it does not expect: please report it."));
    } catch (...) {
      if (err != nullptr) *err = const_cast<crm_error*>(&kNoMemory);
    }
    return CRM_INTERNAL;
  }
}

}  // namespace crm::capi

namespace capi = crm::capi;

void crm_error_free(crm_error* error) {
  if (error != &capi::kNoMemory) delete error;
}
