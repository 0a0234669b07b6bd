#include "service/engine.hpp"

#include <crm/error.hpp>

#include "domain/checks.hpp"
#include "storage/migrator.hpp"
#include "storage/unfinished_copy.hpp"

namespace crm::service {

namespace {

void require(bool good, const char* message, const char* field) {
  if (!good) throw Error(Code::invalid_argument, message, field);
}

Options checked(Options options) {
  using namespace std::chrono_literals;
  const CallingHours& hours = options.calling_hours;
  require(!options.url.empty(), "A database URL is needed, such as sqlite:///crm.db.", "url");
  require(options.deadline >= 1ms && options.deadline <= 24h, "The deadline must be from 1 ms to one day.",
          "deadline");
  require(options.pre_call_deadline >= 1ms && options.pre_call_deadline <= 24h,
          "The deadline must be from 1 ms to one day.", "pre_call_deadline");
  require(options.slow_call >= 0ms && options.slow_call <= 24h,
          "The time from which on a call is slow must be from 0 to one day.", "slow_call");
  require(options.key_file.empty() || !options.key,
          "The key comes from a file or from the program, not from both.", "key_file");
  require(options.pool_size >= 1 && options.pool_size <= 256, "The pool must have 1 to 256 connections.",
          "pool_size");
  require(options.mmap_bytes >= 0, "The size of the memory map must not be below 0.", "mmap_bytes");
  require(options.write_cache_bytes >= 64 << 10 && options.write_cache_bytes <= 1 << 30,
          "The cache must be of 64 KB to 1 GB.", "write_cache_bytes");
  require(options.interactions <= 100, "At most 100 interactions can be read with a pre-call.",
          "interactions");
  require(hours.opens >= 0s && hours.opens < hours.closes && hours.closes <= 24h,
          "Calling hours must open before they close, within one day.", "calling_hours");
  domain::naming("default_country", [&] { domain::check_country(options.default_country); });
  return options;
}

}  // namespace

Engine::Engine(Options options)
    : options_(checked(std::move(options))),
      meter_(options_),
      driver_(storage::make_driver(options_)),
      parts_(*driver_, options_) {}

Instant Engine::now() const {
  if (options_.clock) return options_.clock();
  return std::chrono::time_point_cast<std::chrono::microseconds>(std::chrono::system_clock::now());
}

storage::Deadline Engine::default_deadline() const { return storage::Clock::now() + options_.deadline; }

// The first call of all looks at the schema; the others wait for it, within their deadline.
void Engine::make_ready(storage::Deadline deadline, const storage::Watch* watch) {
  if (ready_.load(std::memory_order_acquire)) return;
  InProcess& parts = parts_.of_this_process();
  std::unique_lock lock(parts.mutex);
  if (!storage::wait_watched(parts.preparing_ended, lock, deadline, watch, [&] { return !parts.preparing; }))
    throw Error(Code::timeout, "The database was not ready within the deadline.");
  if (ready_.load(std::memory_order_relaxed)) return;
  parts.preparing = true;
  lock.unlock();
  try {
    prepare(deadline, watch);
  } catch (...) {
    end_preparing(parts, false);
    throw;
  }
  end_preparing(parts, true);
}

void Engine::end_preparing(InProcess& parts, bool ready) {
  const std::lock_guard lock(parts.mutex);
  parts.preparing = false;
  ready_.store(ready, std::memory_order_release);
  parts.preparing_ended.notify_all();
}

void Engine::prepare(storage::Deadline deadline, const storage::Watch* watch) {
  const bool migrates = options_.migrate || driver_->single_connection();
  if (migrates) migrate(deadline, watch);
  storage::Pool& open_already = migrates ? connections().writers() : connections().readers();
  storage::Pool::Lease lease = storage::acquire_patiently(open_already, deadline, watch);
  const storage::Watching watching(*lease, watch);
  storage::check_schema(*driver_, *lease);
  storage::refuse_unfinished_copy(*lease);
}

int Engine::migrate(storage::Deadline deadline, const storage::Watch* watch) {
  const storage::OwnedScope running(owner());
  driver_->create(deadline, watch);
  const int ran = bring_up_to_date(deadline, watch);
  if (ran > 0)
    meter_.say(LogLevel::info, "migrate",
               "The database's schema was brought up to date; migrations: " + std::to_string(ran) + ".");
  return ran;
}

// An up-to-date schema is seen without the write lock.
int Engine::bring_up_to_date(storage::Deadline deadline, const storage::Watch* watch) {
  storage::Pool::Lease lease = storage::acquire_patiently(connections().writers(), deadline, watch);
  const storage::Watching watching(*lease, watch);
  try {
    storage::check_schema(*driver_, *lease);
    return 0;
  } catch (const Error& error) {
    if (error.code() != Code::schema_too_old) throw;
  }
  return storage::migrate(*driver_, *lease, to_string(now()));
}

void Engine::warm_up(storage::Deadline deadline, const storage::Watch* watch) {
  const storage::OwnedScope running(owner());
  make_ready(deadline, watch);
  storage::acquire_patiently(connections().readers(), deadline, watch);
}

void Engine::before_fork(storage::Deadline deadline) { connections().close_all(deadline); }

// Not for a server that cannot be reached at all: that has taken its time already.
bool Engine::was_lost(const Error& error) {
  return error.code() == Code::unavailable && !error.sqlstate().empty();
}

void Engine::discard_if_broken(storage::Pool::Lease& lease, const Error& error) {
  if (error.code() == Code::corrupt || error.code() == Code::unavailable || error.code() == Code::internal)
    lease.discard();
}

}  // namespace crm::service
