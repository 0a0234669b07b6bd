// Which setting is in force, where it came from, what is warned of, and that secrets stay hidden.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <crm/config.hpp>
#include <fstream>
#include <map>

#include "support/child.hpp"
#include "support/refusal.hpp"
#include "support/temp_folder.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

using Environment = std::map<std::string, std::string>;

ConfigSources sources_of(Environment environment, std::string dot_env = {}) {
  ConfigSources sources;
  sources.environment = [environment = std::move(environment)](const std::string& name) {
    const auto found = environment.find(name);
    return found == environment.end() ? std::nullopt : std::optional(found->second);
  };
  sources.dot_env = std::move(dot_env);
  return sources;
}

Config config_of(Environment environment, std::string dot_env = {}) {
  return make_config(sources_of(std::move(environment), std::move(dot_env)));
}

// "value (source)"
std::string said(const Setting& setting) { return setting.value + " (" + setting.source + ")"; }

const std::string kReplitStore = "https://kv.replit.com/v0/eyJhbGciOiJIUzUxMiIs";

}  // namespace

TEST_CASE("Without any source every setting has its default") {
  const Config config = make_config({});
  CHECK(said(config.database) == "sqlite:///crm.db (default)");
  CHECK(said(config.actor) == " (default)");
  CHECK(said(config.key_file) == " (default)");
  CHECK(said(config.default_country) == "US (default)");
  CHECK(said(config.calling_hours) == "08:00-21:00 (default)");
  CHECK(config.platform == Platform::local);
  CHECK(config.warnings.empty());
  CHECK(config.options().url == "sqlite:///crm.db");
  CHECK(config.options().calling_hours.closes == CallingHours().closes);
}

TEST_CASE("The command line comes before the environment and the environment before the .env file") {
  ConfigSources sources =
      sources_of({{"DATABASE_URL", "sqlite:///environment.db"}, {"CRM_ACTOR", "Ada"}},
                 "DATABASE_URL=sqlite:///file.db\nCRM_ACTOR=Bob\nCRM_KEY_FILE=file.key\n");
  CHECK(said(make_config(sources).database) == "sqlite:///environment.db (DATABASE_URL)");
  CHECK(said(make_config(sources).actor) == "Ada (CRM_ACTOR)");
  CHECK(said(make_config(sources).key_file) == "file.key (CRM_KEY_FILE in .env)");
  sources.database = "sqlite:///said.db";
  sources.actor = "Eve";
  CHECK(said(make_config(sources).database) == "sqlite:///said.db (--database)");
  CHECK(said(make_config(sources).actor) == "Eve (--actor)");
  CHECK(said(config_of({}, "DATABASE_URL=sqlite:///1.db\nDATABASE_URL=sqlite:///2.db").database) ==
        "sqlite:///2.db (DATABASE_URL in .env)");
}

TEST_CASE("A variable that is set to nothing hides the .env file and counts as not set") {
  CHECK(said(config_of({{"DATABASE_URL", ""}}, "DATABASE_URL=sqlite:///file.db").database) ==
        "sqlite:///crm.db (default)");
  CHECK(said(config_of({}, "DATABASE_URL=").database) == "sqlite:///crm.db (default)");
}

TEST_CASE("The settings become options") {
  const Options options = config_of({{"DATABASE_URL", "sqlite://"},
                                     {"CRM_KEY_FILE", "/etc/crm.key"},
                                     {"CRM_DEFAULT_COUNTRY", "GB"},
                                     {"CRM_CALLING_HOURS", "09:30-24:00"}})
                              .options();
  CHECK(options.url == "sqlite://");
  CHECK(options.key_file == "/etc/crm.key");
  CHECK(options.default_country == "GB");
  CHECK(options.calling_hours.opens == std::chrono::minutes(570));
  CHECK(options.calling_hours.closes == std::chrono::hours(24));
}

TEST_CASE("Both spellings of a PostgreSQL URL mean the same") {
  const std::string rest = "crm:secret@db.example.com:5432/crm?sslmode=require";
  CHECK(config_of({{"DATABASE_URL", "postgres://" + rest}}).database.value == "postgresql://" + rest);
  CHECK(config_of({{"DATABASE_URL", "postgresql://" + rest}}).database.value == "postgresql://" + rest);
}

