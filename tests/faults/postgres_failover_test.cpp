// A PostgreSQL primary with a standby that takes its place while dialers record: with both in the URL the
// work goes on at the new primary by itself, and every acknowledged outcome is there once.
#include <iostream>

#include "faults/postgres_dialers.hpp"

using namespace crm;
using namespace crm::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

std::string parameter(const std::string& url, const std::string& name) {
  const std::size_t begin = url.find(name + "=") + name.size() + 1;
  return url.substr(begin, url.find('&', begin) - begin);
}

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
    return "postgresql://crm@/postgres?host=" + parameter(primary.url(), "host") + "," +
           parameter(standby.url(), "host") + "&port=" + parameter(primary.url(), "port") + "," +
           parameter(standby.url(), "port");
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

// The primary lives on but takes no more writes, and whoever still waits for the standby there is sent away:
// so an operator moves the work.
void fence_primary(Pair& pair, const std::atomic<int>& acknowledged) {
  work_on(acknowledged, 200);
  RawPostgres raw(pair.primary.url());
  raw.execute("ALTER SYSTEM SET default_transaction_read_only = on");
  raw.execute("SELECT pg_reload_conf()");
  pair.promote();
  wait_until([&, before = acknowledged.load()] {
    raw.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    return acknowledged >= before + 500;
  });
}

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
