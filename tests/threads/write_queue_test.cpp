// Group commit, seen from both sides: what callers get, and what the connection is asked to do.
#include "storage/write_queue.hpp"

#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <crm/database.hpp>
#include <fstream>
#include <future>
#include <list>
#include <numeric>
#include <thread>

#include "support/forwarding_connection.hpp"
#include "support/raw_sqlite.hpp"
#include "support/temp_folder.hpp"

using namespace crm;
using namespace crm::test;
using namespace std::chrono_literals;
using storage::WriteTransaction;

namespace {

storage::Deadline in(std::chrono::milliseconds time) { return storage::Clock::now() + time; }

// A thread that asks the queue to run its work.
class Caller {
 public:
  Caller(storage::WriteQueue& queue, storage::WriteQueue::Work work, std::chrono::milliseconds patience = 60s)
      : thread_([this, &queue, work = std::move(work), patience] {
          const auto deadline = in(patience);
          id_ = static_cast<pid_t>(syscall(SYS_gettid));
          try {
            queue.run(work, deadline);
          } catch (const Error& error) {
            error_ = std::string(name(error.code()));
          }
          took_ = storage::Clock::now() - (deadline - patience);
        }) {}
  ~Caller() {
    if (thread_.joinable()) thread_.join();
  }
  Caller(const Caller&) = delete;
  Caller& operator=(const Caller&) = delete;

  // Until the thread is asleep: with nobody at work in the queue it can only be waiting for its turn there.
  void wait_until_it_waits() const {
    while (id_ == 0 || state() != 'S') std::this_thread::yield();
  }
  // The code's word, or "written".
  std::string result() {
    if (thread_.joinable()) thread_.join();
    return error_.empty() ? "written" : error_;
  }
  std::chrono::steady_clock::duration took() const { return took_; }

 private:
  char state() const {
    std::ifstream file("/proc/self/task/" + std::to_string(id_) + "/stat");
    std::string line;
    std::getline(file, line);
    const auto end = line.rfind(')');  // behind the thread's name
    return end == line.npos ? '?' : line.at(end + 2);
  }

