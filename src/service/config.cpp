// Picks each setting from the first source that has it. Pure: it sees nothing but the sources that it is
// given.
#include <algorithm>
#include <crm/config.hpp>
#include <crm/error.hpp>

#include "domain/checks.hpp"
#include "domain/record.hpp"
#include "domain/text.hpp"
#include "service/dot_env.hpp"

namespace crm {

namespace {

using service::Assignment;

constexpr std::size_t kMaxValue = 4096;
constexpr const char* kDefault = "default";

[[noreturn]] void refuse(const std::string& message, const std::string& field) {
  throw Error(Code::invalid_argument, message, field);
}

// The environment, and behind it the .env file.
class Variables {
 public:
  explicit Variables(const ConfigSources& sources)
      : environment_(sources.environment), assignments_(service::parse_dot_env(sources.dot_env)) {}

  const std::vector<Assignment>& assignments() const { return assignments_; }

  std::optional<Setting> find(const std::string& name) const {
    if (auto value = environment_ ? environment_(name) : std::nullopt)
      return unless_empty({std::move(*value), name});
    for (auto line = assignments_.rbegin(); line != assignments_.rend(); ++line)
      if (line->name == name) return unless_empty({line->value, name + " in .env"});
    return std::nullopt;
  }

  bool has(const std::string& name) const { return find(name).has_value(); }

  Setting find_or(const std::string& name, const char* otherwise) const {
    return find(name).value_or(Setting{otherwise, kDefault});
  }

 private:
  static std::optional<Setting> unless_empty(Setting setting) {
    return setting.value.empty() ? std::nullopt : std::optional(std::move(setting));
  }

