// Several processes on one database file.
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sqlite3.h>
#include <algorithm>
#include <catch2/catch.hpp>
#include <filesystem>
#include <set>
#include <thread>

#include "support/child.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/listening_vfs.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

Options options(const std::string& file, bool migrate = false) {
  return {.url = "sqlite:///" + file, .migrate = migrate, .deadline = std::chrono::seconds(60)};
}

void make_portfolio(const std::string& file, int customers) {
  Database database(options(file, true));
  std::vector<CustomerFile> files;
  for (int i = 0; i < customers; ++i)
    files.push_back({.customer = {.account_number = "A" + std::to_string(i)}, .loans = {a_loan()}});
  database.session("test").load(std::move(files), "test");
}

Outcome outcome(const std::string& call_id, std::int64_t customer, const std::string& note = {}) {
  return {.call_id = call_id,
          .customer_id = CustomerId{customer},
          .disposition = "promise_to_pay",
          .agreed_amount = usd(500 + customer),
          .note = note};
}

// Threads of one process that each record outcomes; "" when none was refused.
std::string record_from_threads(const std::string& file, int process, int threads, int calls) {
  Database database(options(file));
  std::vector<std::string> troubles(static_cast<std::size_t>(threads));
  std::vector<std::thread> running;
  for (int t = 0; t < threads; ++t)
    running.emplace_back([&, t] {
      Session session = database.session("test");
      try {
        for (int n = 0; n < calls; ++n)
          session.post_call(outcome(
              std::to_string(process) + "/" + std::to_string(t) + "/" + std::to_string(n), 1 + (t + n) % 10));
      } catch (const Error& error) {
        troubles[static_cast<std::size_t>(t)] = std::string(name(error.code())) + ": " + error.what();
      }
    });
  for (std::thread& thread : running) thread.join();
  std::string all;
  for (const std::string& trouble : troubles) all += trouble;
  return all;
}

// Another program that reads one snapshot for as long as this lives.
class LongReader {
 public:
  explicit LongReader(const std::string& file) : raw_(file) {
    raw_.execute("BEGIN");
    interactions();
  }
  long long interactions() const { return raw_.number("SELECT count(*) FROM interaction"); }

 private:
  RawDatabase raw_;
};

std::uintmax_t log_size(const std::string& file) { return std::filesystem::file_size(file + "-wal"); }

}  // namespace

TEST_CASE("processes that write at once lose nothing, double nothing and are never told to come back") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  constexpr int kProcesses = 3, kThreads = 4, kCalls = 150;
  make_portfolio(file, 10);
  const auto reports = in_children(
      kProcesses, [&](int process) { return record_from_threads(file, process, kThreads, kCalls); });
  CHECK(reports == std::vector<std::string>(kProcesses));
  const RawDatabase raw(file);
  CHECK(raw.number("SELECT count(*) FROM call_outcome") == kProcesses * kThreads * kCalls);
  CHECK(inconsistencies(raw) == "");
}

TEST_CASE(
    "a reader that stays open stops no writer, keeps its snapshot, and the log stays bounded after it") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  make_portfolio(file, 10);
  Database database(options(file));
  Session session = database.session("test");
  int calls = 0;
  const auto record = [&](int count) {
    for (int i = 0; i < count / 100; ++i) {
      std::vector<Outcome> batch;
      for (int n = 0; n < 100; ++n, ++calls)
        batch.push_back(outcome(std::to_string(calls), 1 + calls % 10, std::string(500, 'n')));
      session.post_call_many(batch);
    }
  };
  record(1000);
  {
    const LongReader reader(file);
    const long long seen = reader.interactions();
    record(5000);
    CHECK(reader.interactions() == seen);
    CHECK(log_size(file) > 4'000'000);  // it had to wait for the reader
  }
  const auto after_reader = log_size(file);
  record(5000);
  // The log is begun anew and its file used again: it does not grow on.
  CHECK(log_size(file) <= std::max<std::uintmax_t>(after_reader, 64 << 20) + (1 << 20));
  CHECK(log_size(file) < after_reader + after_reader / 4);
  const RawDatabase raw(file);
  CHECK(raw.number("SELECT count(*) FROM interaction") == calls);
  CHECK(inconsistencies(raw) == "");
}

