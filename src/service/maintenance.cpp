// Looking after a database: what is the same for all products.
#include <crm/maintenance.hpp>

#include <crm/error.hpp>

#include "service/calls.hpp"
#include "service/caretaker.hpp"
#include "service/content.hpp"
#include "service/trail.hpp"
#include "storage/migrator.hpp"
#include "storage/unfinished_copy.hpp"

namespace crm {

using namespace service;
using storage::Access;
using storage::Connection;
using storage::Transaction;

namespace {

constexpr std::size_t kMaxRows = 1'000'000;

int known_schema(const storage::Driver& driver) {
  return driver.migrations().empty() ? 0 : driver.migrations().back().number;
}

void require_sensible(const QueryLimits& limits) {
  using namespace std::chrono_literals;
  if (limits.timeout < 1ms || limits.timeout > 24h)
    throw Error(Code::invalid_argument, "The time limit must be from 1 ms to one day.", "timeout");
  if (limits.rows < 1 || limits.rows > kMaxRows)
    throw Error(Code::invalid_argument, "The limit must be from 1 to 1,000,000 rows.", "rows");
}

bool knows_key(const storage::Driver& driver, Connection& connection) {
  return driver.has_table(connection, "setting") && !key_ids(connection).current.empty();
}

// Neither a missing file is made nor another program's changed.
void require_own(const storage::Driver& driver, Connection& connection) {
  if (storage::schema_number(driver, connection) == 0)
    throw Error(Code::corrupt, "This is no libcrm database; nothing was changed.", "url");
}

SchemaState state_unless_unfinished(const Caretaker& caretaker, storage::Deadline deadline) {
  const auto connection = caretaker.connect_until(deadline);
  const SchemaState state = schema_state(caretaker.driver(), *connection);
  if (state == SchemaState::unfinished) storage::refuse_unfinished_copy(*connection);
  return state;
}

// A database of another schema has no trail that we know.
void leave_word_if_current(Engine& engine, const Call& call, std::string_view action) {
  if (state_unless_unfinished(Caretaker(engine), call.deadline) == SchemaState::current)
    leave_word(engine, call, action, "database");
}

}  // namespace

std::string_view name(SchemaState state) noexcept {
  switch (state) {
    case SchemaState::none:
      return "none";
    case SchemaState::older:
      return "older";
    case SchemaState::current:
      return "current";
    case SchemaState::newer:
      return "newer";
    case SchemaState::unknown:
      return "unknown";
    case SchemaState::unfinished:
      return "unfinished";
  }
  return "unknown";
}

Maintenance::Maintenance(std::shared_ptr<Engine> engine, std::string actor)
    : engine_(std::move(engine)), actor_(std::move(actor)) {
  check_actor(actor_);
}

DatabaseStatus Maintenance::status() {
  const Caretaker caretaker(*engine_);
  const storage::Deadline deadline = caretaker.deadline();
  const auto connection = caretaker.connect_until(deadline);
  const Transaction snapshot(*connection, Access::read);
  storage::Place place = caretaker.upkeep().place(deadline, nullptr);
  return {std::move(place.product),
          std::move(place.version),
          std::move(place.place),
          place.bytes,
          place.log_bytes,
          known_schema(caretaker.driver()),
          content_of(caretaker.driver(), *connection, deadline)};
}

DatabaseStructure Maintenance::structure(const Progress& progress) {
  const Caretaker caretaker(*engine_);
  std::int64_t done = 0, all = 0;
  const auto go_on = [&] { return !progress || progress(done, all); };
  const auto connection = caretaker.connect_to_look(go_on);
  const Transaction snapshot(*connection, Access::read);
  DatabaseStructure structure{caretaker.upkeep().tables(*connection), {}};
  all = static_cast<std::int64_t>(structure.tables.size());
  for (TableInfo& table : structure.tables) {
    table.rows = caretaker.upkeep().rows(*connection, table.name);
    ++done;
  }
  structure.settings = caretaker.upkeep().settings(*caretaker.connect_watched(Access::read, go_on),
                                                   *caretaker.connect_watched(Access::write, go_on));
  return structure;
}

std::vector<MigrationInfo> Maintenance::pending_migrations() {
  const Caretaker caretaker(*engine_);
  const auto connection = caretaker.connect();
  const Transaction snapshot(*connection, Access::read);
  std::vector<MigrationInfo> pending;
  for (const storage::Migration& migration : storage::missing_migrations(caretaker.driver(), *connection))
    pending.push_back({migration.number, std::string(migration.name)});
  return pending;
}

BackupResult Maintenance::backup(const std::string& path, IfThere if_there, const Progress& progress) {
  const Caretaker caretaker(*engine_);
  state_unless_unfinished(caretaker, caretaker.deadline());
  caretaker.upkeep().backup(path, if_there, caretaker.deadline(), progress);
  const auto copy = caretaker.upkeep().open_backup(path);
  BackupResult result{caretaker.upkeep().size_of_backup(path),
                      content_of(caretaker.driver(), *copy, caretaker.deadline()),
                      knows_key(caretaker.driver(), *copy)};
  leave_word_if_current(*engine_, Call{actor_, caretaker.deadline() + kPatience}, "backup");
  return result;
}

void Maintenance::reset() {
  const Caretaker caretaker(*engine_);
  const storage::Deadline deadline = caretaker.deadline();
  {
    const auto connection = caretaker.connect_until(deadline);
    require_own(caretaker.driver(), *connection);
    refuse_references_of_others(caretaker.upkeep(), *connection, "url");
  }
  engine_->migrate(deadline, nullptr);
  const auto leave_word = [&](Connection& writer) {
    storage::CountedIds ids(writer);
    storage::Totals totals;
    Unit unit{writer, ids, totals, actor_, engine_->now(), *engine_};
    service::audit(unit, CustomerId{}, "reset", "database", 0, "{}");
    ids.flush();
  };
  explaining_locks([&] { caretaker.upkeep().clear(deadline, nullptr, leave_word); });
}

VacuumResult Maintenance::vacuum(const Progress& progress) {
  const Caretaker caretaker(*engine_);
  const storage::Watch watch = [&] { return !progress || progress(0, 0); };
  require_own(caretaker.driver(), *caretaker.connect_watched(Access::read, watch));
  const auto size = [&] {
    const storage::Place place = caretaker.upkeep().place(caretaker.deadline(), &watch);
    return place.bytes + place.log_bytes;
  };
  VacuumResult result{size(), 0};
  explaining_locks([&] { caretaker.upkeep().vacuum(caretaker.deadline(), progress); });
  result.bytes_after = size();
  return result;
}

QueryResult Maintenance::query(std::string_view sql, const QueryLimits& limits) {
  require_sensible(limits);
  const Call call{actor_, storage::Clock::now() + limits.timeout};
  QueryResult result = Caretaker(*engine_).upkeep().query(sql, limits);
  leave_word_if_current(*engine_, call, "query");
  return result;
}

}  // namespace crm