  std::atomic<pid_t> id_ = 0;
  std::string error_;
  std::chrono::steady_clock::duration took_{};
  std::thread thread_;
};

// A queue on a real file, whose connection tells what it is about to do.
class Bench {
 public:
  explicit Bench(std::size_t limit = 10'000) : queue_(pool_, driver_, limit) {}

  storage::WriteQueue& queue() { return queue_; }
  RawDatabase raw() const { return RawDatabase(file_); }
  int commits() const { return commits_; }
  // Called at each commit with its number, from 1; what it throws happens instead.
  void at_commit(std::function<void(int)> act) { at_commit_ = std::move(act); }

  // A caller that has the connection and keeps it until release(). Its work may run again after that.
  Caller& blocker(const storage::WriteQueue::Work& then) {
    callers_.emplace_back(queue_, [this, then](WriteTransaction& write) {
      if (!has_begun_.exchange(true)) {
        begun_.set_value();
        released_.get_future().wait();
      }
      then(write);
    });
    begun_.get_future().wait();
    return callers_.back();
  }
  void release() { released_.set_value(); }

  // A caller behind all others.
  Caller& waiter(storage::WriteQueue::Work work, std::chrono::milliseconds patience = 60s) {
    Caller& caller = callers_.emplace_back(queue_, std::move(work), patience);
    caller.wait_until_it_waits();
    return caller;
  }
  Caller& caller(storage::WriteQueue::Work work) { return callers_.emplace_back(queue_, std::move(work)); }

  // "written", "conflict", ... of every caller, in the order of their calls.
  std::vector<std::string> results() {
    std::vector<std::string> results;
    for (Caller& caller : callers_) results.push_back(caller.result());
    return results;
  }

 private:
  static std::string migrated(std::string file) {
    Database(Options{.url = "sqlite:///" + file, .migrate = true, .deadline = 60s}).warm_up();
    return file;
  }
  void hear(std::string_view what) {
    if (what != "commit") return;
    const int number = ++commits_;
    if (at_commit_) at_commit_(number);
  }

  const TempFolder folder_{};
  const std::string file_ = migrated(folder_.file("crm.db"));
  std::atomic<int> commits_ = 0;
  std::function<void(int)> at_commit_;
  ForwardingDriver driver_{storage::make_driver(Options{.url = "sqlite:///" + file_}),
                           [this](std::string_view what) { hear(what); }};
  storage::Pool pool_{1, [this](storage::Deadline deadline, const storage::Watch*) {
                        return driver_.connect(storage::Access::write, deadline);
                      }};
  storage::WriteQueue queue_;
  std::atomic<bool> has_begun_ = false;
  std::promise<void> begun_, released_;
  std::list<Caller> callers_;
};

// Stores its name, under a new id, and counts itself.
void store(WriteTransaction& write, const std::string& name) {
  static const storage::Sql insert("INSERT INTO setting (name, value) VALUES ($1, $2)");
  const storage::Param params[] = {name, std::to_string(write.ids.next("probe"))};
  write.connection.execute({insert, params});
  write.totals.count("probe", 1);
}

storage::WriteQueue::Work storing(const std::string& name) {
  return [name](WriteTransaction& write) { store(write, name); };
}

storage::WriteQueue::Work storing_and_failing(const std::string& name) {
  return [name](WriteTransaction& write) {
    store(write, name);
    throw Error(Code::conflict, "This one must not be written.");
  };
}

// "a b c", the stored names in alphabetical order.
std::string stored(const RawDatabase& raw) {
  std::string names;
  for (const auto& row : raw.rows("SELECT name FROM setting ORDER BY name"))
    names += (names.empty() ? "" : " ") + row[0];
  return names;
}

// Ids are unique and below the counter, and the count is the number of rows.
void check_counts(const RawDatabase& raw) {
  const long long rows = raw.number("SELECT count(*) FROM setting");
  CHECK(raw.number("SELECT count(DISTINCT value) FROM setting") == rows);
  CHECK(raw.number(
            "SELECT max(CAST(value AS INTEGER)) < (SELECT next_id FROM id_counter WHERE record = 'probe') "
            "FROM setting") == 1);
  CHECK(raw.number("SELECT total FROM record_total WHERE record = 'probe'") == rows);
}

}  // namespace

TEST_CASE("callers that come while another writes share its commit", "[threads]") {
  Bench bench;
  bench.blocker(storing("first"));
  for (int i = 0; i < 16; ++i) bench.waiter(storing("n" + std::to_string(i)));
  bench.release();
  CHECK(bench.results() == std::vector<std::string>(17, "written"));
  CHECK(bench.commits() == 1);
  check_counts(bench.raw());
  CHECK(bench.raw().number("SELECT count(*) FROM setting") == 17);
}

TEST_CASE("a group has at most 64 callers, in the order of their calls", "[threads]") {
  Bench bench;
  std::vector<int> order;
  int at_first_commit = 0;
  bench.at_commit([&](int number) {
    if (number == 1) at_first_commit = static_cast<int>(order.size());
  });
  bench.blocker([&](WriteTransaction&) { order.push_back(0); });
  for (int i = 1; i <= 70; ++i) bench.waiter([&, i](WriteTransaction&) { order.push_back(i); });
  bench.release();
  CHECK(bench.results() == std::vector<std::string>(71, "written"));
  std::vector<int> in_order(71);
  std::iota(in_order.begin(), in_order.end(), 0);
  CHECK(order == in_order);
  CHECK(at_first_commit == 64);
  CHECK(bench.commits() == 2);
}

TEST_CASE("what one caller's work throws rolls back that work alone", "[threads]") {
  Bench bench;
  bench.blocker(storing("a"));
  bench.waiter(storing("b"));
  bench.waiter(storing_and_failing("c"));
  bench.waiter(storing("d"));
  bench.waiter(storing_and_failing("e"));
  bench.release();
  CHECK(bench.results() == std::vector<std::string>{"written", "written", "conflict", "written", "conflict"});
  CHECK(bench.commits() == 1);
  CHECK(stored(bench.raw()) == "a b d");
  check_counts(bench.raw());
}

TEST_CASE("what the leader's own work throws reaches the leader alone", "[threads]") {
  Bench bench;
  bench.blocker(storing_and_failing("a"));
  bench.waiter(storing("b"));
  bench.waiter(storing("c"));
  bench.release();
  CHECK(bench.results() == std::vector<std::string>{"conflict", "written", "written"});
  CHECK(stored(bench.raw()) == "b c");
  check_counts(bench.raw());
}

TEST_CASE("an error that ends the whole transaction makes every caller's work run again, alone",
          "[threads]") {
  Bench bench;
  std::vector<int> runs(4);
  bench.blocker([&](WriteTransaction& write) { ++runs[0], store(write, "a"); });
  bench.waiter([&](WriteTransaction& write) { ++runs[1], store(write, "b"); });
  bench.waiter([&](WriteTransaction& write) {
    ++runs[2];
    store(write, "c");
    write.connection.script("ROLLBACK");  // as SQLite does when the disk is full
    throw Error(Code::full, "The disk is full.");
  });
  bench.waiter([&](WriteTransaction& write) { ++runs[3], store(write, "d"); });
  bench.release();
  CHECK(bench.results() == std::vector<std::string>{"written", "written", "full", "written"});
  CHECK(runs == std::vector<int>{2, 2, 2, 1});
  CHECK(stored(bench.raw()) == "a b d");
  check_counts(bench.raw());
}

TEST_CASE("when the disk is full at the commit, every caller gets an answer of its own", "[threads]") {
  Bench bench;
  bench.at_commit([](int number) {
    // The group's, then those of b and d, which then run alone.
    if (number == 1 || number == 3 || number == 5) throw Error(Code::full, "The disk is full.");
  });
  bench.blocker(storing("a"));
  for (const char* name : {"b", "c", "d"}) bench.waiter(storing(name));
  bench.release();
  CHECK(bench.results() == std::vector<std::string>{"written", "full", "written", "full"});
  CHECK(stored(bench.raw()) == "a c");
  check_counts(bench.raw());
}

TEST_CASE("when a commit fails in a way that leaves it open, the callers are told that it is", "[threads]") {
  Bench bench;
  bench.at_commit([](int number) {
    if (number == 1) throw Error(Code::unavailable, "The disk failed.");
  });
  bench.blocker(storing("a"));
  bench.waiter(storing("b"));
  bench.release();
  CHECK(bench.results() == std::vector<std::string>{"unknown_outcome", "unknown_outcome"});
  CHECK(bench.caller(storing("c")).result() == "written");
  check_counts(bench.raw());
}

TEST_CASE("a caller whose deadline passes while it waits withdraws, and its work never runs", "[threads]") {
  Bench bench;
  bench.blocker(storing("a"));
  Caller& impatient = bench.waiter(storing("b"), 30ms);
  bench.waiter(storing("c"));
  CHECK(impatient.result() == "timeout");
  CHECK(impatient.took() >= 30ms);
  bench.release();
  CHECK(bench.results() == std::vector<std::string>{"written", "timeout", "written"});
  CHECK(stored(bench.raw()) == "a c");
}

TEST_CASE("a caller that withdraws from the head of the queue holds up nobody behind it", "[threads]") {
  Bench bench;
  std::promise<void> committing, commit;
  bench.at_commit([&](int number) {
    if (number != 1) return;
    committing.set_value();
    commit.get_future().wait();
  });
  bench.blocker(storing("a"));
  bench.release();
  committing.get_future().wait();
  Caller& impatient = bench.waiter(storing("b"), 30ms);
  bench.waiter(storing("c"), 20s);
  CHECK(impatient.result() == "timeout");
  commit.set_value();
  CHECK(bench.results() == std::vector<std::string>{"written", "timeout", "written"});
  CHECK(stored(bench.raw()) == "a c");
}

TEST_CASE(
    "a caller whose work is being committed at its deadline waits a little more, and learns that the "
    "outcome is open",
    "[threads]") {
  Bench bench;
  std::promise<void> commit;
  bench.at_commit([&](int number) {
    if (number == 1) commit.get_future().wait();
  });
  bench.blocker(storing("a"));
  Caller& impatient = bench.waiter(storing("b"), 1s);
  bench.release();
  CHECK(impatient.result() == "unknown_outcome");
  CHECK(impatient.took() >= 1050ms);
  CHECK(impatient.took() < 1100ms + 5s);  // the machine may be busy
  commit.set_value();
  CHECK(bench.results() == std::vector<std::string>{"written", "unknown_outcome"});
  CHECK(stored(bench.raw()) == "a b");  // it was written after all
}

TEST_CASE("more callers than the queue takes are told that it is busy", "[threads]") {
  Bench bench(3);
  bench.blocker(storing("a"));
  for (const char* name : {"b", "c", "d"}) bench.waiter(storing(name));
  CHECK(bench.caller(storing("e")).result() == "busy");
  bench.release();
  CHECK(bench.results() == std::vector<std::string>{"written", "written", "written", "written", "busy"});
  CHECK(stored(bench.raw()) == "a b c d");
}

TEST_CASE("many threads through one queue: every call is written once", "[threads]") {
  Bench bench;
  constexpr int kThreads = 16, kCalls = 50;
  std::vector<std::thread> threads;
  std::atomic<int> refused = 0;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      for (int n = 0; n < kCalls; ++n) {
        const std::string name = std::to_string(t) + "/" + std::to_string(n);
        try {
          bench.queue().run(n % 10 == 9 ? storing_and_failing(name) : storing(name), in(60s));
        } catch (const Error& error) {
          refused += error.code() == Code::conflict;
        }
      }
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(refused == kThreads * kCalls / 10);
  CHECK(bench.raw().number("SELECT count(*) FROM setting") == kThreads * kCalls * 9 / 10);
  CHECK(bench.commits() <= kThreads * kCalls);
  check_counts(bench.raw());
}
