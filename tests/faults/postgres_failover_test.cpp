// A PostgreSQL primary with a standby that takes its place while dialers record: with both in the URL the
// work goes on at the new primary by itself, and every acknowledged outcome is there once.
#include <barrier>
#include <iostream>

#include "faults/postgres_dialers.hpp"
#include "support/records.hpp"
#include "support/url_parameter.hpp"

using namespace crm;
using namespace crm::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// A commit is confirmed when the standby has it too.
class Pair {
 public:
  Pair() {
    RawPostgres raw(primary.url());
    raw.execute("ALTER SYSTEM SET synchronous_standby_names = '*'");
    raw.execute("SELECT pg_reload_conf()");
    wait_until([&] {
      return raw.number("SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync'") == 1;
    });
  }

  std::string url() const {
    return "postgresql://crm@/postgres?host=" + url_parameter(primary.url(), "host") + "," +
           url_parameter(standby.url(), "host") + "&port=" + url_parameter(primary.url(), "port") + "," +
           url_parameter(standby.url(), "port");
  }
  void promote() { RawPostgres(standby.url()).execute("SELECT pg_promote()"); }

  PostgresServer primary{{"wal_level=replica", "max_wal_senders=4"}};
  PostgresServer standby{{"standby_of=" + primary.url(), "wal_level=replica", "max_wal_senders=4"}};
};

void work_on(const std::atomic<int>& acknowledged, int outcomes) {
  const int before = acknowledged;
  wait_until([&] { return acknowledged >= before + outcomes; });
}

// From the promotion on.
void say_when_work_goes_on(const std::atomic<int>& acknowledged) {
  const auto begin = steady_clock::now();
  work_on(acknowledged, 1);
  std::cout << "work went on " << std::chrono::ceil<milliseconds>(steady_clock::now() - begin).count()
            << " ms after the promotion" << std::endl;
}

// The primary crashes.
void lose_primary(Pair& pair, const std::atomic<int>& acknowledged) {
  work_on(acknowledged, 200);
  pair.primary.stop("immediate");
  pair.promote();
  say_when_work_goes_on(acknowledged);
  work_on(acknowledged, 500);
}

// So an operator moves the work: the primary lives on but takes no more writes.
void fence(Pair& pair) {
  RawPostgres raw(pair.primary.url());
  raw.execute("ALTER SYSTEM SET default_transaction_read_only = on");
  raw.execute("SELECT pg_reload_conf()");
  pair.promote();
}

// Whoever still waits for the standby there is sent away.
void fence_primary(Pair& pair, const std::atomic<int>& acknowledged) {
  work_on(acknowledged, 200);
  fence(pair);
  const RawPostgres raw(pair.primary.url());
  wait_until([&, before = acknowledged.load()] {
    raw.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    return acknowledged >= before + 500;
  });
}

// Reads of so many threads at the same moment, each on a connection of its own.
class Readers {
 public:
  explicit Readers(const std::string& url)
      : database_({.url = url,
                   .migrate = true,
                   .deadline = kPatient,
                   .pre_call_deadline = kPatient,
                   .clock = [this] {
                     if (together_)
                       together_->arrive_and_wait();  // it is asked while the call has its connection
                     return parse_instant("2024-02-01T17:00:00Z");
                   }}) {}

  Database& database() { return database_; }

  // In how many of the answers the customer may not be called.
  int count_do_not_call(int count, const char* number) {
    std::vector<std::thread> threads;
    std::atomic<int> found = 0;
    together_.emplace(count);
    for (int i = 0; i < count; ++i)
      threads.emplace_back([&] {
        found += database_.session("reader").pre_call(number).candidates.at(0).customer.do_not_call;
      });
    for (std::thread& thread : threads) thread.join();
    together_.reset();
    return found;
  }

 private:
  std::optional<std::barrier<>> together_;
  Database database_;
};

// The standby hears nothing more, and nobody waits for it: what is confirmed from now on goes with the
// primary.
void lose_touch(Pair& pair) {
  RawPostgres primary(pair.primary.url()), standby(pair.standby.url());
  primary.execute("ALTER SYSTEM RESET synchronous_standby_names");
  primary.execute("SELECT pg_reload_conf()");
  standby.execute("ALTER SYSTEM SET primary_conninfo = ''");
  standby.execute("SELECT pg_reload_conf()");
  wait_until([&] { return primary.number("SELECT count(*) FROM pg_stat_replication") == 0; });
}

}  // namespace

TEST_CASE("when a PostgreSQL primary crashes and its standby is promoted outcomes go to the new primary",
          "[threads]") {
  Pair pair;
  const Tally tally = record_while(pair.url(), pair.standby.url(), OnDoubt::same_call_id,
                                   [&](const auto& acknowledged) { lose_primary(pair, acknowledged); });
  check_each_is_there_once(tally);
}

TEST_CASE(
    "when a PostgreSQL primary is fenced off and its standby is promoted outcomes go to the new primary",
    "[threads]") {
  Pair pair;
  const Tally tally = record_while(pair.url(), pair.standby.url(), OnDoubt::same_call_id,
                                   [&](const auto& acknowledged) { fence_primary(pair, acknowledged); });
  check_each_is_there_once(tally);
}

TEST_CASE("nobody reads at a PostgreSQL server any more that is not the primary any more", "[threads]") {
  Pair pair;
  Readers readers(pair.url());
  Session session = readers.database().session("test");
  const CustomerId id = session.customers().create(john_doe()).id;
  CHECK(readers.count_do_not_call(3, "2125551234") == 0);
  fence(pair);
  wait_until([&] {
    try {
      return session.customers().update(id, {.do_not_call = true}).do_not_call;
    } catch (const Error& error) {
      if (!error.retryable()) throw;
      return false;
    }
  });
  CHECK(readers.count_do_not_call(3, "2125551234") == 3);
}

TEST_CASE("the test of failover finds a standby that did not have everything", "[threads]") {
  Pair pair;
  const Tally tally =
      record_while(pair.url(), pair.standby.url(), OnDoubt::same_call_id, [&](const auto& acknowledged) {
        work_on(acknowledged, 10);
        lose_touch(pair);
        lose_primary(pair, acknowledged);
      });
  CHECK(tally.lost > 0);
}
