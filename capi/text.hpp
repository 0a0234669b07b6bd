// Text on its way in and out.
#pragma once

#include <crm.h>

#include <string>
#include <string_view>

struct crm_text {
  std::string text;
};

namespace crm::capi {

// A caller's text. Error(invalid_argument) with the field's name for NULL with a length, a NUL inside, and
// more than 1 MiB, of which nothing is read then.
std::string_view taken(const char* text, size_t len, const char* field);

// A text that ends with a NUL, or none.
const char* given(const char* text, size_t size, size_t* len) noexcept;
inline const char* given(const std::string& text, size_t* len) noexcept {
  return given(text.c_str(), text.size(), len);
}
inline const char* given_none(size_t* len) noexcept { return given(nullptr, 0, len); }

}  // namespace crm::capi
