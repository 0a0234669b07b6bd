#include "storage/postgres/hosts.hpp"

#include <charconv>
#include <crm/error.hpp>
#include <system_error>

#include "storage/postgres/errors.hpp"
#include "storage/postgres/libpq.hpp"

namespace crm::storage::postgres {

namespace {

// Debian's bundle of the certificate authorities that everybody trusts; libpq 15 does not know "system".
constexpr const char* kCertificates = "/etc/ssl/certs/ca-certificates.crt";
constexpr const char* kDefaultPort = "5432";
constexpr int kLargestPort = 65535;
constexpr std::size_t kMostDigits = 9;

[[noreturn]] void refuse(std::string message) {
  throw Error(Code::invalid_argument, std::move(message), "url");
}

// libpq's own message would show the URL's text, and with it the password.
Settings parse(std::string_view url) {
  if (url.find('\0') != url.npos) refuse("The database URL holds a zero byte.");
  char* message = nullptr;
  const ParsedOptions options(libpq().PQconninfoParse(std::string(url).c_str(), &message));
  const bool no_memory_left = !options && (message == nullptr || speaks_of_memory(message));
  libpq().PQfreemem(message);
  if (no_memory_left) throw no_memory();
  if (!options)
    refuse(
        "The database URL is not one that PostgreSQL knows. Write "
        "postgresql://user:password@host:5432/database, "
        "with %XX for what is special in a URL.");
  Settings settings;
  for (const PQconninfoOption* option = options.get(); option->keyword != nullptr; ++option)
    if (option->val != nullptr && *option->val != '\0') settings[option->keyword] = option->val;
  return settings;
}

std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> parts;
  std::size_t begin = 0;
  for (;;) {
    const std::size_t comma = list.find(',', begin);
    parts.push_back(list.substr(begin, comma - begin));
    if (comma == std::string::npos) return parts;
    begin = comma + 1;
  }
}

std::string value_of(const Settings& settings, const char* keyword) {
  const auto found = settings.find(keyword);
  return found == settings.end() ? std::string() : found->second;
}

// One setting of a list as long as the list of hosts, or one for all.
void pick(Settings& host, const char* keyword, std::size_t index, std::size_t count) {
  const std::vector<std::string> values = split(value_of(host, keyword));
  if (values.size() != 1 && values.size() != count)
    refuse("The database URL names another number of ports than of hosts.");
  const std::string value = values[values.size() == 1 ? 0 : index];
  if (value.empty()) {
    host.erase(keyword);
  } else {
    host[keyword] = value;
  }
}

void fill_in(Settings& host) {
  host.try_emplace("target_session_attrs", "read-write");
  host.try_emplace("application_name", "libcrm");
  host.try_emplace("keepalives_idle", "10");
  host.try_emplace("keepalives_interval", "5");
  host.try_emplace("keepalives_count", "3");
  host.try_emplace("tcp_user_timeout", "5000");
  host["client_encoding"] = "UTF8";
  host["gssencmode"] = "disable";  // would first ask a Kerberos library, which may block
  if (is_local(host)) return;
  if (host.try_emplace("sslmode", "verify-full").second) host.try_emplace("sslrootcert", kCertificates);
}

// libpq would repeat it in its message, and it may be a password.
void check_port(const Settings& host) {
  const std::string port = value_of(host, "port");
  if (port.find_first_not_of("0123456789") != port.npos)
    refuse(
        "The port in the database URL is no number. A password has an @ behind it: "
        "postgresql://user:password@host:5432/database.");
  int number = 0;
  const bool fits = std::from_chars(port.data(), port.data() + port.size(), number).ec == std::errc();
  if (!port.empty() && (!fits || number < 1 || number > kLargestPort))
    refuse("The port in the database URL must be from 1 to 65535.");
}

// Or the end of a password would be told as the name of a host. One that begins with @ is an abstract socket.
void check_name(const Settings& host) {
  if (value_of(host, "host").find('@', 1) != std::string::npos)
    refuse("The database URL has an @ too many: in a user name or password write %40 for it.");
}

std::string quoted_for_shell(const std::string& word) {
  constexpr std::string_view plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./:-";
  if (word.find_first_not_of(plain) == word.npos) return word;
  std::string quoted = "'";
  for (const char letter : word) letter == '\'' ? quoted += "'\\''" : quoted += letter;
  return quoted + "'";
}

struct Choice {
  const char* keyword;
  std::string_view words;  // with a blank around each
};

constexpr Choice kChoices[] = {
    {"sslmode", " disable allow prefer require verify-ca verify-full "},
    {"target_session_attrs", " any read-write read-only primary standby prefer-standby "},
    {"channel_binding", " disable prefer require "},
};

constexpr const char* kNumbers[] = {"keepalives", "keepalives_idle", "keepalives_interval",
                                    "keepalives_count", "tcp_user_timeout"};

// libpq would look only when it connects, and it would seem that the server is away.
void check_words(const Settings& host) {
  for (const auto& [keyword, words] : kChoices) {
    const std::string value = value_of(host, keyword);
    const bool one_word = value.find(' ') == value.npos;
    if (!value.empty() && !(one_word && words.find(" " + value + " ") != words.npos))
      refuse(std::string("The ") + keyword + " in the database URL must be one of these:" +
             std::string(words.substr(0, words.size() - 1)) + ".");
  }
  for (const char* keyword : kNumbers)
    if (const std::string value = value_of(host, keyword);
        value.size() > kMostDigits || value.find_first_not_of("0123456789") != value.npos)
      refuse(std::string("The ") + keyword + " in the database URL must be a whole number.");
}

std::size_t count_of(const Settings& settings) {
  const std::size_t hosts = split(value_of(settings, "host")).size();
  const std::size_t addresses = split(value_of(settings, "hostaddr")).size();
  if (hosts != addresses && hosts != 1 && addresses != 1)
    refuse("The database URL names another number of addresses than of hosts.");
  return std::max(hosts, addresses);
}

}  // namespace

std::vector<Settings> hosts_of(std::string_view url) {
  const Settings settings = parse(url);
  const std::size_t count = count_of(settings);
  std::vector<Settings> hosts(count, settings);
  for (std::size_t i = 0; i < count; ++i) {
    for (const char* keyword : {"host", "hostaddr", "port"}) pick(hosts[i], keyword, i, count);
    check_name(hosts[i]);
    check_port(hosts[i]);
    check_words(hosts[i]);
    fill_in(hosts[i]);
  }
  return hosts;
}

bool is_local(const Settings& host) {
  const std::string address = value_of(host, "hostaddr"), name = value_of(host, "host");
  const std::string& where = address.empty() ? name : address;
  return where.empty() || where.front() == '/' || where.front() == '@' || where == "localhost" ||
         where == "::1" || where.starts_with("127.");
}

std::string place_of(const Settings& host) {
  std::string where = value_of(host, "host");
  if (where.empty()) where = value_of(host, "hostaddr");
  if (where.empty()) where = "localhost";
  const std::string port = value_of(host, "port"), name = value_of(host, "dbname");
  return where + ":" + (port.empty() ? kDefaultPort : port) + "/" +
         (name.empty() ? value_of(host, "user") : name);
}

std::string tool_options(const Settings& host) {
  std::string options;
  for (const auto& [keyword, option] :
       {std::pair("host", "--host"), {"port", "--port"}, {"user", "--username"}, {"dbname", "--dbname"}})
    if (const std::string value = value_of(host, keyword); !value.empty())
      options.append(options.empty() ? "" : " ").append(option).append("=").append(quoted_for_shell(value));
  return options;
}

}  // namespace crm::storage::postgres
