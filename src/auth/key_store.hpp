// API keys as the gatekeeper finds them.
#pragma once

#include <crm/auth.hpp>
#include <optional>
#include <string>

#include "service/unit.hpp"

namespace crm::auth {

// How a credential of 256 random bits is stored, and remembered.
std::string digest_of(std::string_view credential);

std::optional<ApiKey> find_key(storage::Connection& connection, const std::string& digest);
void store_use(service::Unit& unit, const std::string& name, Instant at);

}  // namespace crm::auth
