#include "service/customer_ssn.hpp"

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

}  // namespace

void store_ssn(Unit& unit, CustomerId id, std::string_view digits) {
  static const Sql insert(
      "INSERT INTO customer_ssn (customer_id, key_id, sealed, ssn_index) VALUES ($1, $2, $3, $4)");
  const auto ring = unit.engine.ssn_keys().find_or_make(unit.connection);
  const std::string index = ring->ssn_index(digits);
  const Param params[] = {id.value, ring->id(), to_hex(ring->seal_ssn(digits, id)), index};
  unit.connection.execute({insert, params});
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
  static const Sql select("SELECT 1 FROM customer_ssn WHERE customer_id = $1 AND ssn_index = $2");
  const auto ring = unit.engine.ssn_keys().find_or_make(unit.connection);
  const Param params[] = {id.value, ring->ssn_index(digits)};
  bool same = false;
  unit.connection.execute({select, params, [&](const Row&) { same = true; }});
  return same;
}

std::optional<std::string> open_ssn(Unit& unit, CustomerId id) {
  static const Sql select("SELECT sealed FROM customer_ssn WHERE customer_id = $1");
  const Param params[] = {id.value};
  std::optional<std::string> sealed;
  unit.connection.execute({select, params, [&](const Row& row) { sealed = row.text(0); }});
  if (!sealed) return std::nullopt;
  return open_sealed(*unit.engine.ssn_keys().find_or_make(unit.connection), *sealed, id);
}

std::string open_sealed(const crypto::KeyRing& ring, std::string_view sealed, CustomerId id) {
  return ring.open_ssn(from_hex(sealed), id);
}

}  // namespace crm::service
