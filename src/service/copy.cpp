// Copying a whole database into another one, table by table.
#include <crm/copy.hpp>

#include <algorithm>
#include <crm/error.hpp>

#include "service/calls.hpp"
#include "service/caretaker.hpp"
#include "service/ssn_keys.hpp"
#include "service/trail.hpp"
#include "storage/catalog.hpp"
#include "storage/cells.hpp"
#include "storage/migrator.hpp"
#include "storage/unfinished_copy.hpp"

namespace crm {

using namespace service;
using storage::Access;
using storage::Connection;
using storage::Row;
using storage::RowsDigest;
using storage::Sql;

namespace {

constexpr std::int64_t kBatch = 20'000;  // rows in one transaction
constexpr const char *kHistory = "schema_migration", *kIds = "id_counter";
// The others refer to these.
constexpr const char* kFirst[] = {"customer", "vehicle", "loan"};

bool holds_rows(Connection& connection, const std::string& query) {
  const Sql select("SELECT 1 FROM " + query + " LIMIT 1");
  bool found = false;
  connection.execute({select, {}, [&](const Row&) { found = true; }});
  return found;
}

// How much has happened, without what the copying itself says of itself.
std::int64_t events(Connection& connection) {
  static const Sql select("SELECT count(*) FROM audit WHERE action <> 'copy'");
  std::int64_t count = 0;
  connection.execute({select, {}, [&](const Row& row) { count = row.integer(0); }});
  return count;
}

using Counters = std::vector<std::pair<std::string, std::int64_t>>;  // record -> its next id

Counters read_counters(Connection& connection) {
  static const Sql select("SELECT record, next_id FROM id_counter ORDER BY record");
  Counters counters;
  connection.execute(
      {select, {}, [&](const Row& row) { counters.emplace_back(row.text(0), row.integer(1)); }});
  return counters;
}

void write_counters(Connection& connection, const Counters& counters) {
  static const Sql insert("INSERT INTO id_counter (record, next_id) VALUES ($1, $2)");
  for (const auto& [record, next] : counters) {
    const storage::Param params[] = {record, next};
    connection.post({insert, params});
  }
}

// The source's come instead.
void delete_counters(Connection& connection) {
  static const Sql remove("DELETE FROM id_counter");
  connection.execute({remove, {}});
}

auto place_of(const TableInfo& table) {
  const auto* first = std::find(std::begin(kFirst), std::end(kFirst), table.name);
  return std::pair(first - std::begin(kFirst), table.name);
}

template <class T>
auto find_named(const std::vector<T>& all, const std::string& name) {
  return std::find_if(all.begin(), all.end(), [&](const T& one) { return one.name == name; });
}

// The columns of `same`, in the order of those of `table`.
TableInfo with_columns_of(const TableInfo& table, const TableInfo& same) {
  TableInfo ordered{.name = table.name};
  for (const ColumnInfo& column : table.columns) {
    const auto found = find_named(same.columns, column.name);
    if (found == same.columns.end())
      throw Error(Code::corrupt, "The two databases' tables are not the same: another program changed them.");
    ordered.columns.push_back(*found);
  }
  return ordered;
}

// Which of the two it is that cannot be opened.
template <class Work>
auto naming_side(const char* side, Work work) {
  try {
    return work();
  } catch (const Error& error) {
    if (error.field() != "url") throw;
    throw Error(error.code(), error.what(), side, error.sqlstate());
  }
}

class Copier {
 public:
  Copier(Session& from, Session& to, const Progress& progress)
      : from_session_(from),
        to_session_(to),
        from_(engine_of(from)),
        to_(engine_of(to)),
        progress_(progress) {}

  CopyResult run();

 private:
  enum class Target { empty, used_by_nobody_yet, unfinished };

  void go_on();
  void prepare();
  void leave_word_in_source();
  void list_tables();
  Target look_at_target();
  void begin_anew();
  bool finish_interrupted();
  bool copy_and_compare();
  std::vector<RowsDigest> copy_snapshot();
  void count(Connection& source);
  RowsDigest copy_table(Connection& source, const TableInfo& table);
  RowsDigest digest_of_copy(const TableInfo& table);
  void finish();
  std::unique_ptr<Connection> look(const Caretaker& caretaker) const;
  std::unique_ptr<Connection> reader(const Caretaker& caretaker) const;
  std::unique_ptr<Connection> writer() const;

