// How a record's fields look to C, by their types; and the macros that make a getter of a line.
#pragma once

#include <crm.h>

#include <crm/pre_call.hpp>
#include <optional>
#include <string>
#include <vector>

#include "currency_text.hpp"
#include "text.hpp"

namespace crm::capi {

// The record behind a handle: a handle to a part of an answer is a pointer to that part.
template <class Handle>
struct Inside;
#define CRM_HANDLE(handle, type) \
  template <>                    \
  struct Inside<handle> {        \
    using Type = type;           \
  };
CRM_HANDLE(crm_candidate, Candidate)
CRM_HANDLE(crm_decision, Decision)
CRM_HANDLE(crm_customer, Customer)
CRM_HANDLE(crm_customer_phone, CustomerPhone)
CRM_HANDLE(crm_loan, Loan)
CRM_HANDLE(crm_interaction, Interaction)
#undef CRM_HANDLE

template <class Handle>
const typename Inside<Handle>::Type* inside(const Handle* handle) noexcept {
  return reinterpret_cast<const typename Inside<Handle>::Type*>(handle);
}
template <class Handle>
const Handle* handle_of(const typename Inside<Handle>::Type& record) noexcept {
  return reinterpret_cast<const Handle*>(&record);
}

// NULL behind the end.
template <class T>
const T* at(const std::vector<T>& items, size_t index) noexcept {
  return index < items.size() ? &items[index] : nullptr;
}

inline const char* text_of(const std::string& value, size_t* len) noexcept { return given(value, len); }
inline const char* text_of(const PhoneNumber& value, size_t* len) noexcept {
  return given(value.e164(), len);
}
inline const char* text_of(const JsonObject& value, size_t* len) noexcept { return given(value.text, len); }
inline const char* text_of(Currency value, size_t* len) noexcept {
  return given(currency_text(value), 3, len);
}
template <class T>
const char* text_of(const std::optional<T>& value, size_t* len) noexcept {
  return value ? text_of(*value, len) : given_none(len);
}

inline int64_t number_of(int64_t value) noexcept { return value; }
inline int64_t number_of(const Money& value) noexcept { return value.minor; }
inline int64_t number_of(Decimal value) noexcept { return value.billionths(); }
inline int64_t number_of(Instant value) noexcept { return value.time_since_epoch().count(); }
template <class R>
int64_t number_of(Id<R> value) noexcept {
  return value.value;
}
template <class R>
int64_t number_of(const std::optional<Id<R>>& value) noexcept {
  return value ? value->value : 0;
}

inline int32_t date_of(Date value) noexcept {
  return static_cast<int>(value.year()) * 10000 +
         static_cast<int32_t>(static_cast<unsigned>(value.month())) * 100 +
         static_cast<int32_t>(static_cast<unsigned>(value.day()));
}
inline int32_t date_of(const std::optional<Date>& value) noexcept { return value ? date_of(*value) : 0; }

template <class T>
int32_t number_into(const std::optional<T>& value, int64_t* out) noexcept {
  if (out != nullptr) *out = value ? number_of(*value) : 0;
  return value.has_value();
}

}  // namespace crm::capi

#define CRM_TEXT_GETTER(noun, field)                                                     \
  const char* crm_##noun##_##field(const crm_##noun* handle, size_t* len) {              \
    const auto* record = crm::capi::inside(handle);                                      \
    return record ? crm::capi::text_of(record->field, len) : crm::capi::given_none(len); \
  }

#define CRM_NUMBER_GETTER(noun, field)                       \
  int64_t crm_##noun##_##field(const crm_##noun* handle) {   \
    const auto* record = crm::capi::inside(handle);          \
    return record ? crm::capi::number_of(record->field) : 0; \
  }

#define CRM_FLAG_GETTER(noun, field)                       \
  int32_t crm_##noun##_##field(const crm_##noun* handle) { \
    const auto* record = crm::capi::inside(handle);        \
    return record != nullptr && record->field;             \
  }

#define CRM_DATE_GETTER(noun, field)                       \
  int32_t crm_##noun##_##field(const crm_##noun* handle) { \
    const auto* record = crm::capi::inside(handle);        \
    return record ? crm::capi::date_of(record->field) : 0; \
  }

#define CRM_OPTIONAL_GETTER(noun, field)                                 \
  int32_t crm_##noun##_##field(const crm_##noun* handle, int64_t* out) { \
    const auto* record = crm::capi::inside(handle);                      \
    const decltype(record->field) none{};                                \
    return crm::capi::number_into(record ? record->field : none, out);   \
  }

#define CRM_COUNT_GETTER(noun, field, items)              \
  size_t crm_##noun##_##field(const crm_##noun* handle) { \
    const auto* record = crm::capi::inside(handle);       \
    return record ? record->items.size() : 0;             \
  }
