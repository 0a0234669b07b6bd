// Compares ways to lay out the tables `interaction` and `loan` on SQLite: the same rows and the same
// statements on several keys and indexes, through the bare SQLite API, so that only the layout differs.
// Names read measure/workload/layout. Compare medians of interleaved repetitions:
// --benchmark_enable_random_interleaving=true --benchmark_repetitions=7
#include <benchmark/benchmark.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace {

namespace fs = std::filesystem;
using benchmark::State;

constexpr int kRowsPerBatch = 10'000;   // rows in one transaction of a bulk load
constexpr int kLoadCustomers = 20'000;  // the bulk loads stop there

struct Layout {
  std::string name;
  std::string id_type;
  std::string rest;  // what follows the last column of CREATE TABLE
};

std::vector<Layout> interaction_layouts() {
  return {{"A_clustered_time", "INTEGER", ", PRIMARY KEY (customer_id, creation_date, id)) WITHOUT ROWID"},
          {"B_rowid_time_index", "INTEGER PRIMARY KEY",
           "); CREATE INDEX by_time ON record (customer_id, creation_date, id)"},
          {"C_rowid_sort", "INTEGER PRIMARY KEY", "); CREATE INDEX by_id ON record (customer_id, id)"},
          {"D_clustered_id_time_index", "INTEGER",
           ", PRIMARY KEY (customer_id, id)) WITHOUT ROWID;"
           "CREATE INDEX by_time ON record (customer_id, creation_date, id)"},
          {"E_clustered_id_sort", "INTEGER", ", PRIMARY KEY (customer_id, id)) WITHOUT ROWID"}};
}

std::vector<Layout> loan_layouts() {
  return {{"A_clustered_id", "INTEGER", ", PRIMARY KEY (customer_id, id)) WITHOUT ROWID"},
          {"B_rowid_index", "INTEGER PRIMARY KEY", "); CREATE INDEX by_id ON record (customer_id, id)"}};
}

struct Workload {
  std::string name;
  std::string columns;  // between the id and the notes; each row holds their defaults
  std::size_t notes_bytes;
  int customers;
  double rows_per_customer;
  std::string many;  // the hot read of one customer
};

constexpr const char* kInteractionColumns = R"(
    kind TEXT DEFAULT 'call', direction TEXT DEFAULT 'outbound', outcome TEXT DEFAULT 'promise_to_pay',
    agent TEXT DEFAULT 'agent-0042', duration_seconds INTEGER DEFAULT 184, loan_id INTEGER DEFAULT 123456,
    phone TEXT DEFAULT '+12025550123', promise_amount INTEGER DEFAULT 15000,
    promise_currency TEXT DEFAULT 'USD', promise_date TEXT DEFAULT '2026-02-01', callback_at TEXT,
    call_reference TEXT)";

constexpr const char* kLoanColumns = R"(
    account_number TEXT DEFAULT 'ACC-0000123456', status TEXT DEFAULT 'delinquent', kind TEXT DEFAULT 'auto',
    currency TEXT DEFAULT 'USD', principal INTEGER DEFAULT 1850000, balance INTEGER DEFAULT 1214533,
    past_due INTEGER DEFAULT 91250, fees INTEGER DEFAULT 3500, payment INTEGER DEFAULT 45625,
    rate TEXT DEFAULT '0.0749', term_months INTEGER DEFAULT 60, days_past_due INTEGER DEFAULT 47,
    opened_on TEXT DEFAULT '2023-05-17', next_due_on TEXT DEFAULT '2026-02-17',
    last_paid_on TEXT DEFAULT '2025-11-30', last_paid_amount INTEGER DEFAULT 45625, charged_off_on TEXT,
    closed_on TEXT, vin TEXT DEFAULT '00000000000000000', vehicle TEXT DEFAULT 'sedan, four doors',
    lender TEXT DEFAULT 'lender-07')";

