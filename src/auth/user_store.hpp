// The rows of users and of their sessions.
#pragma once

#include <crm/auth.hpp>
#include <optional>
#include <string>
#include <vector>

#include "service/unit.hpp"

namespace crm::auth {

struct StoredUser : User {
  std::string password_hash{};
  std::int64_t token_version = 0;  // in every access token; another one ends them all
  std::int64_t failed_sign_ins = 0;
};

std::optional<StoredUser> find_user(storage::Connection& connection, const std::string& name);
std::vector<User> all_users(storage::Connection& connection);
bool has_users(storage::Connection& connection);

// Until the transaction ends, nobody else writes this user; Error(not_found).
StoredUser require_user(service::Unit& unit, const std::string& name);
// False: the name is taken.
bool insert_user(service::Unit& unit, const StoredUser& user);
void update_user(service::Unit& unit, const StoredUser& user);
void delete_user(service::Unit& unit, const std::string& name);

// Ends all sessions: refresh tokens go, access tokens are of another version.
void end_sessions(service::Unit& unit, StoredUser& user);

}  // namespace crm::auth
