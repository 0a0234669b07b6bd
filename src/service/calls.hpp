// From a session to what a use case needs: the actor and the deadline.
#pragma once

#include <crm/session.hpp>

#include "service/engine.hpp"

namespace crm::service {

// Reads a session's inside for the use cases, so that the public class shows none of it. A Call is valid as
// long as the session.
struct Calls {
  static Engine& engine(const Session& session) { return *session.engine_; }
  static Call of(const Session& session);
  static Call before_call(const Session& session);
};

// None when nobody watches. Valid as long as the function.
const storage::Watch* watch_of(const std::function<bool()>& go_on);

// Error(invalid_argument) unless it is one that a call may have.
void check_deadline(std::chrono::milliseconds deadline);

// Error(invalid_argument) unless it is a name for the audit trail.
void check_actor(const std::string& actor);

inline Engine& engine_of(const Session& session) { return Calls::engine(session); }
inline Call call_of(const Session& session) { return Calls::of(session); }

}  // namespace crm::service
