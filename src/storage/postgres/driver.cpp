#include "storage/postgres/driver.hpp"

#include <crm/error.hpp>

#include "storage/postgres/connection.hpp"
#include "storage/postgres/migrations.hpp"
#include "storage/postgres/upkeep.hpp"
#include "storage/watched_wait.hpp"

namespace crm::storage::postgres {

namespace {

// "libcrm" as a number: the key of the lock under which the schema changes.
constexpr std::int64_t kSchemaLock = 0x6c696263726d;

// A server that did not answer for this long is away; a shorter deadline says nothing about it.
constexpr auto kLongEnough = std::chrono::milliseconds(200);

struct Setup {
  std::string encoding, fsync;
};

Setup read_setup(Connection& connection) {
  static const Sql select("SELECT current_setting('server_encoding'), current_setting('fsync')");
  Setup setup;
  connection.execute({select, {}, [&](const Row& row) {
                        setup = {std::string(row.text(0)), std::string(row.text(1))};
                      }});
  return setup;
}

// What a commit promises must be true, and every character must fit.
void check_setup(const Setup& setup) {
  if (setup.encoding != "UTF8")
    throw Error(Code::unsupported,
                "The database's encoding is not UTF8. Make one with createdb --encoding=UTF8.", "url");
  if (setup.fsync == "off")
    throw Error(Code::unsupported,
                "The database server has fsync switched off: it would lose outcomes that it has confirmed. "
                "Switch it on.",
                "url");
}

// So that a host that is silent leaves time for the others.
Deadline share(Deadline deadline, std::size_t hosts_left) {
  const auto now = Clock::now();
  return now + (deadline - now) / static_cast<Clock::rep>(hosts_left);
}

}  // namespace

PostgresDriver::PostgresDriver(std::string_view url) : hosts_(hosts_of(url)) {}

// While the server is known to be away, one call in a while looks whether it is back; the others are told at
// once.
Handle PostgresDriver::connect_to_any(Deadline deadline, const Watch* watch) {
  const auto begin = Clock::now();
  Breaker::Turn turn(breaker_);
  try {
    Handle handle = try_hosts(deadline, watch);
    turn.reached();
    return handle;
  } catch (const Error& error) {
    const bool waited_long = Clock::now() - begin >= kLongEnough;
    if (error.code() == Code::busy) turn.reached();
    if (error.code() == Code::unavailable || (error.code() == Code::timeout && waited_long)) turn.missed();
    throw;
  }
}

Handle PostgresDriver::try_hosts(Deadline deadline, const Watch* watch) {
  const std::size_t first = last_good_.load(std::memory_order_relaxed);
  std::optional<Error> reason;
  for (std::size_t i = 0; i < hosts_.size(); ++i) {
    const std::size_t host = (first + i) % hosts_.size();
    try {
      Handle handle = postgres::connect(hosts_[host], share(deadline, hosts_.size() - i), watch, sockets_);
      last_good_.store(host, std::memory_order_relaxed);
      return handle;
    } catch (const Error& error) {
      if (error.code() == Code::cancelled) throw;
      if (!reason) reason = error;
    }
  }
  throw *reason;
}

std::unique_ptr<Connection> PostgresDriver::connect_to_it(Access, Deadline deadline, const Watch* watch) {
  return std::make_unique<PostgresConnection>(connect_to_any(deadline, watch), deadline);
}

void PostgresDriver::create(Deadline deadline, const Watch* watch) {
  const auto connection = connect(Access::write, deadline, watch);
  const Watching watching(*connection, watch);
  check_setup(read_setup(*connection));
}

std::span<const Migration> PostgresDriver::migrations() const { return postgres::migrations(); }

bool PostgresDriver::has_table(Connection& connection, std::string_view name) const {
  static const Sql select("SELECT 1 FROM pg_tables WHERE schemaname = current_schema() AND tablename = $1");
  const Param params[] = {std::string(name)};
  bool found = false;
  connection.execute({select, params, [&](const Row&) { found = true; }});
  return found;
}

void PostgresDriver::lock_schema(Connection& writer) const {
  static const Sql lock("SELECT pg_advisory_xact_lock($1)");
  const Param params[] = {kSchemaLock};
  writer.execute({lock, params});
}

std::unique_ptr<Upkeep> PostgresDriver::upkeep() {
  const Settings& host = hosts_[last_good_.load(std::memory_order_relaxed)];
  return std::make_unique<PostgresUpkeep>(*this, place_of(host), tool_options(host));
}

}  // namespace crm::storage::postgres
