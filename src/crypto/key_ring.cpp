// Derivation of a database's keys, and what they are used for.
#include "crypto/key_ring.hpp"

namespace crm::crypto {

// The purposes are part of the file format: with another text, sealed values no longer open.
KeyRing::KeyRing(const Secret& secret)
    : id_(hex(derive(secret, "libcrm key id").bytes().first<8>())),
      ssn_key_(derive(secret, "libcrm customer_ssn encryption")),
      index_key_(derive(secret, "libcrm customer_ssn index")) {}

std::string KeyRing::seal_ssn(std::string_view digits, CustomerId customer_id) const {
  return seal(ssn_key_, digits, associated(customer_id));
}

std::string KeyRing::open_ssn(std::string_view sealed, CustomerId customer_id) const {
  return open(ssn_key_, sealed, associated(customer_id));
}

std::string KeyRing::ssn_index(std::string_view digits) const { return hex(hmac_sha256(index_key_, digits)); }

// Ties a value to its row and key: moved to another customer it does not open.
std::string KeyRing::associated(CustomerId customer_id) const {
  return "customer_ssn|" + std::to_string(customer_id.value) + "|" + id_;
}

}  // namespace crm::crypto