TEST_CASE("of processes that record the same call id at once one records it, the others get its answer") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  constexpr int kProcesses = 4, kCalls = 40;
  make_portfolio(file, 3);
  const auto reports = in_children(kProcesses, [&](int) {
    Database database(options(file));
    Session session = database.session("test");
    std::string answers;
    for (int n = 0; n < kCalls; ++n) {
      const OutcomeResult result = session.post_call(outcome("call " + std::to_string(n), 1));
      answers += result.replayed ? "r" : "R";
      answers += std::to_string(result.interaction_id.value) + " ";
    }
    return answers;
  });
  std::set<std::string> answers;
  for (std::string report : reports) {
    std::transform(report.begin(), report.end(), report.begin(), [](char c) { return c == 'R' ? 'r' : c; });
    answers.insert(report);
  }
  CHECK(answers.size() == 1);
  std::string all;
  for (const std::string& report : reports) all += report;
  CHECK(std::count(all.begin(), all.end(), 'R') == kCalls);
  const RawDatabase raw(file);
  CHECK(raw.number("SELECT count(*) FROM interaction") == kCalls);
  CHECK(inconsistencies(raw) == "");
}

TEST_CASE("of processes that record other things under the same call id one wins, the others conflict") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  constexpr int kProcesses = 4, kCalls = 40;
  make_portfolio(file, 3);
  const auto reports = in_children(kProcesses, [&](int process) {
    Database database(options(file));
    Session session = database.session("test");
    std::string won;
    for (int n = 0; n < kCalls; ++n) {
      try {
        session.post_call(outcome("call " + std::to_string(n), 1, "from " + std::to_string(process)));
        won += "W";
      } catch (const Error& error) {
        won += error.code() == Code::conflict && error.field() == "call_id" ? "c" : error.what();
      }
    }
    return won;
  });
  std::string all;
  for (const std::string& report : reports) all += report;
  CHECK(std::count(all.begin(), all.end(), 'W') == kCalls);
  CHECK(std::count(all.begin(), all.end(), 'c') == (kProcesses - 1) * kCalls);
  CHECK(inconsistencies(RawDatabase(file)) == "");
}

TEST_CASE("32 processes that open a path where nothing is make one database, and none of them fails") {
  for (int round = 0; round < 5; ++round) {
    const TempFolder folder;
    const std::string file = folder.file("crm.db");
    const auto reports = in_children(32, [&](int process) {
      Database database(options(file, true));
      database.session("test").customers().create({.account_number = std::to_string(process)});
      return std::string();
    });
    CHECK(reports == std::vector<std::string>(32));
    const RawDatabase raw(file);
    CHECK(raw.number("SELECT count(*) - count(DISTINCT number) FROM schema_migration") == 0);
    CHECK(raw.number("SELECT count(*) FROM customer") == 32);
    CHECK(inconsistencies(raw) == "");
    struct stat made {};
    REQUIRE(::stat(file.c_str(), &made) == 0);
    CHECK((made.st_mode & 0777) == 0600);
  }
}

TEST_CASE("a database whose making was killed at any write or sync is made by the next one") {
  std::string last;
  int killed = 0;
  for (int nth = 1; last != "made"; ++nth) {
    CAPTURE(nth);
    REQUIRE(nth < 2000);
    const TempFolder folder;
    const std::string file = folder.file("crm.db");
    Child maker([&] {
      listen_to_files([&](FileStep) {
        if (--nth == 0) ::kill(getpid(), SIGKILL);
        return SQLITE_OK;
      });
      Database(options(file, true)).warm_up();
      return std::string("made");
    });
    last = maker.read_some();
    const std::string trouble = maker.trouble();
    REQUIRE((last == "made" || trouble == "was ended by signal 9"));
    killed += last != "made";
    Database database(options(file, true));
    database.session("test").customers().create({.account_number = "1"});
    const RawDatabase raw(file);
    REQUIRE(inconsistencies(raw) == "");
    REQUIRE(raw.number("SELECT count(*) FROM customer") == 1);
  }
  CHECK(killed > 10);
}
