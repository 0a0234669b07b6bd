// The flags. Each may also be a variable: --max-body is CRM_MAX_BODY; --port is PORT, as platforms set it.
#include "settings.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <fstream>
#include <iterator>
#include <sstream>
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

// As the command line says them, before they are understood.
struct Said {
  std::string auth = "on", log = "requests", deploy_secret_file{}, deploy_command{};
  std::vector<std::string> trust{}, proxies{};
};

void add_seconds(CLI::App& app, const char* flag, std::chrono::seconds& seconds, const char* meaning) {
  const auto take = [&seconds](const std::int64_t& said) { seconds = std::chrono::seconds(said); };
  app.add_option_function<std::int64_t>(flag, take, meaning)
      ->check(CLI::Range(1, 86400))
      ->default_str(std::to_string(seconds.count()));
}

void add_options(CLI::App& app, Settings& settings, crm::ConfigSources& sources, Said& said) {
  http::ServerOptions& http = settings.http;
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
  app.add_option("--mmap-mb", settings.mmap_mb,
                 "SQLite: read through a memory map of up to this size; 0: none. Faster, but a file that is "
                 "cut short "
                 "under it ends the server")
      ->capture_default_str()
      ->check(CLI::Range(0, 1 << 20));
  app.add_option("--auth", said.auth,
                 "on or off; off: everybody on this machine may do everything but see SSNs")
      ->check(CLI::IsMember({"on", "off"}))
      ->capture_default_str();
  app.add_option("--token-key-file", settings.token_key_file,
                 "Where the key lies that signs tokens; made when missing");
  app.add_option("--tls-certificate", http.certificate_file,
                 "PEM file with the certificate's chain: serve https");
  app.add_option("--tls-key", http.key_file, "PEM file with its private key");
  app.add_option("--cors-origin", settings.cors_origins,
                 "Origin of a web page that may use the server; repeat it")
      ->delimiter(',');
  app.add_option("--rate", settings.rate,
                 "Requests a second of one user, key or address; 0: no limit; never role service")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
  app.add_option("--login-rate", settings.login_rate, "Sign-ins a minute of one address")
      ->capture_default_str()
      ->check(CLI::NonNegativeNumber);
}

// Who is believed without a credential, and where.
void add_trust_options(CLI::App& app, Settings& settings, Said& said) {
  app.add_option("--trust", said.trust,
                 "Let requests from these addresses in without a credential: CIDR or CIDR=ROLE, role agent; "
                 "repeat it, or "
                 "put commas")
      ->delimiter(',');
  app.add_option("--behind-proxy", said.proxies,
                 "Addresses of your own proxies, whose X-Forwarded-For is believed")
      ->type_name("CIDR")
      ->delimiter(',');
  app.add_option(
         "--host", settings.hosts,
         "Name that clients ask this server by; repeat it, or put commas. Requests for other names are "
         "refused. Give it with --trust: else a web page whose name is turned to this server's address "
         "comes in from a trusted browser")
      ->delimiter(',');
}

void add_deploy_options(CLI::App& app, Settings& settings, Said& said) {
  app.add_option("--deploy-secret-file", said.deploy_secret_file,
                 "File (mode 0600) with the secret of GitHub's webhook");
  app.add_option(
      "--deploy-command", said.deploy_command,
      "What a push runs: a program by its whole path, and arguments, separated by blanks; no shell");
  app.add_option("--deploy-branch", settings.deploy.branch, "The branch whose pushes count")
      ->capture_default_str();
}

