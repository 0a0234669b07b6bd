// The flags. Each may also be a variable: --max-body is CRM_MAX_BODY; --port is PORT, as platforms set it.
#include "settings.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <thread>

#include <crm/database.hpp>

namespace rest {

namespace {

std::string variable_of(const std::string& flag) {
  if (flag == "port") return "PORT";
  std::string variable = "CRM_";
  for (const char letter : flag)
    variable += letter == '-'                    ? '_'
                : letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A')
                                                 : letter;
  return variable;
}

bool is_said(const std::vector<std::string>& arguments, const std::string& flag) {
  return std::any_of(arguments.begin(), arguments.end(), [&](const std::string& argument) {
    return argument == "--" + flag || argument.starts_with("--" + flag + "=");
  });
}

// The arguments, and as further ones what the environment says of flags that are not among them.
std::vector<std::string> with_variables(const CLI::App& app, std::vector<std::string> arguments,
                                        const crm::ConfigSources& sources) {
  for (const CLI::Option* option : app.get_options()) {
    const std::string name = option->get_single_name();
    if (name == "help" || name == "version" || name == "database" || is_said(arguments, name)) continue;
    if (const auto setting = crm::find_setting(sources, variable_of(name)))
      arguments.push_back("--" + name + "=" + setting->value);
  }
  return arguments;
}

void add_options(CLI::App& app, Settings& settings, crm::ConfigSources& sources, std::string& auth) {
  http::ServerOptions& http = settings.http;
  http::Limits& limits = http.limits;
  app.add_option("--database", sources.database,
                 "The database's URL; else DATABASE_URL's, else sqlite:///crm.db");
  app.add_option("--port", http.port, "Port to listen on; 0: any free one")->capture_default_str();
  app.add_option("--bind", http.address, "Address to listen on")->capture_default_str();
  app.add_option("--threads", http.threads, "Threads that serve connections")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  app.add_option("--workers", settings.workers, "Threads that write")
      ->capture_default_str()
      ->check(CLI::Range(1, 256));
  app.add_option("--queue", settings.queue, "Requests that may wait for them")->capture_default_str();
  app.add_option("--auth", auth, "on or off; off: everybody on this machine may do everything but see SSNs")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  app.add_flag("--sample-data", settings.sample_data, "Fill an empty database with five sample customers");
  app.add_option("--max-header", limits.header_bytes, "Bytes of a request's header")->capture_default_str();
  app.add_option("--max-body", limits.body_bytes, "Bytes of a request's body")->capture_default_str();
  app.add_option("--max-connections", limits.connections, "Open connections")->capture_default_str();
}

void settle(Settings& settings, const crm::ConfigSources& sources, const std::string& auth) {
  settings.sources = sources;
  settings.database = crm::make_config(sources);
  settings.local_database = settings.database.database.value.starts_with("sqlite:");
  settings.auth_off = auth == "off";
}

}  // namespace

std::optional<Settings> read_settings(int argc, char** argv, int& exit_code) {
  CLI::App app(
      "The REST server of libcrm. Each flag may also be a variable in the environment or in .env:\n"
      "--max-body is CRM_MAX_BODY, --port is PORT.",
      "crm_server");
  Settings settings;
  settings.http.threads = std::max(1u, std::thread::hardware_concurrency());
  crm::ConfigSources sources = crm::process_sources();
  std::string auth = "on";
  add_options(app, settings, sources, auth);
  app.set_version_flag("--version", "crm_server " + std::string(crm::version()));
  auto arguments = with_variables(app, {argv + 1, argv + argc}, sources);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& end) {
    exit_code = app.exit(end) == 0 ? 0 : 2;
    return std::nullopt;
  }
  settle(settings, sources, auth);
  return settings;
}

}  // namespace rest
