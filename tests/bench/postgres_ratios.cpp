#include <crm/copy.hpp>
#include <cstdio>
#include <cstdlib>
#include <functional>

#include "library_call.hpp"
#include "measurements.hpp"
#include "postgres.hpp"
#include "raw_json.hpp"
#include "raw_postgres_post_call.hpp"
#include "raw_postgres_profile.hpp"
#include "settings.hpp"
#include "support/postgres.hpp"
#include "table.hpp"
#include "world.hpp"

namespace crm::bench {

namespace {

constexpr std::int64_t kAgreeingCustomers = 100;

using Group = Measurements::Group;
const std::vector<Group> kGroups{
    {"postgres_pre_call/library", "postgres_pre_call/raw", "postgres_pre_call/raw_in_turn"},
    {"postgres_post_call/library", "postgres_post_call/raw"},
    {"postgres_post_call_on_16/library", "postgres_post_call_on_16/raw"}};

// A server that waits for the disk, as one in use does; what disturbs a measurement is switched off.
test::PostgresServer start_server() {
  ::setenv("TMPDIR", "/var/tmp", 0);
  return test::PostgresServer({"shared_buffers=512MB", "autovacuum=off", "max_wal_size=8GB"});
}

std::string new_database(const test::PostgresServer& server, const std::string& name) {
  test::RawPostgres(server.url()).execute("CREATE DATABASE " + name);
  std::string url = server.url();
  return url.replace(url.find("/postgres?") + 1, 8, name);
}

Options options_for(const std::string& url) {
  Options options;
  options.url = url;
  options.deadline = options.pre_call_deadline = std::chrono::minutes(10);  // no place for a time-out
  options.interactions = kInteractions;
  options.clock = [] { return kNow; };
  return options;
}

// From a copy of the kept database, because copying leaves a word in its trail.
std::string new_filled_database(const test::PostgresServer& server, const std::string& name,
                                const Cache& cache, std::int64_t customers) {
  const std::string url = new_database(server, name);
  const ScratchFile file(cache.folder());
  copy_database(cache.database(customers), file.path());
  Session source = open_library(file.path()).session(kActor),
          target = Database(options_for(url)).session(kActor);
  copy(source, target);
  raw::PostgresConnection(url).script("VACUUM ANALYZE");
  return url;
}

[[noreturn]] void disagree(const std::string& about) {
  throw std::runtime_error("The library and the raw side do not do the same work on PostgreSQL: " + about +
                           ". Bring the raw side (tests/bench/raw_postgres*.cpp) up to date.");
}

std::string without_decision(const std::string& json) {
  return json.substr(0, json.find(",\"decision\":")) + json.substr(json.find("],\"truncated\":"));
}

void compare_answers(World& world) {
  Session session = open_on_postgres(world.server()).session(kActor);
  raw::PipelinedReader<std::string> reader(world.server());
  for (const std::string& number : world.numbers()) {
    std::string library, raw_side;
    session.pre_call_json(number, library);
    raw::append_json(raw_side, number, to_string(kNow), reader.find(number));
    if (without_decision(library) != without_decision(raw_side)) disagree("pre-call");
  }
}

// What a transaction of either side leaves, but for ids, slots and digests.
const std::pair<const char*, const char*> kWritten[] = {
    {"loan", "SELECT * FROM loan ORDER BY 1, 2"},
    {"interaction",
     "SELECT customer_id, creation_date, version, last_updated_date, source, status, notes, "
     "loan_id, call_id, agent, direction, disposition, disposition_trace, duration_seconds, "
     "currency, agreed_amount, agreed_date, end_status, dialing_status, dialing_code, "
     "dialing_details, created_at, updated_at FROM interaction ORDER BY customer_id, notes, "
     "creation_date"},
    {"call_outcome",
     "SELECT customer_id, call_id, length(digest), loan_id, customer_updated, loan_updated, "
     "created_at FROM call_outcome ORDER BY 1, 2"},
    {"audit", "SELECT customer_id, at, actor, action, record, changes FROM audit ORDER BY 1, 3, 4, 5, 6"},
    {"record_total", "SELECT record, sum(total) FROM record_total GROUP BY 1 ORDER BY 1"},
    {"loan_total",
     "SELECT status, bucket, currency, sum(loans), sum(due_amount), sum(balance_remaining) "
     "FROM loan_total GROUP BY 1, 2, 3 HAVING sum(loans) <> 0 ORDER BY 1, 2, 3"}};

void compare_recording(const World& by_library, const World& by_raw,
                       const std::vector<std::string>& accounts) {
  Session session = open_on_postgres(by_library.server()).session(kActor);
  raw::PostgresCallWriter writer(by_raw.server(), 0);
  for (std::size_t i = 0; i < accounts.size(); ++i) {
    session.post_call(outcome_of(make_call(i, accounts[i])));
    writer.record(make_call(i, accounts[i]));
  }
  for (const auto& [table, select] : kWritten)
    if (test::RawPostgres(by_library.server()).rows(select) !=
        test::RawPostgres(by_raw.server()).rows(select))
      disagree("post-call, table " + std::string(table));
}

void require_agreement(const Cache& cache, const test::PostgresServer& server) {
  const auto file = cache.database(kAgreeingCustomers);
  const auto fill = [&](const char* name) {
    return new_filled_database(server, name, cache, kAgreeingCustomers);
  };
  World one(file, Company::alone, fill("agreement_1"));
  World other(file, Company::alone, fill("agreement_2"));
  compare_answers(one);
  compare_recording(one, other, one.accounts());
}

// With both processors busy elsewhere, a round trip costs next to nothing: client and server take turns on
// one.
void judge_round_trips(Table& table, const Measurements& all) {
  constexpr double kRequired = 1.3;
  const std::string name = "pre-call, 1 connection: library / raw libpq, one statement after another";
  const auto ratios = all.ratio("postgres_pre_call/library", "postgres_pre_call/raw_in_turn");
  if (median(all.ratio("postgres_pre_call/raw", "postgres_pre_call/raw_in_turn")) >= kRequired) {
    table.at_least(name, ratios, kRequired);
  } else {
    table.not_judged(name, ratios, "the machine is busy, pipelining gains raw libpq less than that too");
  }
}

void judge(Table& table, const Measurements& all) {
  const auto ratio = [&](const std::string& work, const std::string& theirs) {
    return all.ratio(work + "/library", work + "/" + theirs);
  };
  table.at_least("pre-call, 1 connection: library / raw libpq, the same two steps pipelined",
                 ratio("postgres_pre_call", "raw"), 0.85);
  judge_round_trips(table, all);
  table.at_least("post-call, 1 thread: library / raw libpq, the same transaction pipelined",
                 ratio("postgres_post_call", "raw"), 0.85);
  table.at_least("post-call, 16 threads: library / raw libpq with 16 connections",
                 ratio("postgres_post_call_on_16", "raw"), 0.85);
}

}  // namespace

Database open_on_postgres(const std::string& url, int threads) {
  Options options = options_for(url);
  options.pool_size = static_cast<std::size_t>(threads);
  return Database(std::move(options));
}

bool print_postgres_ratios(const Cache& cache, std::int64_t customers, int rounds) {
  const test::PostgresServer server = start_server();
  require_agreement(cache, server);
  const std::string what = std::to_string(customers) + " customers";
  const std::string url = new_filled_database(server, "measured", cache, customers);
  Measurements all(cache.database(customers), kGroups, url);
  std::printf("PostgreSQL %s, %s, medians of %d rounds\n",
              test::RawPostgres(url).text("SHOW server_version").c_str(), what.c_str(), rounds);
  std::fflush(stdout);
  for (int round = 1; round <= rounds; ++round) {
    std::fprintf(stderr, "Round %d of %d\n", round, rounds);
    all.measure();
  }
  all.print_rates(what);
  Table table;
  judge(table, all);
  return table.all_ok();
}

}  // namespace crm::bench
