// SQLite's WAL-reset bug: before 3.51.3 a commit that falls into the beginning of another connection's
// passive checkpoint makes that checkpoint work with a stale log header; later commits are then never copied
// from the log, and are lost. A listening file layer makes exactly this happen, to plain checkpoints and to
// libcrm's own.
#include <sqlite3.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <catch2/catch.hpp>
#include <crm/error.hpp>
#include <memory>

#include "storage/sqlite/connection.hpp"
#include "storage/sqlite/driver.hpp"
#include "support/child.hpp"
#include "support/listening_vfs.hpp"
#include "support/raw_sqlite.hpp"
#include "support/temp_folder.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr int kFixed = 3051003;  // the first SQLite without the bug
constexpr int kRows = 20;        // that an insert adds
const std::string kInsert =
    "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20) "
    "INSERT INTO filler (text) SELECT hex(randomblob(900)) FROM n";

// A writer beside libcrm's: raw SQLite with the same settings, never waiting for a lock.
class Writer {
 public:
  virtual ~Writer() = default;
  // SQLite's result code.
  virtual int run(const std::string& sql) = 0;
};

class WriterHere final : public Writer {
 public:
  explicit WriterHere(const std::string& file) {
    sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE, nullptr);
    run("PRAGMA synchronous=FULL");
    sqlite3_wal_autocheckpoint(handle_, 0);
  }
  ~WriterHere() override { sqlite3_close(handle_); }
  WriterHere(const WriterHere&) = delete;
  WriterHere& operator=(const WriterHere&) = delete;
  int run(const std::string& sql) override {
    return sqlite3_exec(handle_, sql.c_str(), nullptr, nullptr, nullptr);
  }
  void checkpoint(int mode) { sqlite3_wal_checkpoint_v2(handle_, nullptr, mode, nullptr, nullptr); }

 private:
  sqlite3* handle_ = nullptr;
};

// The same in a process of its own, which is made before this one uses SQLite.
class WriterElsewhere final : public Writer {
 public:
  explicit WriterElsewhere(const std::string& file) {
    if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends_.data()) != 0) _exit(1);
    process_ = std::make_unique<Child>([&] { return serve(file); });
    ::close(ends_[1]);
  }
  ~WriterElsewhere() override {
    ::close(ends_[0]);
    process_->report();
  }
  WriterElsewhere(const WriterElsewhere&) = delete;
  WriterElsewhere& operator=(const WriterElsewhere&) = delete;
  int run(const std::string& sql) override {
    int result = SQLITE_ERROR;
    if (::send(ends_[0], sql.data(), sql.size(), 0) < 0) return result;
    return ::recv(ends_[0], &result, sizeof result, 0) == sizeof result ? result : SQLITE_ERROR;
  }

 private:
  std::string serve(const std::string& file) {
    ::close(ends_[0]);
    std::unique_ptr<WriterHere> writer;  // opened when the file is there: at the first statement
    char sql[200];
    for (ssize_t size = 0; (size = ::recv(ends_[1], sql, sizeof sql, 0)) > 0;) {
      if (!writer) writer = std::make_unique<WriterHere>(file);
      const int result = writer->run(std::string(sql, static_cast<std::size_t>(size)));
      if (::send(ends_[1], &result, sizeof result, 0) < 0) break;
    }
    return {};
  }

  std::array<int, 2> ends_{};
  std::unique_ptr<Child> process_;
};

enum class Way { passive, full, libcrm };
enum class Second { idle, in_transaction };
enum class Processes { one, two };

// The interleaving. The steps, and why, are in run().
class Interleaving {
 public:
  Interleaving(const std::string& file, Way way, Second second, Processes processes)
      : file_(file),
        way_(way),
        in_transaction_(second == Second::in_transaction),
        elsewhere_(processes == Processes::two ? std::make_unique<WriterElsewhere>(file) : nullptr) {}

  std::string run() {
    listen_to_files([this](FileStep step) {
      if (step == FileStep::checkpoint_begins && armed_) hear();
      return SQLITE_OK;
    });
    open();
    fill_log();
    checkpoint();  // the checkpointer now knows a log header, which the next commits make stale
    fill_log();
    second_->run("PRAGMA wal_checkpoint(PASSIVE)");  // all is copied: the next commit starts the log anew
    if (in_transaction_) second_->run("BEGIN IMMEDIATE");
    armed_ = true;
    checkpoint();
    armed_ = false;
    if (in_transaction_ && !heard_) commit_second();
    for (int i = 0; i < 60; ++i) insert();  // past what the stale header said
    checkpoint_again();
    for (int i = 0; i < 5; ++i) insert();
    second_->run("PRAGMA wal_checkpoint(PASSIVE)");
    close();
    return result();
  }

 private:
  using Connection = storage::sqlite::SqliteConnection;
  static storage::Deadline soon() { return storage::Clock::now() + std::chrono::seconds(30); }

