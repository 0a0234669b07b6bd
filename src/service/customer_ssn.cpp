#include "service/customer_ssn.hpp"

#include <algorithm>
#include <crm/error.hpp>

#include "service/engine.hpp"
#include "storage/directory.hpp"

namespace crm::service {

namespace {

using storage::Param;
using storage::Row;
using storage::Sql;
using storage::ssn_directory;

std::string to_hex(std::string_view bytes) {
  return crypto::hex({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

int nibble(char digit) {
  if (digit >= '0' && digit <= '9') return digit - '0';
  if (digit >= 'a' && digit <= 'f') return digit - 'a' + 10;
  throw Error(Code::corrupt, "A sealed SSN in the database is damaged.");
}

std::string from_hex(std::string_view text) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < text.size(); i += 2)
    bytes.push_back(static_cast<char>(nibble(text[i]) * 16 + nibble(text[i + 1])));
  return bytes;
}

constexpr const char* kSealed =
    "SELECT customer_id, key_id, sealed, ssn_index FROM customer_ssn WHERE customer_id > $1 AND key_id <> $2 "
    "ORDER BY customer_id LIMIT $3";

struct WipedDigits {
  std::string text;
  ~WipedDigits() { crypto::wipe({reinterpret_cast<unsigned char*>(text.data()), text.size()}); }
};

}  // namespace

void store_ssn(Unit& unit, CustomerId id, std::string_view digits) {
  static const Sql insert(
      "INSERT INTO customer_ssn (customer_id, key_id, sealed, ssn_index) VALUES ($1, $2, $3, $4)");
  const auto ring = unit.engine.ssn_keys().for_new_values(unit.connection);
  const std::string index = ring->ssn_index(digits);
  const Param params[] = {id.value, ring->id(), to_hex(ring->seal_ssn(digits, id)), index};
  unit.connection.post({insert, params});
  ssn_directory().add(unit.connection, index, id);
}

void forget_ssn(storage::Connection& connection, CustomerId id) {
  static const Sql remove("DELETE FROM customer_ssn WHERE customer_id = $1 RETURNING ssn_index");
  const Param params[] = {id.value};
  std::optional<std::string> index;
  connection.execute({remove, params, [&](const Row& row) { index = row.text(0); }});
  if (index) ssn_directory().remove(connection, *index, id);
}

bool has_ssn(Unit& unit, CustomerId id, std::string_view digits) {
  static const Sql select("SELECT key_id, sealed, ssn_index FROM customer_ssn WHERE customer_id = $1");
  const Param params[] = {id.value};
  std::optional<SealedSsn> stored;
  unit.connection.execute(
      {select, params, [&](const Row& row) {
         stored = SealedSsn{id, std::string(row.text(0)), std::string(row.text(1)), std::string(row.text(2))};
       }});
  if (!stored) return false;
  const auto ring = unit.engine.ssn_keys().ring(stored->key_id);
  return ring->ssn_index(digits) == stored->index && is_good(*stored, *ring);
}

std::optional<std::string> open_ssn(Unit& unit, CustomerId id) {
  static const Sql select("SELECT key_id, sealed FROM customer_ssn WHERE customer_id = $1");
  const Param params[] = {id.value};
  std::optional<std::string> key_id, sealed;
  unit.connection.execute({select, params, [&](const Row& row) {
                             key_id = row.text(0);
                             sealed = row.text(1);
                           }});
  if (!sealed) return std::nullopt;
  return open_ssn(unit.engine.ssn_keys(), *key_id, *sealed, id);
}

std::string open_ssn(SsnKeys& keys, const std::string& key_id, std::string_view sealed, CustomerId id) {
  return keys.ring(key_id)->open_ssn(from_hex(sealed), id);
}

// While the key is being changed, a number may stand under either key.
std::vector<CustomerId> find_by_ssn(storage::Connection& connection, SsnKeys& keys, std::string_view digits,
                                    std::int64_t limit) {
  std::vector<CustomerId> found;
  for (const std::string& key : key_ids(connection).in_use()) {
    const auto some = ssn_directory().find(connection, keys.ring(key)->ssn_index(digits), limit);
    found.insert(found.end(), some.begin(), some.end());
  }
  std::sort(found.begin(), found.end(), [](CustomerId a, CustomerId b) { return a.value < b.value; });
  found.resize(std::min(found.size(), static_cast<std::size_t>(limit)));
  return found;
}

void lock_sealed_ssns(storage::Connection& connection, CustomerId after, const std::string& except,
                      std::int64_t limit) {
  static const Sql select(std::string(kSealed) + " FOR UPDATE");
  const Param params[] = {after.value, except, limit};
  connection.lock({select, params});
}

std::vector<SealedSsn> sealed_ssns(storage::Connection& connection, CustomerId after,
                                   const std::string& except, std::int64_t limit) {
  static const Sql select(kSealed);
  const Param params[] = {after.value, except, limit};
  std::vector<SealedSsn> found;
  connection.execute({select, params, [&](const Row& row) {
                        found.push_back({CustomerId{row.integer(0)}, std::string(row.text(1)),
                                         std::string(row.text(2)), std::string(row.text(3))});
                      }});
  return found;
}

void reseal_ssn(storage::Connection& connection, const SealedSsn& stored, const crypto::KeyRing& from,
                const crypto::KeyRing& to) {
  static const Sql update(
      "UPDATE customer_ssn SET key_id = $2, sealed = $3, ssn_index = $4 WHERE customer_id = $1");
  const CustomerId id = stored.customer_id;
  const WipedDigits digits{from.open_ssn(from_hex(stored.sealed), id)};
  const std::string index = to.ssn_index(digits.text);
  const Param params[] = {id.value, to.id(), to_hex(to.seal_ssn(digits.text, id)), index};
  connection.post({update, params});
  ssn_directory().remove(connection, stored.index, id);
  ssn_directory().add(connection, index, id);
}

bool is_good(const SealedSsn& stored, const crypto::KeyRing& ring) {
  try {
    const WipedDigits digits{ring.open_ssn(from_hex(stored.sealed), stored.customer_id)};
    return ring.ssn_index(digits.text) == stored.index;
  } catch (const Error& error) {
    if (error.code() != Code::corrupt) throw;
    return false;
  }
}

}  // namespace crm::service
