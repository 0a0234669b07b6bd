// crm_server: the REST server of libcrm, an example that is fit to run a call centre.
//
//   crm_server --sample-data
#include <sys/resource.h>
#include <sys/stat.h>

#include <iostream>

#include <crm/auth.hpp>

#include "samples/sample_data.hpp"
#include "service.hpp"

namespace {

using rest::Service;
using rest::Settings;

crm::Options options_of(const Settings& settings) {
  crm::Options options = settings.database.options();
  options.migrate = true;  // no configuration at all is needed: a missing database is made
  options.mmap_bytes = static_cast<std::int64_t>(settings.mmap_mb) << 20;
  options.pool_size = settings.workers + settings.http.threads;
  return options;
}

// Beside an SQLite file the key for SSNs finds its place by itself; with a server's database it must be
// named.
bool has_key(const Settings& settings) {
  return settings.local_database || !settings.database.key_file.value.empty();
}

std::vector<crm::CustomerFile> samples_without_ssn() {
  auto samples = crm::samples::sample_customers();
  for (crm::CustomerFile& sample : samples) sample.customer.ssn = {};
  return samples;
}

// Into a database that has no customer yet.
void add_samples(crm::Database& database, const Settings& settings) {
  crm::Session session = database.session("crm_server");
  if (!session.customers().list({}, {1}).items.empty()) return;
  session.load(has_key(settings) ? crm::samples::sample_customers() : samples_without_ssn(), "sample data");
  std::cout << "Five sample customers were added"
            << (has_key(settings) ? ".\n"
                                  : ", without SSNs: these need a key file, named in CRM_KEY_FILE.\n");
}

void say_warnings(const Settings& settings) {
  for (const std::string& warning : settings.database.warnings)
    std::cerr << "crm_server: " << warning << '\n';
  if (!settings.trusted.empty() && settings.hosts.empty())
    std::cerr
        << "crm_server: addresses are trusted, and no name is given with --host: a web page that is open "
           "there could use this server.\n";
  if (settings.auth_off)
    std::cerr << "crm_server: authentication is off: every program on this machine may read and change "
                 "everything.\n";
}

// Somebody must be able to sign in, and no password is known to everybody.
void add_first_user(crm::Database& database) {
  crm::Session session = database.session("crm_server");
  if (const auto password = crm::Users(session).invite_first())
    std::cout << "There were no users. Sign in as \"admin\" with the password " << *password
              << "\nIt is shown this once, and must be changed at the first sign-in.\n";
}

// A connection is a file to the system, whose usual limit is 1,024 for programs that do not ask.
void allow_many_files() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  setrlimit(RLIMIT_NOFILE, &limit);
}

std::string url_of(const rest::http::ServerOptions& http, std::uint16_t port) {
  const bool is_v6 = http.address.find(':') != std::string::npos;
  return (http.certificate_file.empty() ? "http://" : "https://") +
         (is_v6 ? "[" + http.address + "]" : http.address) + ":" + std::to_string(port) + "/";
}

int serve(Settings settings) {
  say_warnings(settings);
  crm::Database database(options_of(settings));
  database.warm_up();
  if (settings.sample_data) add_samples(database, settings);
  if (!settings.auth_off) add_first_user(database);
  std::optional<Service> service;
  settings.http.refusal = [&service](int status, const std::string& peer) {
    return service->refuse(status, peer);
  };
  settings.http.tick = [&service] { service->store_key_uses(); };
  rest::http::Server server(settings.http,
                            [&service](rest::http::Request request, rest::http::Respond respond) {
                              service->handle(std::move(request), std::move(respond));
                            });
  service.emplace(std::move(settings), database);
  std::cout << "Listening on " << url_of(service->settings().http, server.port()) << "\n" << std::flush;
  server.run();
  service.reset();  // finishes what it took
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  umask(077);  // what is made here is its owner's alone
  allow_many_files();
  crm::disable_sqlite_memory_statistics();
  int exit_code = 0;
  try {
    auto settings = rest::read_settings(argc, argv, exit_code);
    return settings ? serve(std::move(*settings)) : exit_code;
  } catch (const crm::Error& error) {
    std::cerr << "crm_server: " << (error.field().empty() ? "" : error.field() + ": ") << error.what()
              << '\n';
  } catch (const std::exception& error) {
    std::cerr << "crm_server: " << error.what() << '\n';
  }
  return 1;
}
