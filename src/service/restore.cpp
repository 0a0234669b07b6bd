// Putting a backup in the place of what a database holds.
#include <crm/error.hpp>

#include <crm/json_writer.hpp>
#include "service/calls.hpp"
#include "service/caretaker.hpp"
#include "service/content.hpp"
#include "storage/migrator.hpp"

namespace crm {

using namespace service;
using storage::Connection;

namespace {

void require_restorable(SchemaState state) {
  switch (state) {
    case SchemaState::older:
    case SchemaState::current:
      return;
    case SchemaState::newer:
      throw Error(Code::schema_too_new, "The backup was made by a newer libcrm. Update this program.");
    case SchemaState::unfinished:
      throw Error(Code::corrupt,
                  "The backup is of a database into which a copy was not finished; nothing was changed. Take "
                  "another one.",
                  "file");
    case SchemaState::none:
    case SchemaState::unknown:
      throw Error(Code::corrupt, "The file is no backup of a libcrm database; nothing was changed.", "file");
  }
}

bool is_sound(storage::Upkeep& upkeep, Connection& connection) {
  std::vector<Finding> findings;
  upkeep.check_content(connection, findings);
  return std::none_of(findings.begin(), findings.end(),
                      [](const Finding& finding) { return finding.severity == Severity::error; });
}

// Damage that keeps SQLite from looking is found like any other.
template <class Look>
auto reading_backup(Look look) {
  try {
    return look();
  } catch (const Error& error) {
    if (error.code() != Code::corrupt) throw;
    throw Error(Code::corrupt,
                "The file is no backup, or a damaged one; nothing was changed. Take another one.", "file");
  }
}

DatabaseContent checked_content(const Caretaker& caretaker, Connection& backup, const Progress& progress) {
  return reading_backup([&] {
    DatabaseContent content = content_of(caretaker.driver(), backup, caretaker.deadline());
    require_restorable(content.state);
    backup.set_deadline(storage::Deadline::max());
    backup.set_watch([&] { return !progress || progress(0, 0); });
    if (!is_sound(caretaker.upkeep(), backup)) throw Error(Code::corrupt, "The backup is damaged.");
    backup.set_watch({});
    return content;
  });
}

// What a restore would overwrite.
struct Present {
  std::optional<Instant> created_at, latest_activity;
};

// Of a damaged database nobody can tell; who restores then must say that it may go.
Present present_in(const Caretaker& caretaker) {
  try {
    const auto there = caretaker.connect_to_look({});
    return {created_at(caretaker.driver(), *there), latest_activity(caretaker.driver(), *there)};
  } catch (const Error& error) {
    if (error.code() != Code::corrupt) throw;
    throw Error(
        Code::conflict,
        "The database is damaged, so that nobody can tell whether it is newer than the backup. Nothing was "
        "changed; `crmctl restore --force` overwrites it.");
  }
}

void refuse_loss(const Caretaker& caretaker, const DatabaseContent& backup) {
  const Present there = present_in(caretaker);
  if (!there.latest_activity) return;
  if (there.created_at != backup.created_at)
    throw Error(
        Code::conflict,
        "The backup is of another database, and this one's records would be lost. Nothing was changed; "
        "`crmctl restore --force` overwrites it.");
  if (!backup.latest_activity || *there.latest_activity > *backup.latest_activity)
    throw Error(
        Code::conflict,
        "The database is newer than the backup: it has changes that would be lost. Nothing was changed; "
        "`crmctl restore --force` overwrites it.");
}

// A missing database is made; a damaged one is overwritten as it is.
void prepare_place(const Caretaker& caretaker) {
  try {
    if (caretaker.upkeep().place(caretaker.deadline(), nullptr).bytes > 0)
      storage::refuse_foreign(caretaker.driver(), *caretaker.connect_to_look({}));
    caretaker.driver().create(caretaker.deadline(), nullptr);
  } catch (const Error& error) {
    if (error.code() != Code::corrupt) throw;
  }
}

// What cannot be overwritten, because not even its first page is a database's.
template <class Action>
void explaining_damage(Action action) {
  try {
    action();
  } catch (const Error& error) {
    if (error.code() != Code::corrupt) throw;
    throw Error(Code::corrupt,
                "The present database file is damaged so badly that nothing can be restored into it. End the "
                "programs "
                "that use it, move it away together with its -wal and -shm, and restore again.");
  }
}

std::string changes_of(const DatabaseContent& backup) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object().key("latest_activity");
  if (backup.latest_activity) {
    writer.value(std::string_view(to_string(*backup.latest_activity)));
  } else {
    writer.null();
  }
  writer.end_object();
  return text;
}

}  // namespace

DatabaseContent Maintenance::inspect(const std::string& path) {
  const Caretaker caretaker(*engine_);
  return reading_backup([&] {
    return content_of(caretaker.driver(), *caretaker.upkeep().open_backup(path), caretaker.deadline());
  });
}

DatabaseContent Maintenance::verify_backup(const std::string& path, const Progress& progress) {
  const Caretaker caretaker(*engine_);
  const auto backup = reading_backup([&] { return caretaker.upkeep().open_backup(path); });
  const storage::Transaction snapshot(*backup, storage::Access::read);
  return checked_content(caretaker, *backup, progress);
}

RestoreResult Maintenance::restore(const std::string& path, IfNewer if_newer, const Progress& progress) {
  const Caretaker caretaker(*engine_);
  const auto backup = reading_backup([&] { return caretaker.upkeep().open_backup(path); });
  const storage::Transaction snapshot(*backup, storage::Access::read);
  const DatabaseContent content = checked_content(caretaker, *backup, progress);
  const auto approve = [&] {
    if (if_newer == IfNewer::refuse) refuse_loss(caretaker, content);
  };
  prepare_place(caretaker);
  explaining_damage([&] {
    explaining_locks([&] { caretaker.upkeep().restore(*backup, caretaker.deadline(), approve, progress); });
  });
  return finish_restore(content);
}

RestoreResult Maintenance::finish_restore(const DatabaseContent& backup) {
  const Caretaker caretaker(*engine_);
  RestoreResult result;
  result.migrations = engine_->migrate();
  engine_->write(Call{actor_, caretaker.deadline()}, [changes = changes_of(backup)](Unit& unit) {
    service::audit(unit, CustomerId{}, "restore", "database", 0, changes);
    return true;
  });
  const auto restored = caretaker.connect_to_look({});
  if (!is_sound(caretaker.upkeep(), *restored))
    throw Error(Code::corrupt, "The restored database is damaged: the disk fails. Restore to another disk.");
  result.content = content_of(caretaker.driver(), *restored, caretaker.deadline());
  if (const KeyIds ids = key_ids(*restored); !ids.in_use().empty()) {
    result.key_file = engine_->ssn_keys().file();
    result.key_problem = engine_->ssn_keys().problem_with(ids);
  }
  return result;
}

}  // namespace crm
