// The sealed SSN of a customer: stored, forgotten, searched and opened. Only here are nine digits ever in
// hand.
#pragma once

#include <string_view>
#include <vector>

#include "crypto/key_ring.hpp"
#include "service/unit.hpp"

namespace crm::service {

void store_ssn(Unit& unit, CustomerId id, std::string_view digits);
// Needs no key.
void forget_ssn(storage::Connection& connection, CustomerId id);
// Whether these nine digits are what is stored.
bool has_ssn(Unit& unit, CustomerId id, std::string_view digits);
// None: the customer has no SSN.
std::optional<std::string> open_ssn(Unit& unit, CustomerId id);
// Of the column that holds it.
std::string open_sealed(const crypto::KeyRing& ring, std::string_view sealed, CustomerId id);

}  // namespace crm::service