  void open() {
    driver_ = std::make_unique<storage::sqlite::SqliteDriver>(storage::SqliteUrl{file_}, 0);
    driver_->create(soon(), nullptr);
    ours_ = driver_->connect(storage::Access::write, soon());
    ours_->script(
        "CREATE TABLE filler (id INTEGER PRIMARY KEY, text TEXT); CREATE INDEX by_text ON filler (text)");
    plain_ = std::make_unique<WriterHere>(file_);
    if (elsewhere_) {
      second_ = elsewhere_.get();
    } else {
      here_ = std::make_unique<WriterHere>(file_);
      second_ = here_.get();
    }
  }

  void close() {
    ours_.reset();
    driver_.reset();
    plain_.reset();
    here_.reset();
    elsewhere_.reset();
  }

  // libcrm's connection writes until its checkpoint would be due.
  void fill_log() {
    do commit_ours();
    while (static_cast<Connection&>(*ours_).log_pages() < 1000);
  }

  void commit_ours() {
    static const storage::Sql insert(kInsert);
    ours_->set_deadline(soon());
    storage::Transaction transaction(*ours_, storage::Access::write);
    ours_->execute({insert, {}});
    transaction.commit();
    acknowledged_ += kRows;
  }

  void insert() {
    if (second_->run(kInsert) == SQLITE_OK) acknowledged_ += kRows;
  }

  void commit_second() {
    second_->run(kInsert);
    if ((answer_ = second_->run("COMMIT")) == SQLITE_OK) acknowledged_ += kRows;
  }

  // In the middle of the beginning of a checkpoint: the second writer commits, if it can.
  void hear() {
    armed_ = false;
    heard_ = true;
    if (in_transaction_) {
      commit_second();
    } else if ((answer_ = second_->run(kInsert)) == SQLITE_OK) {
      acknowledged_ += kRows;
    }
  }

  void checkpoint() {
    if (way_ == Way::libcrm) driver_->after_commit(*ours_);
    if (way_ == Way::passive) plain_->checkpoint(SQLITE_CHECKPOINT_PASSIVE);
    if (way_ == Way::full) plain_->checkpoint(SQLITE_CHECKPOINT_FULL);
  }

  // With a commit of ours before it: libcrm checkpoints after commits only.
  void checkpoint_again() {
    try {
      commit_ours();
      checkpoint();
    } catch (const Error& error) {
      if (error.code() != Code::corrupt) throw;  // after a plain checkpoint that is what to expect
    }
  }

  std::string result() const {
    const RawDatabase raw(file_);
    std::string lost = "everything";
    try {
      lost = std::to_string(acknowledged_ - raw.number("SELECT count(*) FROM filler NOT INDEXED"));
      if (raw.text("PRAGMA integrity_check(1)") != "ok") lost += ", and the file is damaged";
    } catch (const std::exception&) {  // the file is so damaged that it cannot be counted
    }
    return "lost " + lost +
           (heard_ ? "; interrupted, answer " + std::to_string(answer_) : "; not interrupted");
  }

  const std::string file_;
  const Way way_;
  const bool in_transaction_;
  std::unique_ptr<storage::sqlite::SqliteDriver> driver_;
  std::unique_ptr<storage::Connection> ours_;
  std::unique_ptr<WriterHere> plain_, here_;
  std::unique_ptr<WriterElsewhere> elsewhere_;
  Writer* second_ = nullptr;
  long long acknowledged_ = 0;
  bool armed_ = false, heard_ = false;
  int answer_ = SQLITE_OK;
};

std::string run(Way way, Second second, Processes processes) {
  const TempFolder folder;
  return in_child([&] { return Interleaving(folder.file("crm.db"), way, second, processes).run(); });
}

}  // namespace

TEST_CASE("plain checkpoints lose acknowledged commits before SQLite 3.51.3, and none from it on") {
  const auto processes = GENERATE(Processes::one, Processes::two);
  // A full checkpoint keeps writers out, unless one is at work already: then it becomes a passive one.
  const auto [way, second] = GENERATE(table<Way, Second>({{Way::passive, Second::idle},
                                                          {Way::passive, Second::in_transaction},
                                                          {Way::full, Second::in_transaction}}));
  CAPTURE(static_cast<int>(processes), static_cast<int>(way), static_cast<int>(second), sqlite3_libversion());
  const std::string result = run(way, second, processes);
  INFO(result);
  if (sqlite3_libversion_number() < kFixed) {
    CHECK(result.find("lost 0;") == std::string::npos);
    CHECK(result.find("; interrupted, answer 0") != std::string::npos);
  } else {
    WARN("SQLite " << sqlite3_libversion() << " has no WAL-reset bug: plain checkpoints must lose nothing");
    CHECK(result == "lost 0; interrupted, answer 0");
  }
}

TEST_CASE("libcrm's checkpoints lose no commit, because nobody can commit during one") {
  const auto processes = GENERATE(Processes::one, Processes::two);
  CAPTURE(static_cast<int>(processes));
  SECTION("the second writer is idle and tries to commit: it finds the database busy") {
    CHECK(run(Way::libcrm, Second::idle, processes) ==
          "lost 0; interrupted, answer " + std::to_string(SQLITE_BUSY));
  }
  SECTION("the second writer is inside a transaction: there is no checkpoint") {
    CHECK(run(Way::libcrm, Second::in_transaction, processes) == "lost 0; not interrupted");
  }
}
