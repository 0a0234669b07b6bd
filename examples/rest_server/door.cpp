// Credentials, trusted addresses, origins.
#include "door.hpp"

#include <algorithm>

#include "refusal.hpp"

namespace rest {

namespace {

using crm::Principal;
using crm::Right;

constexpr std::string_view kBearer = "bearer ";

[[noreturn]] void refuse_credential() {
  throw Refusal{401,
                "unauthorized",
                "The credential is not good, or not any more. Sign in again.",
                "",
                "",
                {{"WWW-Authenticate", "Bearer error=\"invalid_token\""}}};
}

bool starts_with_bearer(std::string_view text) {
  if (text.size() < kBearer.size()) return false;
  return std::equal(kBearer.begin(), kBearer.end(), text.begin(),
                    [](char a, char b) { return a == (b >= 'A' && b <= 'Z' ? b - 'A' + 'a' : b); });
}

// "127.0.0.1:5000" without the port.
std::string_view without_port(std::string_view host) {
  const std::size_t colon = host.rfind(':');
  return colon == host.npos || host.back() == ']' ? host : host.substr(0, colon);
}

bool is_this_machine(std::string_view host) {
  return host == "localhost" || host == "127.0.0.1" || host == "[::1]";
}

}  // namespace

std::string_view bearer_of(const http::Request& request) {
  const std::string_view authorization = request.header("authorization");
  return starts_with_bearer(authorization) ? authorization.substr(kBearer.size()) : std::string_view();
}

Door::Door(const Settings& settings, const crm::Database& database) : settings_(settings) {
  if (!settings.auth_off)
    gatekeeper_ =
        std::make_unique<crm::Gatekeeper>(database, crm::GatekeeperOptions{settings.token_key_file});
}

crm::Gatekeeper& Door::gatekeeper() {
  if (!gatekeeper_)
    throw Refusal{503, "unsupported", "This server runs with --auth off: there is nobody to sign in."};
  return *gatekeeper_;
}

std::optional<Principal> Door::identify(const http::Request& request) {
  // Everybody on this machine may do everything, but see whole SSNs and manage users.
  if (!gatekeeper_)
    return Principal{"local", crm::Role::service, Right::read | Right::call | Right::write | Right::erase};
  const std::string_view authorization = request.header("authorization"), key = request.header("x-api-key");
  try {
    if (!key.empty()) return gatekeeper_->by_key(key);
    if (!authorization.empty()) {
      const std::string_view credential = bearer_of(request);
      if (credential.empty()) refuse_credential();
      return credential.starts_with("crm_") ? gatekeeper_->by_key(credential)
                                            : gatekeeper_->by_token(credential);
    }
  } catch (const crm::Error& error) {
    if (error.code() == crm::Code::permission) refuse_credential();
    throw;
  }
  const std::string_view address = address_of(request);
  for (const Trusted& trusted : settings_.trusted)
    if (trusted.range.holds(address))
      return Principal{"address " + std::string(address), trusted.role, crm::rights_of(trusted.role)};
  return std::nullopt;
}

std::string_view Door::address_of(const http::Request& request) const {
  const auto& proxies = settings_.proxies;
  const bool is_proxy =
      std::any_of(proxies.begin(), proxies.end(), [&](const Cidr& one) { return one.holds(request.peer); });
  std::string_view said = is_proxy ? request.last_header("x-forwarded-for") : std::string_view();
  if (said.empty()) return request.peer;
  // The last one is what our own proxy has seen; those before it anybody may have written.
  said = said.substr(said.rfind(',') + 1);
  while (said.starts_with(' ')) said.remove_prefix(1);
  return said;
}

bool Door::is_friend(std::string_view origin) const {
  return std::find(settings_.cors_origins.begin(), settings_.cors_origins.end(), origin) !=
         settings_.cors_origins.end();
}

bool Door::is_own_origin(std::string_view origin, std::string_view host) const {
  const std::size_t start = origin.find("://");
  return start != origin.npos && origin.substr(start + 3) == host;
}

// An address cannot be turned to another server, as a name can.
bool Door::is_own_host(std::string_view host) const {
  const std::string_view name = without_port(host);
  return settings_.hosts.empty() || is_this_machine(name) || name.ends_with(']') || Cidr::read(name) ||
         std::find(settings_.hosts.begin(), settings_.hosts.end(), name) != settings_.hosts.end();
}

void Door::check_origin(const http::Request& request) const {
  const std::string_view origin = request.header("origin"), host = request.header("host");
  if (settings_.auth_off && !is_this_machine(without_port(host)))
    throw Refusal{403, "permission",
                  "Without authentication this server answers to the name localhost only."};
  if (!is_own_host(host)) throw Refusal{403, "permission", "This server has another name: see --host."};
  const bool changes = request.method != "GET" && request.method != "HEAD" && request.method != "OPTIONS";
  if (changes && !origin.empty() && !is_friend(origin) && !is_own_origin(origin, host))
    throw Refusal{403, "permission", "Pages of this origin may not use the server: see --cors-origin."};
}

}  // namespace rest