std::vector<Workload> interaction_workloads() {
  const std::string newest =
      "SELECT * FROM record WHERE customer_id = ?1 ORDER BY creation_date DESC, id DESC LIMIT 5";
  return {{"notes_80", kInteractionColumns, 80, 100'000, 5, newest},
          {"notes_300", kInteractionColumns, 300, 100'000, 5, newest},
          {"notes_4096", kInteractionColumns, 4096, 20'000, 5, newest},
          {"notes_300_busy", kInteractionColumns, 300, 2'000, 200, newest}};
}

Workload loan_workload() {
  const std::string all = "SELECT * FROM record WHERE customer_id = ?1 ORDER BY id";
  return {"loan", kLoanColumns, 26, 100'000, 1.5, all};
}

void check(int code) {
  if (code == SQLITE_OK || code == SQLITE_ROW || code == SQLITE_DONE) return;
  std::fprintf(stderr, "SQLite: %s\n", sqlite3_errstr(code));
  std::exit(1);
}

struct Release {
  void operator()(sqlite3* connection) const { sqlite3_close_v2(connection); }
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Connection = std::unique_ptr<sqlite3, Release>;
using Statement = std::unique_ptr<sqlite3_stmt, Release>;

Connection open(const fs::path& file) {
  sqlite3* raw = nullptr;
  check(sqlite3_open_v2(file.c_str(), &raw, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX,
                        nullptr));
  Connection connection(raw);
  check(sqlite3_exec(raw,
                     "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                     "PRAGMA wal_autocheckpoint=0; PRAGMA mmap_size=2147483648",
                     nullptr, nullptr, nullptr));
  return connection;
}

Statement prepare(sqlite3* connection, const std::string& sql) {
  sqlite3_stmt* raw = nullptr;
  check(sqlite3_prepare_v3(connection, sql.c_str(), -1, SQLITE_PREPARE_PERSISTENT, &raw, nullptr));
  return Statement(raw);
}

void run(const Statement& statement) {
  check(sqlite3_step(statement.get()));
  check(sqlite3_reset(statement.get()));
}

// Reads every column of every row, as a caller would, and counts the rows.
int read_all(sqlite3_stmt* statement) {
  int rows = 0;
  for (; sqlite3_step(statement) == SQLITE_ROW; ++rows) {
    for (int i = 0; i < sqlite3_column_count(statement); ++i) {
      if (sqlite3_column_type(statement, i) == SQLITE_INTEGER) {
        benchmark::DoNotOptimize(sqlite3_column_int64(statement, i));
      } else {
        benchmark::DoNotOptimize(sqlite3_column_text(statement, i));
        benchmark::DoNotOptimize(sqlite3_column_bytes(statement, i));
      }
    }
  }
  check(sqlite3_reset(statement));
  return rows;
}

// The customer of each row, in the order in which the rows are written. Row n has the id n + 1.
using Owners = std::vector<std::int64_t>;

Owners in_customer_order(const Workload& workload, int most_customers) {
  const int customers = std::min(workload.customers, most_customers);
  Owners owners(static_cast<std::size_t>(customers * workload.rows_per_customer));
  for (std::size_t row = 0; row < owners.size(); ++row)
    owners[row] = 1 + static_cast<std::int64_t>(static_cast<double>(row) / workload.rows_per_customer);
  return owners;
}

// As life writes them: the rows of all customers interleaved.
Owners in_time_order(const Workload& workload, int most_customers) {
  Owners owners = in_customer_order(workload, most_customers);
  std::shuffle(owners.begin(), owners.end(), std::mt19937_64(1));
  return owners;
}

// One file with the table `record` in one layout.
class Database {
 public:
  Database(const fs::path& file, const Workload& workload, const Layout& layout) : connection_(open(file)) {
    create_table(workload, layout);
    begin_ = prepare(connection_.get(), "BEGIN");
    begin_write_ = prepare(connection_.get(), "BEGIN IMMEDIATE");
    commit_ = prepare(connection_.get(), "COMMIT");
    many_ = prepare(connection_.get(), workload.many);
    one_ = prepare(connection_.get(), "SELECT * FROM record WHERE customer_id = ?1 AND id = ?2");
    insert_ = prepare(connection_.get(),
                      "INSERT INTO record (customer_id, creation_date, id, notes) VALUES (?1, ?2, ?3, ?4)");
    // The notes are the same in every row, and a binding outlives a reset.
    const std::string notes(workload.notes_bytes, 'n');
    check(sqlite3_bind_text(insert_.get(), 4, notes.c_str(), -1, SQLITE_TRANSIENT));
  }

  int read_many(std::int64_t customer) {
    check(sqlite3_bind_int64(many_.get(), 1, customer));
    return read(many_);
  }

  int read_one(std::int64_t customer, std::int64_t id) {
    check(sqlite3_bind_int64(one_.get(), 1, customer));
    check(sqlite3_bind_int64(one_.get(), 2, id));
    return read(one_);
  }

  void begin_write() { run(begin_write_); }
  void commit() { run(commit_); }

  void insert(std::int64_t customer) {
    const std::int64_t id = ++last_id_;
    char created[40];  // an instant of 27 characters that rises with the id
    std::snprintf(created, sizeof created, "2026-01-01T10:20:30.%06dZ", static_cast<int>(id));
    check(sqlite3_bind_int64(insert_.get(), 1, customer));
    check(sqlite3_bind_text(insert_.get(), 2, created, -1, SQLITE_STATIC));
    check(sqlite3_bind_int64(insert_.get(), 3, id));
    run(insert_);
  }

  void load(const Owners& owners) {
    for (std::size_t row = 0; row < owners.size();) {
      begin_write();
      const std::size_t end = std::min(owners.size(), row + kRowsPerBatch);
      for (; row < end; ++row) insert(owners[row]);
      commit();
      checkpoint();
    }
  }

  // Moves the log into the file; returns the pages that stood in the log.
  int checkpoint() {
    int pages = 0;
    check(sqlite3_wal_checkpoint_v2(connection_.get(), nullptr, SQLITE_CHECKPOINT_PASSIVE, &pages, nullptr));
    return pages;
  }

 private:
  int read(const Statement& query) {
    run(begin_);
    const int rows = read_all(query.get());
    run(commit_);
    return rows;
  }

  void create_table(const Workload& workload, const Layout& layout) {
    const std::string sql =
        "CREATE TABLE record (customer_id INTEGER NOT NULL, creation_date TEXT NOT NULL, id " +
        layout.id_type + "," + workload.columns + ", notes TEXT" + layout.rest;
    check(sqlite3_exec(connection_.get(), sql.c_str(), nullptr, nullptr, nullptr));
  }

  Connection connection_;  // closed after the statements, which stand below it
  Statement begin_, begin_write_, commit_, many_, one_, insert_;
  std::int64_t last_id_ = 0;
};

// A loaded database and where its random readers and writers stand.
struct Fixture {
  Fixture(const fs::path& file, const Workload& workload, const Layout& layout)
      : customers(static_cast<std::uint64_t>(workload.customers)),
        owners(in_time_order(workload, workload.customers)),
        database(file, workload, layout) {
    database.load(owners);
    for (int i = 1; i <= workload.customers; ++i) database.read_many(i);
  }

  std::size_t any_row() { return random() % owners.size(); }
  std::int64_t any_customer() { return 1 + static_cast<std::int64_t>(random() % customers); }

  std::uint64_t customers;
  Owners owners;
  Database database;
  std::mt19937_64 random{2};
};

void read_many(State& state, Fixture& fixture) {
  int rows = 0;
  for (auto _ : state) rows += fixture.database.read_many(fixture.any_customer());
  state.counters["rows"] = benchmark::Counter(rows, benchmark::Counter::kAvgIterations);
}

void read_one(State& state, Fixture& fixture) {
  int rows = 0;
  for (auto _ : state) {
    const std::size_t row = fixture.any_row();
    rows += fixture.database.read_one(fixture.owners[row], static_cast<std::int64_t>(row) + 1);
  }
  if (rows != state.iterations()) state.SkipWithError("a row was not found");
}

// The checkpoint is not part of the time, but of the counters: what a commit wrote, and what it left to do.
void insert(State& state, Fixture& fixture, int group) {
  for (auto _ : state) {
    fixture.database.begin_write();
    for (int i = 0; i < group; ++i) fixture.database.insert(fixture.any_customer());
    fixture.database.commit();
  }
  state.counters["log_pages"] =
      benchmark::Counter(fixture.database.checkpoint(), benchmark::Counter::kAvgIterations);
}

void load(State& state, const fs::path& file, const Workload& workload, const Layout& layout,
          const Owners& owners) {
  fs::remove(file);
  Database database(file, workload, layout);
  for (auto _ : state) database.load(owners);
  state.SetItemsProcessed(static_cast<std::int64_t>(owners.size()));
  state.counters["bytes_per_row"] =
      static_cast<double>(fs::file_size(file)) / static_cast<double>(owners.size());
}

// The databases, each made on first use, in a folder of this process under the system's temporary folder.
class Laboratory {
 public:
  Laboratory() : folder_(fs::temp_directory_path() / ("crm_layout_bench_" + std::to_string(getpid()))) {
    fs::create_directories(folder_);
  }
  ~Laboratory() {
    fixtures_.clear();
    fs::remove_all(folder_);
  }

  void add(const Workload& workload, const Layout& layout) {
    auto named = [&](const std::string& measure, auto body) {
      const std::string name = measure + "/" + workload.name + "/" + layout.name;
      return benchmark::RegisterBenchmark(name.c_str(), body)->Unit(benchmark::kMicrosecond);
    };
    auto fixture = [=, this]() -> Fixture& { return this->fixture(workload, layout); };
    named("read_many", [=](State& state) { read_many(state, fixture()); })->MinTime(0.2);
    named("read_one", [=](State& state) { read_one(state, fixture()); })->MinTime(0.2);
    named("insert_1", [=](State& state) { insert(state, fixture(), 1); })->Iterations(200)->UseRealTime();
    named("insert_16", [=](State& state) { insert(state, fixture(), 16); })->Iterations(50)->UseRealTime();
    auto load_in = [=, this](auto order) {
      return [=, this](State& state) {
        load(state, folder_ / "load.db", workload, layout, order(workload, kLoadCustomers));
      };
    };
    named("load_by_time", load_in(in_time_order))->Iterations(1)->UseRealTime();
    named("load_by_customer", load_in(in_customer_order))->Iterations(1)->UseRealTime();
  }

 private:
  Fixture& fixture(const Workload& workload, const Layout& layout) {
    const std::string name = workload.name + "_" + layout.name + ".db";
    std::unique_ptr<Fixture>& slot = fixtures_[name];
    if (!slot) slot = std::make_unique<Fixture>(folder_ / name, workload, layout);
    return *slot;
  }

  fs::path folder_;
  std::map<std::string, std::unique_ptr<Fixture>> fixtures_;
};

}  // namespace

int main(int argc, char** argv) {
  sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  Laboratory laboratory;
  for (const Workload& workload : interaction_workloads())
    for (const Layout& layout : interaction_layouts()) laboratory.add(workload, layout);
  for (const Layout& layout : loan_layouts()) laboratory.add(loan_workload(), layout);

  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 1;
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