TEST_CASE("A value that cannot be taken is refused with its variable's name and without the value") {
  const Environment cases[] = {{{"CRM_DEFAULT_COUNTRY", "hunter2"}},
                               {{"CRM_CALLING_HOURS", "hunter2"}},
                               {{"CRM_CALLING_HOURS", "-"}},
                               {{"CRM_CALLING_HOURS", "21:00-08:00"}},
                               {{"CRM_CALLING_HOURS", "8-21"}},
                               {{"CRM_CALLING_HOURS", "08:00-24:01"}},
                               {{"CRM_CALLING_HOURS", "08:60-21:00"}},
                               {{"CRM_CALLING_HOURS", "08:00-08:00"}},
                               {{"DATABASE_URL", "hunter2\x01"}},
                               {{"DATABASE_URL", "hunter2\xFF"}},
                               {{"CRM_KEY_FILE", std::string(4097, 'x')}}};
  for (const Environment& environment : cases) {
    INFO(environment.begin()->second);
    CHECK(refusal_of([&] { config_of(environment); }) ==
          Refusal{Code::invalid_argument, environment.begin()->first});
    CHECK_THAT(message_of([&] { config_of(environment); }), !Contains("hunter2"));
  }
  CHECK_REFUSED(invalid_argument, "CRM_DEFAULT_COUNTRY in .env", config_of({}, "CRM_DEFAULT_COUNTRY=xx"));
  CHECK_REFUSED(invalid_argument, ".env", config_of({}, "what is this"));
}

TEST_CASE("Replit gives its PostgreSQL database in DATABASE_URL") {
  const Config config = config_of({{"REPL_SLUG", "crm"},
                                   {"REPLIT_DB_URL", kReplitStore},
                                   {"DATABASE_URL", "postgres://u:secret@host/db"}});
  CHECK(config.platform == Platform::replit);
  CHECK(said(config.database) == "postgresql://u:secret@host/db (DATABASE_URL)");
  CHECK(config.warnings.empty());
}

TEST_CASE("Any one of a platform's own variables tells it") {
  for (const char* name : {"REPL_ID", "REPL_SLUG", "REPLIT_DEV_DOMAIN", "REPLIT_DOMAINS"})
    CHECK(config_of({{name, "x"}}).platform == Platform::replit);
  for (const char* name : {"VERCEL", "VERCEL_ENV", "VERCEL_URL"})
    CHECK(config_of({{name, "x"}}).platform == Platform::vercel);
  CHECK(config_of({{"DYNO", "web.1"}}).platform == Platform::heroku);
}

TEST_CASE("The key-value store of Replit is refused with a sentence that says what to set") {
  const Environment environment = {{"REPL_SLUG", "crm"}, {"REPLIT_DB_URL", kReplitStore}};
  CHECK_REFUSED(invalid_argument, "REPLIT_DB_URL", config_of(environment));
  CHECK_THAT(message_of([&] { config_of(environment); }), Contains("DATABASE_URL=") && !Contains("eyJ"));
  CHECK(said(config_of({{"REPLIT_DB_URL", "postgres://u@host/db"}}).database) ==
        "postgresql://u@host/db (REPLIT_DB_URL)");
}

TEST_CASE("Vercel gives its database in POSTGRES_URL and in POSTGRES_URL_NON_POOLING") {
  const Environment both = {{"VERCEL_ENV", "production"},
                            {"POSTGRES_URL", "postgres://u:secret@pooler/db"},
                            {"POSTGRES_URL_NON_POOLING", "postgres://u:secret@server/db"}};
  CHECK(said(config_of(both).database) == "postgresql://u:secret@pooler/db (POSTGRES_URL)");
  CHECK(config_of(both).platform == Platform::vercel);
  Environment one = both;
  one.erase("POSTGRES_URL");
  CHECK(said(config_of(one).database) == "postgresql://u:secret@server/db (POSTGRES_URL_NON_POOLING)");
  Environment elsewhere = both;
  elsewhere.erase("VERCEL_ENV");
  CHECK(said(config_of(elsewhere).database) == "sqlite:///crm.db (default)");
  CHECK_REFUSED(invalid_argument, "POSTGRES_URL",
                config_of({{"VERCEL_ENV", "preview"}, {"POSTGRES_URL", "prisma+postgres://accelerate"}}));
}

TEST_CASE("An SQLite file on a platform that forgets its files is warned of") {
  const Environment platforms[] = {
      {{"DYNO", "web.1"}}, {{"VERCEL_ENV", "production"}}, {{"REPL_SLUG", "crm"}}};
  for (const Environment& environment : platforms) {
    const Config config = config_of(environment);
    CHECK(said(config.database) == "sqlite:///crm.db (default)");
    REQUIRE(config.warnings.size() == 1);
    CHECK_THAT(config.warnings[0], Contains(std::string(name(config.platform))) && Contains("DATABASE_URL"));
  }
  CHECK(config_of({{"DYNO", "web.1"}, {"DATABASE_URL", "sqlite://"}}).warnings.empty());
  CHECK(config_of({{"DYNO", "web.1"}, {"DATABASE_URL", "postgres://u@h/d"}}).warnings.empty());
}

TEST_CASE("A .env file that others may read is refused when it holds a secret") {
  const auto config_of_file = [](const char* text, bool is_public) {
    ConfigSources sources = sources_of({}, text);
    sources.dot_env_is_public = is_public;
    return make_config(sources);
  };
  for (const char* secret : {"DATABASE_URL=postgres://u:hunter2@h/d", "OTHER_PASSWORD=x", "api_token=x"}) {
    CHECK_REFUSED(permission, ".env", config_of_file(secret, true));
    CHECK(config_of_file(secret, false).warnings.empty());
  }
  CHECK(config_of_file("DATABASE_URL=sqlite:///crm.db\nPORT=80", true).warnings.empty());
}