  const std::function<std::optional<std::string>(const std::string&)>& environment_;
  const std::vector<Assignment> assignments_;
};

// Heroku: https://devcenter.heroku.com/articles/dynos#local-environment-variables
// Vercel: https://vercel.com/docs/environment-variables/system-environment-variables
// Replit: https://docs.replit.com/replit-workspace/workspace-features/secrets
Platform platform_of(const Variables& variables) {
  const auto has_any = [&](std::initializer_list<const char*> names) {
    return std::any_of(names.begin(), names.end(), [&](const char* name) { return variables.has(name); });
  };
  if (has_any({"REPL_ID", "REPL_SLUG", "REPLIT_DB_URL", "REPLIT_DEV_DOMAIN", "REPLIT_DOMAINS"}))
    return Platform::replit;
  if (variables.has("DYNO")) return Platform::heroku;
  return has_any({"VERCEL", "VERCEL_ENV", "VERCEL_URL"}) ? Platform::vercel : Platform::local;
}

bool is_sql_url(std::string_view url) {
  return url.starts_with("sqlite://") || url.starts_with("postgres://") || url.starts_with("postgresql://");
}

Setting require_sql(Setting setting) {
  if (is_sql_url(setting.value)) return setting;
  refuse(
      "This is the URL of no SQL database. Make a PostgreSQL database on the platform, or set DATABASE_URL "
      "to the "
      "one that is meant, as in DATABASE_URL=postgresql://user:password@host/name.",
      setting.source);
}

// What the platform itself sets beside DATABASE_URL. POSTGRES_URL leads through Vercel's pooler, which is
// what many short-lived processes need; the other one, directly to the server, is second best.
std::optional<Setting> platform_database(const Variables& variables, Platform platform) {
  std::optional<Setting> found;
  if (platform == Platform::replit) found = variables.find("REPLIT_DB_URL");
  if (platform == Platform::vercel) found = variables.find("POSTGRES_URL");
  if (platform == Platform::vercel && !found) found = variables.find("POSTGRES_URL_NON_POOLING");
  return found ? std::optional(require_sql(std::move(*found))) : std::nullopt;
}

Setting find_database(const ConfigSources& sources, const Variables& variables, Platform platform) {
  if (sources.database) return {*sources.database, "--database"};
  if (auto named = variables.find("DATABASE_URL")) return *named;
  return platform_database(variables, platform).value_or(Setting{"sqlite:///crm.db", kDefault});
}

Setting database_of(const ConfigSources& sources, const Variables& variables, Platform platform) {
  constexpr std::string_view other_spelling = "postgres://";
  Setting database = find_database(sources, variables, platform);
  if (database.value.starts_with(other_spelling))
    database.value.replace(0, other_spelling.size(), "postgresql://");
  return database;
}

Setting actor_of(const ConfigSources& sources, const Variables& variables) {
  return sources.actor ? Setting{*sources.actor, "--actor"} : variables.find_or("CRM_ACTOR", "");
}

int two_digits(std::string_view text) {
  return domain::is_digit(text[0]) && domain::is_digit(text[1]) ? (text[0] - '0') * 10 + (text[1] - '0') : 99;
}

// "08:00"
std::optional<std::chrono::seconds> time_of_day(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  const int hours = two_digits(text.substr(0, 2)), minutes = two_digits(text.substr(3));
  if (hours > 24 || minutes > 59 || (hours == 24 && minutes > 0)) return std::nullopt;
  return std::chrono::hours(hours) + std::chrono::minutes(minutes);
}

CallingHours hours_of(const Setting& setting) {
  const std::string_view text = setting.value;
  const std::size_t dash = std::min(text.find('-'), text.size() - 1);
  const auto opens = time_of_day(text.substr(0, dash)), closes = time_of_day(text.substr(dash + 1));
  if (!opens || !closes || *opens >= *closes)
    refuse("Calling hours are written from-to within one day, as in 08:00-21:00.", setting.source);
  CallingHours hours;
  hours.opens = *opens;
  hours.closes = *closes;
  return hours;
}

void check(const Config& config) {
  for (const Setting* setting :
       {&config.database, &config.actor, &config.key_file, &config.default_country, &config.calling_hours})
    domain::naming(setting->source, [&] { domain::check_text(setting->value, kMaxValue); });
  domain::naming(config.default_country.source, [&] { domain::check_country(config.default_country.value); });
  hours_of(config.calling_hours);
}

bool holds_secret(const Assignment& line) {
  const std::string text = line.name + "=" + line.value;
  return without_password(line.value) != line.value || without_password(text) != text;
}

void refuse_public_file(const ConfigSources& sources, const Variables& variables) {
  const auto& lines = variables.assignments();
  if (sources.dot_env_is_public && std::any_of(lines.begin(), lines.end(), holds_secret))
    throw Error(
        Code::permission,
        "It seems to hold a password, and others than its owner may read it: run `chmod 600 .env`, and "
        "change the password if somebody may have seen it.",
        ".env");
}

// Of a URL that is no database's everything is hidden; what is wrong with it is said later.
void refuse_public_command_line(const ConfigSources& sources) {
  if (sources.database && sources.database->starts_with("postgres") &&
      without_password(*sources.database) != *sources.database)
    throw Error(
        Code::invalid_argument,
        "Everybody on this machine can read a password on the command line: put the URL into DATABASE_URL or "
        "into the file .env instead.",
        "--database");
}

// What is written beside the program is gone after its next start, or cannot be written at all:
// https://devcenter.heroku.com/articles/dynos#ephemeral-filesystem,
// https://vercel.com/docs/functions/runtimes, https://docs.replit.com/cloud-services/deployments (published
// apps).
void warn_of_forgetful_disk(Config& config) {
  constexpr std::string_view on_disk = "sqlite:///";
  if (config.platform == Platform::local || !config.database.value.starts_with(on_disk)) return;
  config.warnings.push_back(
      "The file system of " + std::string(name(config.platform)) +
      " forgets what programs write, and this is an SQLite file. Make a PostgreSQL database "
      "there and set DATABASE_URL to it.");
}

}  // namespace

std::string_view name(Platform platform) noexcept {
  constexpr std::string_view names[] = {"local", "replit", "heroku", "vercel"};
  return names[static_cast<std::size_t>(platform)];
}

Config make_config(const ConfigSources& sources) {
  const Variables variables(sources);
  refuse_public_file(sources, variables);
  refuse_public_command_line(sources);
  Config config;
  config.platform = platform_of(variables);
  config.database = database_of(sources, variables, config.platform);
  config.actor = actor_of(sources, variables);
  config.key_file = variables.find_or("CRM_KEY_FILE", "");
  config.default_country = variables.find_or("CRM_DEFAULT_COUNTRY", "US");
  config.calling_hours = variables.find_or("CRM_CALLING_HOURS", "08:00-21:00");
  check(config);
  warn_of_forgetful_disk(config);
  return config;
}

std::optional<Setting> find_setting(const ConfigSources& sources, const std::string& name) {
  return Variables(sources).find(name);
}

Options Config::options() const {
  Options options;
  options.url = database.value;
  options.key_file = key_file.value;
  options.default_country = default_country.value;
  options.calling_hours = hours_of(calling_hours);
  return options;
}

}  // namespace crm
