// Who stands behind a request: a token, an API key, an address that the operator trusts; and whether a
// browser was sent here by a page of somebody else's.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <crm/auth.hpp>

#include "http/message.hpp"
#include "settings.hpp"

namespace rest {

// What stands behind "Authorization: Bearer"; empty: nothing does.
std::string_view bearer_of(const http::Request& request);

// Threads: any.
class Door {
 public:
  Door(const Settings& settings, const crm::Database& database);

  // Refusal 401 for a credential that is not good. None: there is no credential.
  std::optional<crm::Principal> identify(const http::Request& request);
  // The client's address: the connection's, or what a proxy of ours says.
  std::string_view address_of(const http::Request& request) const;

  // Refusal 403 for a request that a foreign page made a browser send, and for one that was sent to another
  // name than the server's, which without authentication is this machine's (DNS rebinding).
  void check_origin(const http::Request& request) const;
  // Whether a page of this origin may read our answers.
  bool is_friend(std::string_view origin) const;

  // Refuses, with 503, where there is no authentication.
  crm::Gatekeeper& gatekeeper();

 private:
  bool is_own_host(std::string_view host) const;
  bool is_own_origin(std::string_view origin, std::string_view host) const;

  const Settings& settings_;
  std::unique_ptr<crm::Gatekeeper> gatekeeper_{};
};

}  // namespace rest