void add_operation_options(CLI::App& app, Settings& settings, Said& said) {
  http::Limits& limits = settings.http.limits;
  app.add_option("--log", said.log, "requests, errors or off: what is written on the standard error stream")
      ->check(CLI::IsMember({"requests", "errors", "off"}))
      ->capture_default_str();
  app.add_flag("--sample-data", settings.sample_data, "Fill an empty database with five sample customers");
  app.add_option("--max-header", limits.header_bytes, "Bytes of a request's header")->capture_default_str();
  app.add_option("--max-body", limits.body_bytes, "Bytes of a request's body")->capture_default_str();
  app.add_option("--max-all-bodies", limits.all_bodies_bytes,
                 "Bytes of all bodies beyond 16 KiB that are read or worked on at any time")
      ->capture_default_str();
  add_seconds(app, "--header-seconds", limits.header_time, "For a request's header, from its first byte");
  add_seconds(app, "--request-seconds", limits.request_time,
              "For a request's body, and for taking the answer");
  add_seconds(app, "--idle-seconds", limits.idle_time, "Between two requests of a connection");
  add_seconds(app, "--stop-seconds", limits.stop_time, "For what is in flight when the server is stopped");
  app.add_option("--max-connections", limits.connections, "Open connections")->capture_default_str();
}

[[noreturn]] void refuse(const char* sentence, const char* flag) {
  throw crm::Error(crm::Code::invalid_argument, sentence, flag);
}

Cidr range_of(const std::string& text, const char* flag) {
  const auto range = Cidr::read(text);
  if (!range) refuse("must be a range of addresses, as in 10.0.0.0/8 or 192.168.1.7.", flag);
  return *range;
}

Trusted trusted_of(const std::string& text) {
  const std::size_t equals = std::min(text.find('='), text.size());
  Trusted trusted{range_of(text.substr(0, equals), "--trust")};
  if (equals < text.size()) trusted.role = crm::role_of(text.substr(equals + 1));
  return trusted;
}

// "*" would let any page in the world read what a signed-in browser may read.
void check_cors_origin(const std::string& origin) {
  const std::size_t start = origin.find("://");
  const bool plain = start != origin.npos && origin.find_first_of("*/ ", start + 3) == origin.npos;
  if (!plain || start + 3 == origin.size())
    refuse("must be an origin, as in https://app.example.com: neither * nor null nor a path.",
           "--cors-origin");
}

bool is_this_machine(const std::string& address) { return address == "127.0.0.1" || address == "::1"; }

// One line; its owner's alone to read, and long enough not to be guessed.
std::string secret_in(const std::string& path) {
  struct stat status {};
  std::ifstream file(path);
  std::string secret;
  if (::stat(path.c_str(), &status) != 0 || !std::getline(file, secret))
    refuse("The file with the secret cannot be read.", "--deploy-secret-file");
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    refuse("Others than its owner may read the secret: run `chmod 600` on the file.", "--deploy-secret-file");
  if (secret.size() < 16) refuse("The secret must have 16 characters at least.", "--deploy-secret-file");
  return secret;
}

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream words(text);
  return {std::istream_iterator<std::string>(words), {}};
}

void settle_deploy(Settings& settings, const Said& said) {
  if (said.deploy_secret_file.empty() != said.deploy_command.empty())
    refuse("The webhook needs both: --deploy-secret-file and --deploy-command.", "--deploy-command");
  if (said.deploy_command.empty()) return;
  settings.deploy.secret = secret_in(said.deploy_secret_file);
  settings.deploy.command = words_of(said.deploy_command);
  if (settings.deploy.command.empty() || !settings.deploy.command.front().starts_with('/'))
    refuse("The command begins with a program's whole path.", "--deploy-command");
  if (::access(settings.deploy.command.front().c_str(), X_OK) != 0)
    refuse("There is no such program, or it may not be run.", "--deploy-command");
}

// The platforms' own proxies stand before everything there, and their addresses change. On Vercel no server
// runs: where its variables stand, somebody works on a machine of their own.
void suit_platform(Settings& settings, const Said& said) {
  const crm::Platform platform = settings.database.platform;
  if (platform == crm::Platform::local || platform == crm::Platform::vercel || settings.auth_off) return;
  if (settings.http.address == "127.0.0.1") settings.http.address = "0.0.0.0";
  if (said.proxies.empty()) settings.proxies = {*Cidr::read("0.0.0.0/0")};
}

