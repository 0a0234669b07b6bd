// Looking after a database as a whole: what it is, whether it is sound, copies of it, questions in SQL.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <crm/date.hpp>
#include <crm/progress.hpp>

namespace crm {

namespace service {
class Engine;
}

// How a database's schema stands to this program.
enum class SchemaState {
  none,       // no libcrm schema: an empty file, or another program's database
  older,      // needs migrate()
  current,    // ready for work
  newer,      // made by a newer libcrm: this program must be updated
  unknown,    // its migrations are not those that this program knows: do not trust it
  unfinished  // a copy into it is not finished: it is refused until the same copy() goes on to its end
};
std::string_view name(SchemaState state) noexcept;

struct RecordCount {
  std::string record;                 // customer, loan, interaction, ...
  std::optional<std::int64_t> count;  // none: it could not be counted in time, or the schema is another one
};

// What a database, or a copy of one, holds.
struct DatabaseContent {
  SchemaState state = SchemaState::none;
  int schema = 0;                       // the number of its last migration; 0: none
  std::optional<Instant> created_at{};  // of the database; its copies have the same
  std::vector<RecordCount> records{};
  std::optional<Instant> latest_activity{};  // of the audit trail, without what maintenance and exports write
};

struct DatabaseStatus {
  std::string product, product_version;  // "SQLite", "3.40.1"
  std::string place;                     // the file
  std::int64_t bytes = 0;
  std::int64_t log_bytes = 0;  // of the write-ahead log beside it
  int known_schema = 0;        // the last migration that this program knows
  DatabaseContent content;
};

struct ColumnInfo {
  std::string name, type;
  bool required = false;  // never NULL
  bool in_key = false;
};

struct IndexInfo {
  std::string name;
  std::vector<std::string> columns;
  bool unique = false;
};

struct TableInfo {
  std::string name;
  std::int64_t rows = 0;
  std::vector<ColumnInfo> columns;
  std::vector<IndexInfo> indexes;
};

// A setting of the database product as the library's own connections have it, read back from live ones.
struct SettingInfo {
  std::string name;
  std::string reading, writing;  // on a connection that reads, on the one that writes
};

struct DatabaseStructure {
  std::vector<TableInfo> tables;  // in order of name
  std::vector<SettingInfo> settings;
};

struct MigrationInfo {
  int number = 0;
  std::string name;
};

enum class Severity { ok, warning, error };
std::string_view name(Severity severity) noexcept;

// One thing that check() looked at. Holds no personal data.
struct Finding {
  std::string area;  // schema, integrity, references, directories, totals, key, files, log, product
  Severity severity = Severity::ok;
  std::string sentence;
  std::string advice{};  // what to do; empty: nothing
};

// What to do with a file that is there already.
enum class IfThere { refuse, replace };

struct BackupResult {
  std::int64_t bytes = 0;
  DatabaseContent content;  // as read from the copy
  bool needs_key = false;   // it holds SSNs: they open only with the key file, which is not in the copy
};

// What to do with a database that has activity which the copy has not: it is newer, or not the one that was
// copied.
enum class IfNewer { refuse, overwrite };

struct RestoreResult {
  int migrations = 0;         // that brought an older copy up to date
  DatabaseContent content;    // afterwards
  std::string key_file{};     // that the SSNs in it need; empty: it has none
  std::string key_problem{};  // why they do not open: a sentence about that file; empty: they do
};

struct Blob {
  std::string bytes;
  bool operator==(const Blob&) const = default;
};
// NULL, whole number, fraction, text (always UTF-8), bytes.
using Value = std::variant<std::monostate, std::int64_t, double, std::string, Blob>;

struct QueryLimits {
  std::chrono::milliseconds timeout{10'000};  // 1 ms to one day
  std::size_t rows = 1000;                    // 1 to 1,000,000
};

struct QueryResult {
  std::vector<std::string> columns;  // no name twice: the second "id" is "id_2"
  std::vector<std::vector<Value>> rows;
  bool more = false;  // a limit cut the answer: that of rows, or 64 MB in all
};

// The size before and after: the file with its log.
struct VacuumResult {
  std::int64_t bytes_before = 0, bytes_after = 0;
};

// Light to make and to copy. Threads: one at a time. It keeps the database open, and works on connections of
// its own, beside the running calls of sessions. Functions without a Progress keep the database's deadline;
// the others take as long as they take, and wait for locks until the deadline only; when the Progress stops
// them, they leave no trace and throw Error(cancelled). None makes or migrates a
// database because of Options::migrate.
// Errors: as Session's, and Error(unsupported) for a database in memory.
class Maintenance {
 public:
  // actor: as of Session.
  Maintenance(std::shared_ptr<service::Engine> engine, std::string actor);