  Session &from_session_, &to_session_;
  const Caretaker from_, to_;
  const Progress& progress_;
  // Whoever waits asks it too. Once it was no, it stays so.
  const storage::Watch watch_ = [this] {
    goes_on_ = goes_on_ && (!progress_ || progress_(done_, all_));
    return goes_on_;
  };
  std::vector<TableInfo> tables_{},
      target_tables_{};  // the same tables, with the same columns in the same order
  Counters counters_{};
  std::int64_t events_ = 0, done_ = 0, all_ = 0;
  bool goes_on_ = true;
  CopyResult result_{};
};

void Copier::go_on() {
  if (!watch_())
    throw Error(Code::cancelled, "The copying was stopped; the same call again goes on with it.");
}

std::unique_ptr<Connection> Copier::look(const Caretaker& caretaker) const {
  return caretaker.connect_watched(Access::read, watch_);
}

std::unique_ptr<Connection> Copier::reader(const Caretaker& caretaker) const {
  return caretaker.connect_to_look(watch_);
}

std::unique_ptr<Connection> Copier::writer() const {
  auto connection = to_.connect_watched(Access::write, watch_);
  connection->set_deadline(storage::Deadline::max());
  return connection;
}

// Who goes on with an interrupted copy has left word in the trail already.
void Copier::prepare() {
  naming_side("from", [&] {
    const auto source = look(from_);
    storage::check_schema(from_.driver(), *source);
    storage::refuse_unfinished_copy(*source);
  });
  naming_side("to", [&] { return engine_of(to_session_).migrate(to_.deadline(), &watch_); });
  if (from_.upkeep().identity(*look(from_)) == to_.upkeep().identity(*look(to_)))
    throw Error(Code::invalid_argument, "The target is the source itself: name another database.", "to");
  list_tables();
  const Target target = look_at_target();
  result_.resumed = target == Target::unfinished;
  if (!result_.resumed) leave_word_in_source();
  if (target == Target::used_by_nobody_yet) begin_anew();
}

void Copier::leave_word_in_source() {
  Call call = call_of(from_session_);
  call.watch = &watch_;
  leave_word(engine_of(from_session_), call, "copy", "database");
}

// The counters of the ids come by themselves in the end, the history is the target's own.
void Copier::list_tables() {
  const auto all = to_.upkeep().tables(*look(to_));
  auto tables = from_.upkeep().tables(*look(from_));
  std::sort(tables.begin(), tables.end(),
            [](const TableInfo& a, const TableInfo& b) { return place_of(a) < place_of(b); });
  for (TableInfo& table : tables) {
    if (table.name == kHistory || table.name == kIds) continue;
    const auto same = find_named(all, table.name);
    if (same == all.end() || !storage::is_own_table(from_.driver(), table.name)) {
      result_.left_out.push_back(table.name);
      continue;
    }
    target_tables_.push_back(with_columns_of(table, *same));
    result_.tables.push_back(table.name);
    tables_.push_back(std::move(table));
  }
}

// A database in which somebody has only looked around holds words about that in its audit trail.
Copier::Target Copier::look_at_target() {
  const auto target = look(to_);
  bool records = false;
  for (const std::string& table : result_.tables)
    records = records || holds_rows(*target, table == "audit" ? "audit WHERE record <> 'database'" : table);
  const bool has_ids = holds_rows(*target, kIds);
  if (records && has_ids)
    throw Error(
        Code::conflict,
        "The target holds data already. Name another database, or empty this one with `crmctl reset`.", "to");
  if (has_ids) return Target::used_by_nobody_yet;
  return records || holds_rows(*target, "audit") ? Target::unfinished : Target::empty;
}

void Copier::begin_anew() {
  refuse_references_of_others(to_.upkeep(), *look(to_), "to");
  to_.upkeep().clear(to_.deadline(), &watch_, [](Connection& writer) { delete_counters(writer); });
  done_ = 0;
}

void Copier::count(Connection& source) {
  result_.rows = 0;
  for (const TableInfo& table : tables_) {
    const std::int64_t rows = from_.upkeep().rows(source, table.name);
    if (table.name == "customer") result_.customers = rows;
    result_.rows += rows;
  }
  all_ = 2 * result_.rows;
  counters_ = read_counters(source);
  events_ = events(source);
  go_on();
}

// What an interrupted copy has left there already is read, for the comparison, and not written again.
RowsDigest Copier::copy_table(Connection& source, const TableInfo& table) {
  const auto target = writer();
  const std::int64_t there = to_.upkeep().rows(*target, table.name);
  const auto sink = to_.upkeep().sink(*target, table);
  const auto commit = [&] {
    sink->commit();
    to_.driver().after_commit(*target);
    go_on();
  };
  storage::CellReader reader(table);
  RowsDigest digest;
  const Sql select(storage::select_in_order(table));
  source.execute({select, {}, [&](const Row& row) {
                    const auto cells = reader.read(row);
                    digest.add(cells);
                    if (digest.rows() > there) sink->add(cells);
                    if (++done_ % kBatch == 0) commit();
                  }});
  commit();
  return digest;
}

std::vector<RowsDigest> Copier::copy_snapshot() {
  const auto source = reader(from_);
  const storage::Transaction snapshot(*source, Access::read);
  count(*source);
  std::vector<RowsDigest> digests;
  for (const TableInfo& table : tables_) digests.push_back(copy_table(*source, table));
  return digests;
}

RowsDigest Copier::digest_of_copy(const TableInfo& table) {
  storage::CellReader cells(table);
  RowsDigest digest;
  const Sql select("SELECT " + storage::column_list(table) + " FROM " + storage::quoted(table.name));
  reader(to_)->execute({select, {}, [&](const Row& row) {
                          digest.add(cells.read(row));
                          if (++done_ % kBatch == 0) go_on();
                        }});
  return digest;
}

bool Copier::copy_and_compare() {
  const std::vector<RowsDigest> digests = copy_snapshot();
  for (std::size_t i = 0; i < target_tables_.size(); ++i)
    if (digest_of_copy(target_tables_[i]) != digests[i]) return false;
  return true;
}

// False: the source has changed since, as the digests say, or a key that is there twice.
bool Copier::finish_interrupted() {
  try {
    if (copy_and_compare()) return true;
  } catch (const Error& error) {
    if (error.code() != Code::conflict) throw;
  }
  result_.resumed = false;
  begin_anew();
  return false;
}

// With the counters the copy is complete; the word about it in the trail takes the next id.
void Copier::finish() {
  Engine& engine = engine_of(to_session_);
  const auto target = to_.connect_watched(Access::write, watch_);
  const std::string actor(call_of(to_session_).actor);
  storage::Transaction transaction(*target, Access::write);
  write_counters(*target, counters_);
  storage::CountedIds ids(*target);
  storage::Totals totals;
  Unit unit{*target, ids, totals, actor, engine.now(), engine};
  audit(unit, CustomerId{}, "copy", "database", 0, "{}");
  ids.flush();
  transaction.commit();
  to_.driver().after_commit(*target);
}

CopyResult Copier::run() {
  prepare();
  const bool finished = result_.resumed && finish_interrupted();
  if (!finished && !copy_and_compare())
    throw Error(Code::corrupt,
                "The copy does not hold what the database holds: somebody else writes to it, or its disk "
                "fails. Empty it with `crmctl reset`, and copy again.");
  finish();
  result_.outdated = events(*look(from_)) != events_;
  if (const KeyIds ids = key_ids(*look(to_)); !ids.in_use().empty()) {
    result_.key_file = engine_of(to_session_).ssn_keys().file();
    result_.key_problem = engine_of(to_session_).ssn_keys().problem_with(ids);
  }
  return std::move(result_);
}

}  // namespace

CopyResult copy(Session& from, Session& to, const Progress& progress) {
  return Copier(from, to, progress).run();
}

}  // namespace crm
