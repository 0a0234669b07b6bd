// One statement for each thing to do; a user is written whole.
#include "auth/user_store.hpp"

#include <crm/error.hpp>

#include "storage/table.hpp"

namespace crm::auth {

namespace {

using service::Unit;
using storage::Connection;
using storage::Param;
using storage::Row;
using storage::Sql;
using storage::to_param;

constexpr const char* kSelect =
    "SELECT name, password_hash, role, disabled, must_change_password, token_version, failed_sign_ins, "
    "locked_until, "
    "last_sign_in_at, created_at, updated_at FROM auth_user";

std::optional<Instant> instant_of(const Row& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.instant(column));
}

StoredUser read_user(const Row& row) {
  StoredUser user;
  user.name = row.text(0);
  user.password_hash = row.text(1);
  storage::read_stored([&] { user.role = role_of(row.text(2)); });
  user.disabled = row.boolean(3);
  user.must_change_password = row.boolean(4);
  user.token_version = row.integer(5);
  user.failed_sign_ins = row.integer(6);
  user.locked_until = instant_of(row, 7);
  user.last_sign_in_at = instant_of(row, 8);
  user.created_at = row.instant(9);
  user.updated_at = row.instant(10);
  return user;
}

storage::Params params_of(const StoredUser& user) {
  return {user.name,
          user.password_hash,
          std::string(name(user.role)),
          user.disabled,
          user.must_change_password,
          user.token_version,
          user.failed_sign_ins,
          to_param(user.locked_until),
          to_param(user.last_sign_in_at),
          to_string(user.created_at),
          to_string(user.updated_at)};
}

}  // namespace

std::optional<StoredUser> find_user(Connection& connection, const std::string& name) {
  static const Sql select(std::string(kSelect) + " WHERE name = $1");
  std::optional<StoredUser> user;
  const Param params[] = {name};
  connection.execute({select, params, [&](const Row& row) { user = read_user(row); }});
  return user;
}

std::vector<User> all_users(Connection& connection) {
  static const Sql select(std::string(kSelect) + " ORDER BY name");
  std::vector<User> users;
  connection.execute({select, {}, [&](const Row& row) { users.push_back(read_user(row)); }});
  return users;
}

bool has_users(Connection& connection) {
  static const Sql select("SELECT 1 FROM auth_user LIMIT 1");
  bool found = false;
  connection.execute({select, {}, [&](const Row&) { found = true; }});
  return found;
}

StoredUser require_user(Unit& unit, const std::string& name) {
  static const Sql lock("SELECT 1 FROM auth_user WHERE name = $1 FOR UPDATE");
  const Param params[] = {name};
  unit.connection.lock({lock, params});
  auto user = find_user(unit.connection, name);
  if (!user) throw Error(Code::not_found, "There is no such user.", "user");
  return std::move(*user);
}

bool insert_user(Unit& unit, const StoredUser& user) {
  static const Sql insert(
      "INSERT INTO auth_user (name, password_hash, role, disabled, must_change_password, token_version, "
      "failed_sign_ins, locked_until, last_sign_in_at, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, "
      "$6, $7, $8, "
      "$9, $10, $11) ON CONFLICT DO NOTHING");
  return unit.connection.execute({insert, params_of(user)}) > 0;
}

void update_user(Unit& unit, const StoredUser& user) {
  static const Sql update(
      "UPDATE auth_user SET password_hash = $2, role = $3, disabled = $4, must_change_password = $5, "
      "token_version = "
      "$6, failed_sign_ins = $7, locked_until = $8, last_sign_in_at = $9, created_at = $10, updated_at = $11 "
      "WHERE name = $1");
  unit.connection.execute({update, params_of(user)});
}

void delete_user(Unit& unit, const std::string& name) {
  static const Sql sessions("DELETE FROM auth_refresh WHERE user_name = $1"),
      remove("DELETE FROM auth_user WHERE name = $1");
  const Param params[] = {name};
  unit.connection.execute({sessions, params});
  unit.connection.execute({remove, params});
}

void end_sessions(Unit& unit, StoredUser& user) {
  static const Sql sessions("DELETE FROM auth_refresh WHERE user_name = $1");
  const Param params[] = {user.name};
  unit.connection.execute({sessions, params});
  ++user.token_version;
}

}  // namespace crm::auth
