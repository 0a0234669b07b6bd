// Opens databases for commands.
#include "cli/context.hpp"

#include <pwd.h>
#include <unistd.h>

#include "cli/errors.hpp"

namespace crm::cli {

namespace {

// A person at a terminal waits longer than a caller on the line; bulk work takes what it takes.
constexpr std::chrono::milliseconds kDeadline = std::chrono::seconds(10),
                                    kBulkDeadline = std::chrono::hours(1);
constexpr std::int64_t kMmapBytes = std::int64_t{2} << 30;  // crmctl is a process of its own

Options options_for(const std::string& url, const std::string& at) {
  Options options{.url = url, .mmap_bytes = kMmapBytes};
  if (!at.empty()) {
    const Instant instant = naming("--at", [&] { return parse_instant(at); });
    options.clock = [instant] { return instant; };
  }
  return options;
}

}  // namespace

Database Context::open(const std::string& at) const {
  Options options = options_for(url, at);
  options.deadline = options.pre_call_deadline = kDeadline;
  return Database(std::move(options));
}

Database Context::open_for_bulk_work(const std::string& at) const {
  Options options = options_for(url, at);
  options.deadline = kBulkDeadline;
  return Database(std::move(options));
}

std::string Context::login_name() {
  const passwd* entry = getpwuid(geteuid());
  return entry != nullptr && entry->pw_name != nullptr && *entry->pw_name != '\0' ? entry->pw_name : "crmctl";
}

}  // namespace crm::cli
