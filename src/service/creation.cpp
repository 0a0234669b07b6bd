#include "service/creation.hpp"

#include <crm/error.hpp>

namespace crm::service {

namespace {

using storage::Param;
using storage::Row;
using storage::Sql;

[[noreturn]] void refuse(const char* sentence) { throw Error(Code::conflict, sentence, "idempotency_key"); }

}  // namespace

void check_creation_key(const std::string& key) {
  constexpr domain::rule::SomeText rule{200};
  domain::naming("idempotency_key", [&] { rule(key); });
}

std::optional<Made> find_made(Unit& unit, const Creation& creation) {
  static const Sql select("SELECT digest, customer_id, record_id FROM creation WHERE idempotency_key = $1");
  const Param params[] = {creation.key};
  std::string digest;
  std::optional<Made> made;
  unit.connection.execute({select, params, [&](const Row& row) {
                             digest = row.text(0);
                             made = {CustomerId{row.integer(1)}, row.integer(2)};
                           }});
  if (made && !is_digest_of(unit, creation.said, digest))
    refuse("This idempotency key was used before with other content.");
  return made;
}

bool claim_key(Unit& unit, const Creation& creation, std::string_view record, const Made& made) {
  static const Sql insert(
      "INSERT INTO creation (idempotency_key, digest, record, customer_id, record_id, created_at) "
      "VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING");
  const Param params[] = {creation.key,        digest_of(unit, creation.said),
                          std::string(record), made.customer_id.value,
                          made.record_id,      to_string(unit.now)};
  return unit.connection.execute({insert, params}) > 0;
}

void forget_creations(storage::Connection& connection, CustomerId id) {
  static const Sql sql("DELETE FROM creation WHERE customer_id = $1");
  const Param params[] = {id.value};
  connection.post({sql, params});
}

void refuse_gone() { refuse("The record that was made under this idempotency key is not there any more."); }

}  // namespace crm::service
