// The sealed SSN of a customer: stored, forgotten, searched and opened. Only here are nine digits ever in
// hand.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/ssn_keys.hpp"
#include "service/unit.hpp"

namespace crm::service {

void store_ssn(Unit& unit, CustomerId id, std::string_view digits);
// Needs no key.
void forget_ssn(storage::Connection& connection, CustomerId id);
// Whether these nine digits are what is stored, and can be read and found there: what is damaged is to be
// written anew.
bool has_ssn(Unit& unit, CustomerId id, std::string_view digits);
// None: the customer has no SSN.
std::optional<std::string> open_ssn(Unit& unit, CustomerId id);
// Of the columns that hold it.
std::string open_ssn(SsnKeys& keys, const std::string& key_id, std::string_view sealed, CustomerId id);
// Who has this SSN, in order of id, at most `limit`.
std::vector<CustomerId> find_by_ssn(storage::Connection& connection, SsnKeys& keys, std::string_view digits,
                                    std::int64_t limit);

// A sealed SSN as it stands in the database.
struct SealedSsn {
  CustomerId customer_id;
  std::string key_id, sealed, index;
};

// Those of customers above `after`, in order, at most `limit`; not those under the key `except`, unless it is
// empty.
// Nobody else writes those that sealed_ssns would find with the same arguments, until the transaction ends.
void lock_sealed_ssns(storage::Connection& connection, CustomerId after, const std::string& except,
                      std::int64_t limit);
std::vector<SealedSsn> sealed_ssns(storage::Connection& connection, CustomerId after,
                                   const std::string& except, std::int64_t limit);
// The same number under another key. Throws Error(corrupt) when it does not open.
void reseal_ssn(storage::Connection& connection, const SealedSsn& stored, const crypto::KeyRing& from,
                const crypto::KeyRing& to);
// Whether the key opens the number, and finds it.
bool is_good(const SealedSsn& stored, const crypto::KeyRing& ring);

}  // namespace crm::service
