// What the server is told: on the command line, else in the environment, else in the .env file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <crm/config.hpp>

#include "http/server.hpp"

namespace rest {

struct Settings {
  crm::ConfigSources sources{};
  crm::Config database{};
  http::ServerOptions http{};
  bool auth_off = false;
  bool sample_data = false;
  std::size_t workers = 16;    // threads for what waits
  std::size_t queue = 1024;    // requests that may wait for one of them
  bool local_database = true;  // SQLite: reading does not wait

  const std::string& default_country() const { return database.default_country.value; }
};

// None: the command line asked for help, or cannot be taken; it was said, and `exit_code` is what to end
// with.
std::optional<Settings> read_settings(int argc, char** argv, int& exit_code);

}  // namespace rest
