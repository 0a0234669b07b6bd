// Transactions that PostgreSQL refuses because of others, as serialization failures and deadlocks: the
// library runs them again, and no caller hears of it.
#include "faults/postgres_dialers.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// A server whose tables refuse every second outcome (`of` - 1 of so many), as if another transaction had been
// in the way: when the row is written, or at the COMMIT.
class RefusingTables {
 public:
  RefusingTables(const std::string& url, const std::string& sqlstate, bool at_commit, int of = 2)
      : raw_(url) {
    raw_.execute("CREATE SEQUENCE attempt");
    raw_.execute("CREATE SEQUENCE refused");
    raw_.execute(
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN IF nextval('attempt') % " +
        std::to_string(of) + " <> 0 THEN PERFORM nextval('refused'); RAISE SQLSTATE '" + sqlstate +
        "'; END IF; RETURN NEW; END $$");
    raw_.execute(std::string("CREATE ") + (at_commit ? "CONSTRAINT " : "") +
                 "TRIGGER refuse AFTER INSERT ON call_outcome " +
                 (at_commit ? "DEFERRABLE INITIALLY DEFERRED " : "") +
                 "FOR EACH ROW EXECUTE FUNCTION refuse()");
  }
  int refused() const { return static_cast<int>(raw_.number("SELECT last_value FROM refused")); }

 private:
  RawPostgres raw_;
};

void migrate(const std::string& url) { Database(options_for(url)).migrate(); }

Tally record_while_refused(int times, const std::string& sqlstate, bool at_commit) {
  const PostgresDatabase postgres;
  migrate(postgres.url());
  const RefusingTables tables(postgres.url(), sqlstate, at_commit);
  return record_while(postgres.url(), postgres.url(), OnDoubt::same_call_id,
                      [&](const auto&) { wait_until([&] { return tables.refused() >= times; }); });
}

void check_unheard(const Tally& tally) {
  CHECK(tally.refusals == 0);
  check_each_is_there_once(tally);
}

// Records calls with two people each, in the one order or the other.
class PairDialer {
 public:
  PairDialer(const Database& database, CustomerId first, CustomerId second, std::string name)
      : session_(database.session(name)), first_(first), second_(second), name_(std::move(name)) {}

  void run_until(const std::atomic<bool>& enough) {
    for (; !enough; ++calls_) {
      const std::string call_id = name_ + std::to_string(calls_);
      try {
        session_.post_call_many(std::vector<Outcome>{{.call_id = call_id, .customer_id = first_},
                                                     {.call_id = call_id, .customer_id = second_}});
      } catch (const Error&) {
        ++refusals_;
      }
    }
  }
  int calls() const { return calls_; }
  int refusals() const { return refusals_; }

 private:
  Session session_;
  const CustomerId first_, second_;
  const std::string name_;
  int calls_ = 0, refusals_ = 0;
};

// Half of the dialers lock the two customers in the other order.
void record_pairs_until_deadlocks(int times) {
  PostgresServer server({"deadlock_timeout=1ms"});
  const auto customers = make_customers(server.url(), 2);
  const Database database(options_for(server.url()));
  std::vector<PairDialer> dialers;
  for (std::size_t i = 0; i < 6; ++i)
    dialers.emplace_back(database, customers[i % 2], customers[1 - i % 2], "d" + std::to_string(i) + "-");
  std::atomic<bool> enough = false;
  std::vector<std::thread> threads;
  for (PairDialer& dialer : dialers) threads.emplace_back([&] { dialer.run_until(enough); });
  const RawPostgres raw(server.url());
  const auto deadlocks = [&] {
    return raw.number("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()");
  };
  wait_until([&] { return deadlocks() >= times; });
  enough = true;
  for (std::thread& thread : threads) thread.join();
  int calls = 0, refusals = 0;
  for (const PairDialer& dialer : dialers) calls += dialer.calls(), refusals += dialer.refusals();
  CHECK(refusals == 0);
  CHECK(raw.number("SELECT count(*) FROM interaction") == 2 * calls);
  CHECK(raw.number("SELECT count(DISTINCT (customer_id, call_id)) FROM interaction") == 2 * calls);
}

}  // namespace

TEST_CASE("no caller hears of a transaction that PostgreSQL refused because of another one", "[threads]") {
  const std::string sqlstate = GENERATE("40001", "40P01", "55P03");
  const bool at_commit = GENERATE(false, true);
  CAPTURE(sqlstate, at_commit);
  check_unheard(record_while_refused(50, sqlstate, at_commit));
}

TEST_CASE("no caller hears of a deadlock in PostgreSQL", "[threads]") { record_pairs_until_deadlocks(50); }

TEST_CASE("no caller hears of a thousand serialization failures", "[threads][slow]") {
  check_unheard(record_while_refused(1000, "40001", GENERATE(false, true)));
}

TEST_CASE("no caller hears of a thousand deadlocks", "[threads][slow]") {
  record_pairs_until_deadlocks(1000);
}

TEST_CASE("the test of refused transactions finds a library that gives up", "[threads]") {
  const PostgresDatabase postgres;
  migrate(postgres.url());
  const auto customers = make_customers(postgres.url(), 1);
  const RefusingTables tables(postgres.url(), "40001", false, 1000);
  const Database database(options_for(postgres.url(), kHasty));
  PairDialer dialer(database, customers[0], customers[0], "d");
  std::atomic<bool> enough = false;
  std::thread thread([&] { dialer.run_until(enough); });
  wait_until([&] { return tables.refused() >= 20; });
  enough = true;
  thread.join();
  CHECK(dialer.refusals() > 0);
}