TEST_CASE("A password on the command line is refused") {
  ConfigSources sources;
  sources.database = "postgres://u:hunter2@host/db";
  CHECK_REFUSED(invalid_argument, "--database", make_config(sources));
  sources.database = "postgres://u@host/db";
  CHECK(make_config(sources).warnings.empty());
  CHECK(config_of({{"DATABASE_URL", "postgres://u:hunter2@host/db"}}).warnings.empty());
}

TEST_CASE("A password in a URL is never shown") {
  const std::pair<const char*, const char*> cases[] = {
      {"postgresql://user:hunter2@host/db", "postgresql://user:***@host/db"},
      {"postgresql://user:hun/t:e@r2@host:5432/db", "postgresql://user:***@host:5432/db"},
      {"postgresql://user:hun?ter@host/db?x=1", "postgresql://user:***@host/db?x=1"},
      {"postgresql://user:@host/db", "postgresql://user:***@host/db"},
      {"postgresql://:hunter2@host", "postgresql://:***@host"},
      {"postgresql://user@host:5432/db", "postgresql://user@host:5432/db"},
      {"postgresql:///db?password=hunter2&user=u", "postgresql:///db?password=***&user=u"},
      {"postgresql:///db?sslPassword=hunter2", "postgresql:///db?sslPassword=***"},
      {"postgresql:///db?password=a&sslpassword=b", "postgresql:///db?password=***&sslpassword=***"},
      {"host=h password=hunter2 dbname=d", "host=h password=***"},
      {"https://kv.example/u:hunter2", "https://kv.example/***"},
      {"https://kv.example:8080?hunter2", "https://kv.example/***"},
      {"https://user:hunter2@kv.example", "https://kv.example/***"},
      {"https://user:hun/t@er2@kv.example/x", "https://***"},
      {"DATABASE_URL=mysql://user:hunter2@host/db", "DATABASE_URL=mysql://host/***"},
      {"https://kv.example:8080/u@hunter2", "https://***"},
      {"https://kv.example", "https://kv.example"},
      {"DATABASE_URL=sqlite:///crm.db", "DATABASE_URL=sqlite:///crm.db"},
      {"sqlite:///a:b@c.db", "sqlite:///a:b@c.db"},
      {"crm.db", "crm.db"},
      {"", ""},
      {"postgresql:///password", "postgresql:///password"}};
  for (const auto& [url, shown] : cases) CHECK(without_password(url) == shown);
}

TEST_CASE("The file that a URL names is known for SQLite alone") {
  CHECK(sqlite_file("sqlite:///a%20b.db") == "a b.db");
  CHECK(sqlite_file("sqlite:////var/crm.db") == "/var/crm.db");
  for (const char* none : {"sqlite://", "postgresql://host/db", "nonsense", ""})
    CHECK(sqlite_file(none) == "");
}

namespace {

// What process_sources says in a folder with this .env file.
std::string sources_in(const TempFolder& folder) {
  return in_child([&] {
    if (chdir(folder.path().c_str()) != 0) return std::string("no such folder");
    setenv("CRM_TEST_VARIABLE", "from the environment", 1);
    const ConfigSources sources = process_sources();
    return sources.environment("CRM_TEST_VARIABLE").value_or("none") + "|" +
           sources.environment("CRM_TEST_NO_VARIABLE").value_or("none") + "|" + sources.dot_env + "|" +
           (sources.dot_env_is_public ? "public" : "private");
  });
}

}  // namespace

TEST_CASE("A process has its environment and the .env file of its working directory") {
  const TempFolder folder;
  CHECK(sources_in(folder) == "from the environment|none||private");
  std::ofstream(folder.file(".env")) << "A=1\n";
  chmod(folder.file(".env").c_str(), 0600);
  CHECK(sources_in(folder) == "from the environment|none|A=1\n|private");
  chmod(folder.file(".env").c_str(), 0640);
  CHECK(sources_in(folder) == "from the environment|none|A=1\n|public");
  std::ofstream(folder.file(".env")) << std::string(1 << 20, '#');
  CHECK(sources_in(folder).size() < (70 << 10));  // enough to see that it is too much
}

TEST_CASE("A .env that is a folder is passed over and one that is a pipe is refused") {
  const TempFolder with_folder, with_pipe;
  REQUIRE(mkdir(with_folder.file(".env").c_str(), 0700) == 0);
  CHECK(sources_in(with_folder) == "from the environment|none||private");
  REQUIRE(mkfifo(with_pipe.file(".env").c_str(), 0600) == 0);
  CHECK_THAT(sources_in(with_pipe), Catch::StartsWith("invalid_argument: "));
}
