// Users: made, changed and removed, with a row in the audit trail each time.
#include <crm/auth.hpp>
#include <crm/error.hpp>
#include <crm/json_writer.hpp>

#include "auth/names.hpp"
#include "auth/password.hpp"
#include "auth/user_store.hpp"
#include "service/calls.hpp"

namespace crm {

using namespace auth;
using namespace service;
using storage::Connection;

namespace {

void leave_word(Unit& unit, std::string_view action, const std::string& user, std::string_view what = {}) {
  std::string changes;
  json::Writer out(changes);
  out.begin_object().key("user").value(user);
  if (!what.empty()) out.key("role").value(what);
  out.end_object();
  service::audit(unit, CustomerId{}, action, "user", 0, changes);
}

// The version begins with the time, so that a user who is made again does not take up old tokens.
StoredUser new_user(Unit& unit, const std::string& name, Role role, const std::string& hash,
                    bool must_change) {
  StoredUser user;
  user.name = name;
  user.role = role;
  user.password_hash = hash;
  user.must_change_password = must_change;
  user.token_version = unit.now.time_since_epoch().count();
  user.created_at = user.updated_at = unit.now;
  return user;
}

User add_user(Session& session, std::string_view said_name, Role role, std::string_view password,
              bool must_change) {
  const std::string name(said_name);
  check_name(name, "user");
  check_password(password, name);
  return engine_of(session).write(call_of(session), [=, hash = hash_password(password)](Unit& unit) -> User {
    const StoredUser user = new_user(unit, name, role, hash, must_change);
    if (!insert_user(unit, user)) throw Error(Code::conflict, "There is a user of this name.", "user");
    leave_word(unit, "create_user", name, crm::name(role));
    return user;
  });
}

// Changes a user and ends the sessions.
template <class Change>
User change_user(Session& session, std::string_view said_name, const char* action, Change change) {
  return engine_of(session).write(call_of(session), [=, name = std::string(said_name)](Unit& unit) -> User {
    StoredUser user = require_user(unit, name);
    change(user);
    user.updated_at = unit.now;
    end_sessions(unit, user);
    update_user(unit, user);
    leave_word(unit, action, name, crm::name(user.role));
    return user;
  });
}

void forget_failures(StoredUser& user) {
  user.failed_sign_ins = 0;
  user.locked_until.reset();
}

}  // namespace

void auth::check_name(std::string_view name, const char* field) {
  constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyz0123456789._-@";
  if (name.empty() || name.size() > 100 || name.find_first_not_of(letters) != name.npos)
    throw Error(Code::invalid_argument, "A name has 1 to 100 small letters, digits and . _ - @.", field);
}

User Users::create(std::string_view name, Role role, std::string_view password) {
  return add_user(*session_, name, role, password, false);
}

std::string Users::invite(std::string_view name, Role role) {
  std::string password = random_password();
  add_user(*session_, name, role, password, true);
  return password;
}

std::optional<std::string> Users::invite_first() {
  if (engine_of(*session_).read(call_of(*session_), has_users)) return std::nullopt;
  std::string password = random_password();
  const bool made =
      engine_of(*session_).write(call_of(*session_), [hash = hash_password(password)](Unit& unit) {
        if (has_users(unit.connection)) return false;
        if (!insert_user(unit, new_user(unit, "admin", Role::admin, hash, true))) return false;
        leave_word(unit, "create_user", "admin", name(Role::admin));
        return true;
      });
  return made ? std::optional(password) : std::nullopt;
}

std::vector<User> Users::list() { return engine_of(*session_).read(call_of(*session_), all_users); }

std::optional<User> Users::get(std::string_view name) {
  return engine_of(*session_).read(call_of(*session_), [&](Connection& connection) -> std::optional<User> {
    return find_user(connection, std::string(name));
  });
}

User Users::set_role(std::string_view name, Role role) {
  return change_user(*session_, name, "set_role", [role](StoredUser& user) { user.role = role; });
}

User Users::set_disabled(std::string_view name, bool disabled) {
  return change_user(*session_, name, disabled ? "disable_user" : "enable_user",
                     [disabled](StoredUser& user) { user.disabled = disabled; });
}

User Users::set_password(std::string_view name, std::string_view password) {
  check_password(password, name);
  return change_user(*session_, name, "set_password", [hash = hash_password(password)](StoredUser& user) {
    user.password_hash = hash;
    user.must_change_password = false;
    forget_failures(user);
  });
}

std::string Users::reset_password(std::string_view name) {
  std::string password = random_password();
  change_user(*session_, name, "reset_password", [hash = hash_password(password)](StoredUser& user) {
    user.password_hash = hash;
    user.must_change_password = true;
    forget_failures(user);
  });
  return password;
}

void Users::remove(std::string_view name) {
  engine_of(*session_).write(call_of(*session_), [name = std::string(name)](Unit& unit) {
    require_user(unit, name);
    delete_user(unit, name);
    leave_word(unit, "delete_user", name);
    return true;
  });
}

User Users::unlock(std::string_view name) {
  return change_user(*session_, name, "unlock_user", forget_failures);
}

}  // namespace crm
