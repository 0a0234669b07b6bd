// The keys of one database, all derived from its one secret: what seals social security numbers, what makes
// them searchable, and the name by which the database knows the secret.
//
// Threads: immutable once made; shared by many threads.
#pragma once

#include <crm/id.hpp>
#include <string>
#include <string_view>

#include "crypto/crypto.hpp"

namespace crm::crypto {

class KeyRing {
 public:
  explicit KeyRing(const Secret& secret);

  // 16 hex digits that tell one secret from another and reveal nothing about it.
  const std::string& id() const noexcept { return id_; }

  // Binary, as of seal(). It opens only for the same customer and with the same secret.
  std::string seal_ssn(std::string_view digits, CustomerId customer_id) const;
  // Throws Error corrupt when the value is damaged, another customer's, or of another secret.
  std::string open_ssn(std::string_view sealed, CustomerId customer_id) const;

  // The same 64 hex digits for the same SSN, so that it can be found without being readable.
  std::string ssn_index(std::string_view digits) const;

 private:
  std::string associated(CustomerId customer_id) const;

  std::string id_;
  Secret ssn_key_, index_key_;
};

}  // namespace crm::crypto
