// API keys: 256 random bits, so that a plain digest is enough to store them.
#include <crm/auth.hpp>
#include <crm/error.hpp>
#include <crm/json_writer.hpp>

#include "auth/key_store.hpp"
#include "auth/names.hpp"
#include "auth/token.hpp"
#include "service/calls.hpp"

namespace crm {

using namespace auth;
using namespace service;
using storage::Param;
using storage::Row;
using storage::Sql;

namespace {

constexpr const char* kSelect =
    "SELECT name, rights, created_by, created_at, expires_at, last_used_at FROM auth_key";

std::optional<Instant> instant_of(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.instant(column));
}

ApiKey read_key(const Row& row) {
  ApiKey key{std::string(row.text(0)), {}, std::string(row.text(2)), row.instant(3), instant_of(row, 4),
             instant_of(row, 5)};
  storage::read_stored([&] { key.rights = rights_from(row.text(1)); });
  return key;
}

void leave_word(Unit& unit, std::string_view action, const std::string& name, Rights rights) {
  std::string changes;
  json::Writer(changes)
      .begin_object()
      .key("key")
      .value(name)
      .key("rights")
      .value(names_of(rights))
      .end_object();
  service::audit(unit, CustomerId{}, action, "api_key", 0, changes);
}

}  // namespace

std::string auth::digest_of(std::string_view credential) { return crypto::hex(crypto::sha256(credential)); }

std::optional<ApiKey> auth::find_key(storage::Connection& connection, const std::string& digest) {
  static const Sql select(std::string(kSelect) + " WHERE key_hash = $1");
  std::optional<ApiKey> key;
  const Param params[] = {digest};
  connection.execute({select, params, [&](const Row& row) { key = read_key(row); }});
  return key;
}

void auth::store_use(Unit& unit, const std::string& name, Instant at) {
  static const Sql update("UPDATE auth_key SET last_used_at = $2 WHERE name = $1");
  const Param params[] = {name, to_string(at)};
  unit.connection.execute({update, params});
}

std::string ApiKeys::create(std::string_view said_name, Rights rights, std::optional<Instant> expires_at) {
  const std::string name(said_name), key = random_token("crm_");
  check_name(name, "key");
  if (rights.empty())
    throw Error(Code::invalid_argument, "A key needs a right at least, as in read,call.", "rights");
  engine_of(*session_).write(call_of(*session_), [=, digest = digest_of(key)](Unit& unit) {
    static const Sql insert(
        "INSERT INTO auth_key (name, key_hash, rights, created_by, created_at, expires_at) VALUES ($1, $2, "
        "$3, $4, $5, "
        "$6) ON CONFLICT DO NOTHING");
    if (expires_at && *expires_at <= unit.now)
      throw Error(Code::invalid_argument, "The key would have ended already: give an instant to come.",
                  "expires_at");
    const Param params[] = {
        name, digest, names_of(rights), unit.actor, to_string(unit.now), storage::to_param(expires_at)};
    if (unit.connection.execute({insert, params}) == 0)
      throw Error(Code::conflict, "There is a key of this name.", "key");
    leave_word(unit, "create_api_key", name, rights);
    return true;
  });
  return key;
}

std::vector<ApiKey> ApiKeys::list() {
  return engine_of(*session_).read(call_of(*session_), [](storage::Connection& connection) {
    static const Sql select(std::string(kSelect) + " ORDER BY name");
    std::vector<ApiKey> keys;
    connection.execute({select, {}, [&](const Row& row) { keys.push_back(read_key(row)); }});
    return keys;
  });
}

void ApiKeys::remove(std::string_view said_name) {
  engine_of(*session_).write(call_of(*session_), [name = std::string(said_name)](Unit& unit) {
    static const Sql remove("DELETE FROM auth_key WHERE name = $1");
    const Param params[] = {name};
    if (unit.connection.execute({remove, params}) == 0)
      throw Error(Code::not_found, "There is no such key.", "key");
    leave_word(unit, "delete_api_key", name, {});
    return true;
  });
}

}  // namespace crm
