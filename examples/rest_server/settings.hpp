// What the server is told: on the command line, else in the environment, else in the .env file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <crm/auth.hpp>
#include <crm/config.hpp>

#include "cidr.hpp"
#include "deploy.hpp"
#include "http/server.hpp"
#include "request_log.hpp"

namespace rest {

// Requests from these addresses are let in under this role.
struct Trusted {
  Cidr range;
  crm::Role role = crm::Role::agent;
};

struct Settings {
  crm::ConfigSources sources{};
  crm::Config database{};
  http::ServerOptions http{};
  bool auth_off = false;
  std::string token_key_file{};
  std::vector<Trusted> trusted{};
  std::vector<Cidr> proxies{};              // whose X-Forwarded-For is believed
  std::vector<std::string> hosts{};         // by which the server is asked for; none: any name
  std::vector<std::string> cors_origins{};  // "https://app.example.com"
  double rate = 100;                        // requests a second of one user, key or address; 0: no limit
  double login_rate = 20;                   // sign-ins a minute of one address
  DeploySettings deploy{};
  LogWhat log = LogWhat::requests;
  bool sample_data = false;
  std::size_t workers = 16;    // threads for what waits
  std::size_t queue = 1024;    // requests that may wait for one of them
  std::size_t mmap_mb = 2048;  // SQLite: read through a memory map of up to this size
  bool local_database = true;  // SQLite: reading does not wait

  const std::string& default_country() const { return database.default_country.value; }
};

// None: the command line asked for help, or cannot be taken; it was said, and `exit_code` is what to end
// with.
std::optional<Settings> read_settings(int argc, char** argv, int& exit_code);

}  // namespace rest
