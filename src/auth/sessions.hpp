// A session from sign-in to its end: refresh tokens, each good once.
#pragma once

#include <optional>
#include <string>

#include "auth/user_store.hpp"

namespace crm::auth {

struct RefreshToken {
  std::string token, session_id, user;
};

// Begins a session.
RefreshToken begin_session(service::Unit& unit, const std::string& user);
// The next token of the session. None: the token is none, or too old; or it was used before, and then its
// session has been ended.
std::optional<RefreshToken> go_on(service::Unit& unit, const std::string& token);
void end_session(service::Unit& unit, const std::string& token);
void end_session_by_id(service::Unit& unit, const std::string& session_id);
bool is_open(storage::Connection& connection, const std::string& session_id);

}  // namespace crm::auth
