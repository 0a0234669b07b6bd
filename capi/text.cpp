#include "text.hpp"

#include <cstring>

#include "barrier.hpp"

namespace crm::capi {

namespace {

constexpr size_t kMost = size_t{1} << 20;

}  // namespace

std::string_view taken(const char* text, size_t len, const char* field) {
  if (text == nullptr && len == 0) return {};
  if (text == nullptr) refuse(field, "NULL is no text.");
  const bool terminated = len == CRM_NTS;
  if (terminated) len = strnlen(text, kMost + 1);
  if (len > kMost) refuse(field, "A text has at most 1 MiB.");
  if (!terminated && std::memchr(text, '\0', len) != nullptr) refuse(field, "A text must not hold a NUL.");
  return {text, len};
}

const char* given(const char* text, size_t size, size_t* len) noexcept {
  if (len != nullptr) *len = size;
  return text;
}

}  // namespace crm::capi

const char* crm_text_data(const crm_text* text, size_t* len) {
  return text == nullptr ? crm::capi::given_none(len) : crm::capi::given(text->text, len);
}

void crm_text_free(crm_text* text) { delete text; }
