// Base64url without padding (RFC 4648, section 5), as tokens use it.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace crm::auth {

std::string base64url(std::span<const unsigned char> bytes);
inline std::string base64url(std::string_view text) {
  return base64url({reinterpret_cast<const unsigned char*>(text.data()), text.size()});
}

// None: it is no such text, or not the only one for its bytes.
std::optional<std::string> from_base64url(std::string_view text);

}  // namespace crm::auth
