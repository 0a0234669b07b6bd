// Signatures of webhooks: https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries
#include <crm/auth.hpp>

#include "crypto/crypto.hpp"

namespace crm {

bool is_signed(std::string_view body, std::string_view secret, std::string_view signature) {
  if (secret.empty()) return false;
  const std::span key(reinterpret_cast<const unsigned char*>(secret.data()), secret.size());
  return crypto::same("sha256=" + crypto::hex(crypto::hmac_sha256(key, body)), signature);
}

}  // namespace crm
