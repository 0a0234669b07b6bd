// Access tokens: JWTs (RFC 7519) that are signed with one algorithm, HS256, and no other (RFC 8725).
#pragma once

#include <crm/date.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "crypto/crypto.hpp"

namespace crm::auth {

struct Claims {
  std::string user, session_id;
  std::int64_t version = 0;  // the user's token_version
  Instant issued_at{}, expires_at{};
};

std::string sign(const crypto::Secret& key, const Claims& claims);

// None for whatever is no token of ours that is good now, without a reason.
std::optional<Claims> verify(const crypto::Secret& key, std::string_view token, Instant now);

// "prefix" and 43 letters of 256 random bits.
std::string random_token(std::string_view prefix);

}  // namespace crm::auth
