// The rows of auth_refresh.
#include "auth/sessions.hpp"

#include "auth/key_store.hpp"
#include "auth/token.hpp"
#include "storage/columns.hpp"

namespace crm::auth {

namespace {

using service::Unit;
using storage::Param;
using storage::Row;
using storage::Sql;

constexpr std::chrono::hours kLifetime{7 * 24};

struct Stored {
  std::string session_id, user;
  bool used = false;
  Instant expires_at{};
};

std::optional<Stored> find(Unit& unit, const std::string& digest) {
  static const Sql lock("SELECT 1 FROM auth_refresh WHERE token_hash = $1 FOR UPDATE"),
      select("SELECT session_id, user_name, used, expires_at FROM auth_refresh WHERE token_hash = $1");
  const Param params[] = {digest};
  unit.connection.lock({lock, params});
  std::optional<Stored> stored;
  unit.connection.execute(
      {select, params, [&](const Row& row) {
         stored = {std::string(row.text(0)), std::string(row.text(1)), row.boolean(2), row.instant(3)};
       }});
  return stored;
}

RefreshToken issue(Unit& unit, const std::string& session_id, const std::string& user) {
  static const Sql insert(
      "INSERT INTO auth_refresh (token_hash, session_id, user_name, used, expires_at) VALUES ($1, $2, $3, "
      "$4, $5)");
  RefreshToken token{random_token("crr_"), session_id, user};
  const Param params[] = {digest_of(token.token), session_id, user, false, to_string(unit.now + kLifetime)};
  unit.connection.execute({insert, params});
  return token;
}

void forget_old(Unit& unit, const std::string& user) {
  static const Sql remove("DELETE FROM auth_refresh WHERE user_name = $1 AND expires_at < $2");
  const Param params[] = {user, to_string(unit.now)};
  unit.connection.execute({remove, params});
}

}  // namespace

RefreshToken begin_session(Unit& unit, const std::string& user) {
  forget_old(unit, user);
  return issue(unit, random_token(""), user);
}

std::optional<RefreshToken> go_on(Unit& unit, const std::string& token) {
  static const Sql use("UPDATE auth_refresh SET used = $2 WHERE token_hash = $1");
  const std::string digest = digest_of(token);
  const auto stored = find(unit, digest);
  if (!stored || stored->expires_at <= unit.now) return std::nullopt;
  if (stored->used) {
    end_session_by_id(unit, stored->session_id);
    return std::nullopt;
  }
  const Param params[] = {digest, true};
  unit.connection.execute({use, params});
  return issue(unit, stored->session_id, stored->user);
}

void end_session(Unit& unit, const std::string& token) {
  if (const auto stored = find(unit, digest_of(token))) end_session_by_id(unit, stored->session_id);
}

void end_session_by_id(Unit& unit, const std::string& session_id) {
  static const Sql remove("DELETE FROM auth_refresh WHERE session_id = $1");
  const Param params[] = {session_id};
  unit.connection.execute({remove, params});
}

bool is_open(storage::Connection& connection, const std::string& session_id) {
  static const Sql select("SELECT 1 FROM auth_refresh WHERE session_id = $1 LIMIT 1");
  bool found = false;
  const Param params[] = {session_id};
  connection.execute({select, params, [&](const Row&) { found = true; }});
  return found;
}

}  // namespace crm::auth
