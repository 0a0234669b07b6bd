// Finds the settings, and opens databases for commands.
#include "cli/context.hpp"

#include <pwd.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cli/errors.hpp"
#include "cli/interrupt.hpp"
#include "intake/file_output.hpp"

namespace crm::cli {

namespace {

// A person at a terminal waits longer than a caller on the line; bulk work takes what it takes.
constexpr std::chrono::milliseconds kDeadline = std::chrono::seconds(10),
                                    kBulkDeadline = std::chrono::hours(1);
constexpr std::int64_t kMmapBytes = std::int64_t{2} << 30;  // crmctl is a process of its own
constexpr std::int64_t kBulkCacheBytes = std::int64_t{32} << 20;

Setting login_name() {
  const passwd* entry = getpwuid(geteuid());
  const bool named = entry != nullptr && entry->pw_name != nullptr && *entry->pw_name != '\0';
  return {named ? entry->pw_name : "crmctl", "login name"};
}

// A group may share a database on purpose; nobody shares one with everybody. What is no database, such as a
// folder, must not lose its rights by our advice.
void refuse_public_database(const std::string& url) {
  struct stat status {};
  const std::string file = sqlite_file(url);
  if (file.empty() || stat(file.c_str(), &status) != 0 || !S_ISREG(status.st_mode)) return;
  if ((status.st_mode & (S_IRWXG | S_IRWXO)) == 0 || !intake::is_sqlite_database(file)) return;
  if ((status.st_mode & S_IRWXO) != 0)
    throw Error(Code::permission, "Everybody on this machine may read or write the database file " + file +
                                      ": run `chmod 600` on it. Nothing was done.");
  print_warning("Others than its owner may read or write the database file " + file +
                "; run `chmod 600` on it.");
}

Options options_for(const Config& config, const std::string& at) {
  Options options = config.options();
  options.mmap_bytes = kMmapBytes;
  if (!at.empty()) {
    const Instant instant = naming("--at", [&] { return parse_instant(at); });
    options.clock = [instant] { return instant; };
  }
  return options;
}

}  // namespace

void Context::settle() {
  ConfigSources sources = process_sources();
  sources.database = said_database;
  sources.actor = said_actor;
  config = make_config(sources);
  if (config.actor.value.empty() && !said_actor) config.actor = login_name();
  actor = config.actor.value;
  default_country = config.default_country.value;
  for (const std::string& warning : config.warnings) print_warning(warning);
}

Database Context::open(const std::string& at) const {
  refuse_public_database(config.database.value);
  return open_to_examine(at);
}

Database Context::open_to_examine(const std::string& at) const {
  Options options = options_for(config, at);
  options.deadline = options.pre_call_deadline = kDeadline;
  return Database(std::move(options));
}

Database Context::open_for_bulk_work(const std::string& at) const {
  refuse_public_database(config.database.value);
  Options options = options_for(config, at);
  options.mmap_bytes = 0;  // the whole file would count as this process's memory
  options.write_cache_bytes = kBulkCacheBytes;
  options.deadline = kBulkDeadline;
  Database database(std::move(options));
  database.set_watch([] { return !Interruptible::interrupted(); });
  return database;
}

Session Context::bulk_session(const std::string& at) const {
  Session session = open_for_bulk_work(at).session(actor);
  session.set_watch([] { return !Interruptible::interrupted(); });
  return session;
}

}  // namespace crm::cli
