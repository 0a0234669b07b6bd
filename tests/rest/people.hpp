// Users and machines for tests of who may do what, and what they come in with.
#pragma once

#include <crm/auth.hpp>
#include <string>

#include "rest/rest_server.hpp"

namespace crm::test {

inline constexpr const char* kPassword = "correct horse battery";

inline Headers bearer(const std::string& credential) { return {{"Authorization", "Bearer " + credential}}; }

inline void add_user(const RestServer& server, const std::string& name, Role role) {
  Session session = server.open().session("tester");
  Users(session).create(name, role, kPassword);
}

inline std::string add_key(const RestServer& server, const std::string& name, Rights rights) {
  Session session = server.open().session("tester");
  return ApiKeys(session).create(name, rights);
}

inline HttpAnswer try_sign_in(const RestServer& server, const std::string& name,
                              const std::string& password = kPassword) {
  const nlohmann::json body{{"username", name}, {"password", password}};
  return server.post("/api/auth/login", body.dump());
}

inline nlohmann::json sign_in(const RestServer& server, const std::string& name,
                              const std::string& password = kPassword) {
  const HttpAnswer answer = try_sign_in(server, name, password);
  INFO(answer.body);
  REQUIRE(answer.status == 200);
  return answer.json();
}

}  // namespace crm::test