  // Works whatever the schema. Customers, loans and interactions are maintained counts; the other records are
  // counted, as far as two seconds go and the deadline.
  DatabaseStatus status();
  // Counts every row of every table.
  DatabaseStructure structure(const Progress& progress = {});
  // What migrate() would run, in order. Error(schema_too_new).
  std::vector<MigrationInfo> pending_migrations();

  // Everything that can be wrong with a database, its files and its key, looked at in one snapshot; long
  // snapshots keep the write-ahead log from shrinking. What is well is in the answer too.
  std::vector<Finding> check(const Progress& progress = {});

  // Copies the database as it is at one moment into a new file, mode 0600, while everybody works on. The file
  // appears under its name only when it is complete, verified and on the disk; until then it is `path` with
  // ".partial" behind it. It needs no other file, but the key for SSNs is not in it: keep `<database>.key`
  // apart. The database's write-ahead log grows while the copying lasts. Error(conflict): the file exists;
  // IfThere::replace replaces a database file, and no other. Also full, permission, busy (another backup to
  // the same file is at work). Leaves an audit row where the database can take one: a full disk, an older
  // schema, missing rights or a busy writer are no reason to have no backup.
  BackupResult backup(const std::string& path, IfThere if_there = IfThere::refuse,
                      const Progress& progress = {});
  // What a backup holds. Error(not_found, corrupt).
  DatabaseContent inspect(const std::string& path);
  // The same after looking at all of it: whether it could be restored. Error(not_found, corrupt,
  // schema_too_new).
  DatabaseContent verify_backup(const std::string& path, const Progress& progress = {});
  // Puts a backup in the place of everything in the database, in one transaction, also while other programs
  // have it open: they read on as before and see the restored data when it is all there; they cannot write
  // meanwhile. A missing database is made. An older schema is brought up to date. Leaves an audit row.
  // Error(corrupt): the backup is damaged; schema_too_new; conflict: the database's latest activity is later
  // than the backup's, or it is not the database that was copied; invalid_argument: it is the database
  // itself. Then nothing was changed.
  RestoreResult restore(const std::string& path, IfNewer if_newer = IfNewer::refuse,
                        const Progress& progress = {});

  // Deletes every record, setting and audit row in one transaction, and leaves one audit row. The key file
  // stays, and so do other programs' tables; Error(conflict), and nothing is deleted, while one of them
  // refers to ours. Ids go on: none is given twice.
  void reset();

  // Runs one SELECT on a connection that can only read: no other statement, no PRAGMA, no function that
  // reaches out of the database; sealed SSNs and their index cannot be read. Leaves an audit row, as backup()
  // does, without the statement, which may hold personal data; its time is within the limit.
  // Error(invalid_argument): refused, or no valid SQL; timeout.
  QueryResult query(std::string_view sql, const QueryLimits& limits = {});

  // Gives unused space back to the system. Others read on, but cannot write meanwhile: Error(busy)
  // when somebody else is writing. Needs free disk space of up to twice the database's size. On a server only
  // libcrm's tables.
  VacuumResult vacuum(const Progress& progress = {});

 private:
  RestoreResult finish_restore(const DatabaseContent& backup);

  std::shared_ptr<service::Engine> engine_;
  std::string actor_;
};

}  // namespace crm
