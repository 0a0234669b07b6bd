#include "barrier.hpp"

#include <array>
#include <functional>
#include <new>
#include <utility>

namespace crm::capi {

namespace {

constexpr std::size_t kStatuses = CRM_INTERNAL + 1;

// One for each status, for when there is no memory to say more: the text is short enough to need none.
template <std::size_t... status>
std::array<const crm_error, kStatuses> make_bare(std::index_sequence<status...>) {
  return {crm_error{Error(static_cast<Code>(status), "Out of memory.")}...};
}
const auto kBare = make_bare(std::make_index_sequence<kStatuses>());

bool is_bare(const crm_error* error) {
  return std::less_equal()(kBare.data(), error) && std::less()(error, kBare.data() + kBare.size());
}

crm_status status_of(Code code) { return static_cast<crm_status>(code); }

// Nothing changes it, and crm_error_free knows it.
void give_bare(crm_error** err, Code code) noexcept {
  if (err != nullptr) *err = const_cast<crm_error*>(&kBare[static_cast<std::size_t>(code)]);
}

void give(crm_error** err, const Error& error) noexcept {
  if (err == nullptr) return;
  try {
    *err = new crm_error{error};
  } catch (...) {
    give_bare(err, error.code());
  }
}

}  // namespace

crm_status report(crm_error** err) noexcept {
  try {
    throw;
  } catch (const Error& error) {
    give(err, error);
    return status_of(error.code());
  } catch (const std::bad_alloc&) {
    give_bare(err, Code::no_memory);
    return CRM_NO_MEMORY;
  } catch (...) {
    try {
      give(err, Error(Code::internal, "libcrm met an error that it does not expect: please report it."));
    } catch (...) {
      give_bare(err, Code::internal);
    }
    return CRM_INTERNAL;
  }
}

}  // namespace crm::capi

namespace capi = crm::capi;

void crm_error_free(crm_error* error) {
  if (!capi::is_bare(error)) delete error;
}
