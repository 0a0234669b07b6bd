// The settings that a program takes from its surroundings, in one place for crmctl and servers: which
// database is meant, who acts, where the key lies; and where each came from.
//
// The library never looks at its surroundings by itself: only a program that calls process_sources() does.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <crm/options.hpp>

namespace crm {

// Where settings may come from, the first one that has it wins: the command line, the environment, the .env
// file.
struct ConfigSources {
  // What the command line said.
  std::optional<std::string> database{}, actor{};

  // A variable's value; none: it is not set. Empty: there is no environment. A variable that is set to
  // nothing counts as not set, but hides the one in the .env file.
  std::function<std::optional<std::string>(const std::string& name)> environment{};

  // The text of the .env file: lines of NAME=VALUE, `export` before them if wanted; # begins a comment. A
  // value in 'single quotes' is taken as it stands, one in "double quotes" knows \n \r \t \" \\ and \$; both
  // may span lines. $NAME is not replaced. The last of several lines for one name counts. At most 64 KiB.
  std::string dot_env{};
  bool dot_env_is_public = false;  // its mode lets others than its owner read it
};

// A setting in force.
struct Setting {
  std::string value;
  std::string source;  // "--database", "DATABASE_URL", "DATABASE_URL in .env", "default"
};

// Whose machine this is, as the platform's own variables tell: REPL_ID or REPL_SLUG and others, DYNO, VERCEL.
enum class Platform : std::int32_t { local = 0, replit = 1, heroku = 2, vercel = 3 };
std::string_view name(Platform platform) noexcept;  // "local", "replit", "heroku", "vercel"

struct Config {
  // DATABASE_URL, else what the platform sets, else sqlite:///crm.db. postgres:// has become postgresql://.
  // It may hold a password: show it with without_password().
  Setting database;
  Setting actor;            // CRM_ACTOR. Empty: nobody said
  Setting key_file;         // CRM_KEY_FILE. Empty: beside the database file; none on PostgreSQL
  Setting default_country;  // CRM_DEFAULT_COUNTRY, "US"
  Setting calling_hours;    // CRM_CALLING_HOURS, "08:00-21:00"
  Platform platform = Platform::local;
  std::vector<std::string> warnings{};  // sentences for whoever runs the program; without secrets

  // For opening the database; what is no setting has its default.
  Options options() const;
};

// Throws Error(invalid_argument) with the variable's or option's name for a value that cannot be taken and
// for a platform's URL that is of no SQL database; for the .env file with the line's number. Never with the
// value.
Config make_config(const ConfigSources& sources);

// The environment of this process and the file .env of its working directory, which is read now. Not while
// another thread changes the environment. Throws Error: permission, unavailable, or invalid_argument when the
// file is too big or no regular file.
ConfigSources process_sources();

// A variable of the program's own, as in ("PORT"): from the environment, else from the .env file.
std::optional<Setting> find_setting(const ConfigSources& sources, const std::string& name);

// The URL, or any other text, as it may be shown: "postgresql://user:***@host/db". What a parameter says
// whose name has password, secret or token in it is hidden too, and of the URL of no SQL database all but
// scheme and host: "https://host/***".
std::string without_password(std::string_view url);

// The path of the file that an SQLite URL names; empty for a database in memory, another database and a URL
// that cannot be read.
std::string sqlite_file(std::string_view url);

}  // namespace crm
