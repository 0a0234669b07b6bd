#include "service/said.hpp"

#include <algorithm>

#include "crypto/crypto.hpp"
#include "service/engine.hpp"

namespace crm::service {

namespace {

bool names_ssn(const Said& said) { return !said.ssn.digits().empty(); }

std::string digest_under(const crypto::KeyRing& ring, const Said& said) {
  return crypto::hex(crypto::sha256(said.digest + ring.ssn_index(said.ssn.digits())));
}

}  // namespace

Said said(std::string_view canonical, const CustomerFields& customer) {
  Said all{crypto::hex(crypto::sha256(canonical)), {}};
  if (customer.ssn.named() && customer.ssn.value()) all.ssn = *customer.ssn.value();
  return all;
}

std::string digest_of(Unit& unit, const Said& said) {
  if (!names_ssn(said)) return said.digest;
  return digest_under(*unit.engine.ssn_keys().for_new_values(unit.connection), said);
}

bool is_digest_of(Unit& unit, const Said& said, const std::string& digest) {
  if (digest == digest_of(unit, said)) return true;
  if (!names_ssn(said)) return false;
  SsnKeys& keys = unit.engine.ssn_keys();
  KeyIds ids = key_ids(unit.connection);
  ids.old.insert(ids.old.begin(), ids.current);
  return std::any_of(ids.old.begin(), ids.old.end(),
                     [&](const std::string& id) { return digest == digest_under(*keys.ring(id), said); });
}

}  // namespace crm::service