// A group may read a certificate's key, as Debian's ssl-cert does. An empty database is made private when it
// is opened.
void check_private(const std::string& path, const char* sentence, const char* flag) {
  struct stat status {};
  if (::stat(path.c_str(), &status) == 0 && status.st_size > 0 && (status.st_mode & S_IRWXO) != 0)
    refuse(sentence, flag);
}

void check_files(const Settings& settings) {
  check_private(settings.http.key_file,
                "Everybody on this machine may read the private key: run `chmod 600` on the file.",
                "--tls-key");
  check_private(crm::sqlite_file(settings.database.database.value),
                "Everybody on this machine may read or change the database: run `chmod 600` on the file.",
                "--database");
}

void check_safety(const Settings& settings) {
  const http::ServerOptions& http = settings.http;
  const std::string address = http.address.substr(0, http.address.find('%'));  // fe80::1%eth0
  if (!Cidr::read(address) || address.find('/') != address.npos)
    refuse("The address to listen on is an IP address, as in 127.0.0.1 or ::.", "--bind");
  if (http.certificate_file.empty() != http.key_file.empty())
    refuse("A certificate needs its private key, and the other way round.", "--tls-certificate");
  if (settings.auth_off && !is_this_machine(http.address))
    refuse("--auth off serves this machine only: --bind must be 127.0.0.1.", "--bind");
  if (settings.auth_off && !settings.trusted.empty())
    refuse("--auth off lets this machine do everything already: leave one of the two out.", "--trust");
  if (!is_this_machine(http.address) && http.certificate_file.empty() && settings.proxies.empty())
    refuse(
        "Passwords and personal data would cross the network in clear: give --tls-certificate and --tls-key, "
        "or, "
        "when a proxy of yours adds TLS, its address with --behind-proxy.",
        "--bind");
}

void settle(Settings& settings, const crm::ConfigSources& sources, const Said& said) {
  settings.sources = sources;
  settings.database = crm::make_config(sources);
  settings.local_database = settings.database.database.value.starts_with("sqlite:");
  settings.auth_off = said.auth == "off";
  settings.log = said.log == "off"      ? LogWhat::off
                 : said.log == "errors" ? LogWhat::errors
                                        : LogWhat::requests;
  for (const std::string& text : said.trust) settings.trusted.push_back(trusted_of(text));
  for (const std::string& text : said.proxies) settings.proxies.push_back(range_of(text, "--behind-proxy"));
  for (const std::string& origin : settings.cors_origins) check_cors_origin(origin);
  settle_deploy(settings, said);
  suit_platform(settings, said);
  check_safety(settings);
  check_files(settings);
}

}  // namespace

std::optional<Settings> read_settings(int argc, char** argv, int& exit_code) {
  CLI::App app(
      "The REST server of libcrm. Each flag may also be a variable in the environment or in .env:\n"
      "--max-body is CRM_MAX_BODY, --port is PORT.",
      "crm_server");
  Settings settings;
  // One more than processors: what shares its processor with other programs would be slow for all of its
  // connections.
  settings.http.threads = std::thread::hardware_concurrency() + 1;
  crm::ConfigSources sources = crm::process_sources();
  Said said;
  add_options(app, settings, sources, said);
  add_trust_options(app, settings, said);
  add_deploy_options(app, settings, said);
  add_operation_options(app, settings, said);
  app.set_version_flag("--version", "crm_server " + std::string(crm::version()));
  auto arguments = with_variables(app, {argv + 1, argv + argc}, sources);
  std::reverse(arguments.begin(), arguments.end());  // as CLI11 wants them
  try {
    app.parse(std::move(arguments));
  } catch (const CLI::ParseError& end) {
    exit_code = app.exit(end) == 0 ? 0 : 2;
    return std::nullopt;
  }
  settle(settings, sources, said);
  return settings;
}

}  // namespace rest
