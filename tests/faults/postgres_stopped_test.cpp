// A PostgreSQL server that stands still in the middle of long work: who watches the work stops it at once;
// and what keeps a deadline, of maintenance too, ends with it.
#include <catch2/catch.hpp>
#include <crm/crm.hpp>
#include <functional>
#include <optional>

#include "storage/postgres/driver.hpp"
#include "support/databases.hpp"
#include "support/postgres.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

// The promises are 200 ms and 100 ms; a busy machine or a sanitizer may take the processor away for longer.
constexpr milliseconds kHeard{200 + 300}, kDeadline{500}, kGrace{100 + 300}, kPatient{60'000};

milliseconds since(steady_clock::time_point begin) {
  return std::chrono::ceil<milliseconds>(steady_clock::now() - begin);
}

template <class Call>
std::optional<Code> code_of(Call call) {
  try {
    call();
    return std::nullopt;
  } catch (const Error& error) {
    return error.code();
  }
}

// The first to wait learns that the server is away, and the others are told.
bool refused(std::optional<Code> code) { return code == Code::timeout || code == Code::unavailable; }

// Says no a moment after the server was stopped, as somebody does who presses Ctrl-C.
class Impatient {
 public:
  explicit Impatient(PostgresServer& server) : server_(server) {}

  void stop_server() {
    server_.pause();
    stopped_ = steady_clock::now();
  }
  bool go_on() {
    if (!stopped_ || since(*stopped_) < milliseconds(50)) return true;
    if (!said_no_) said_no_ = steady_clock::now();
    return false;
  }
  void forget() { stopped_ = said_no_ = std::nullopt; }
  // From the first no.
  milliseconds waited() const { return said_no_ ? since(*said_no_) : kPatient; }
  bool has_stopped() const { return stopped_.has_value(); }

 private:
  PostgresServer& server_;
  std::optional<steady_clock::time_point> stopped_, said_no_;
};

struct Stage {
  Stage() { customer = database.session("setup").customers().create(john_doe()).id; }
  Options options() const {
    return {.url = server.url(), .migrate = true, .deadline = kPatient, .pre_call_deadline = kPatient};
  }
  // The work is stopped while the server stands still.
  void check_stops(const std::function<void()>& work) {
    CHECK(code_of(work) == Code::cancelled);
    CHECK(impatient.waited() < kHeard);
    server.resume();
    impatient.forget();
  }

  PostgresServer server;
  Impatient impatient{server};
  Database database{options()};
  CustomerId customer;
};

// As it is asked again and again, the server stops when so much is done.
Progress stopping_at(Stage& stage, std::int64_t done) {
  return [&stage, done](std::int64_t so_far, std::int64_t) {
    if (so_far >= done && !stage.impatient.has_stopped()) stage.impatient.stop_server();
    return stage.impatient.go_on();
  };
}

// Nothing of the server is known yet: it must be connected to.
struct Unconnected {
  explicit Unconnected(Stage& stage) : database(stage.options()), session(database.session("test")) {
    session.set_watch([&stage] { return stage.impatient.go_on(); });
    database.set_watch([&stage] { return stage.impatient.go_on(); });
  }
  Database database;
  Session session;
};

}  // namespace

TEST_CASE("who stops a call is heard while it connects to a PostgreSQL server that stands still") {
  Stage stage;
  using Work = std::function<void(Unconnected&)>;
  for (const Work& work : std::initializer_list<Work>{
           [](Unconnected& to) { to.session.pre_call("5551234567"); },
           [](Unconnected& to) { to.session.customers().create({.first_name = "Ann"}); },
           [](Unconnected& to) { to.database.migrate(); }, [](Unconnected& to) { to.database.warm_up(); },
           [](Unconnected& to) { distribute(to.session); }}) {
    Unconnected unconnected(stage);
    stage.impatient.stop_server();
    stage.check_stops([&] { work(unconnected); });
  }
}

TEST_CASE("who stops a call is heard while it waits for what a PostgreSQL server answers that stands still") {
  Stage stage;
  Session session = stage.database.session("test");
  session.set_watch([&] { return stage.impatient.go_on(); });
  for (const std::function<void()>& work : std::initializer_list<std::function<void()>>{
           [&] { session.pre_call("5551234567"); },
           [&] { session.customers().create({.first_name = "Ann"}); },
           [&] { session.each<Customer>([](const Customer&, std::string_view) {}); }}) {
    stage.impatient.stop_server();
    stage.check_stops(work);
  }
}

TEST_CASE(
    "who stops maintenance is heard when the PostgreSQL server stands still before it or in the middle of "
    "it") {
  Stage stage;
  Maintenance maintenance = stage.database.maintenance("test");
  for (const int done : {0, 5}) stage.check_stops([&] { maintenance.check(stopping_at(stage, done)); });
  stage.impatient.stop_server();
  stage.check_stops([&] { maintenance.structure(stopping_at(stage, 0)); });
  stage.impatient.stop_server();
  stage.check_stops([&] { maintenance.vacuum(stopping_at(stage, 0)); });
  const RawPostgres other(stage.server.url());
  other.execute("BEGIN; LOCK TABLE vehicle");
  stage.check_stops([&] { maintenance.structure(stopping_at(stage, 1)); });
}

TEST_CASE("who stops a bulk copy is heard when the PostgreSQL server stands still in the middle of it") {
  Stage stage;
  storage::postgres::PostgresDriver driver(stage.server.url());
  const auto upkeep = driver.upkeep();
  const auto connection = driver.connect(storage::Access::write, storage::Clock::now() + kPatient);
  connection->set_watch([&] { return stage.impatient.go_on(); });
  const auto sink = upkeep->sink(*connection, {.name = "setting", .columns = {{"name"}, {"value"}}});
  const std::string value(1000, 'x');
  const auto add = [&](int n) {
    const std::string name = std::to_string(n);
    const storage::Cell cells[] = {std::string_view(name), std::string_view(value)};
    sink->add(cells);
  };
  for (int n = 0; n < 1000; ++n) add(n);
  stage.impatient.stop_server();
  SECTION("while rows are sent") {
    stage.check_stops([&] {
      for (int n = 1000; n < 100'000; ++n) add(n);
    });
  }
  SECTION("while the end is waited for") {
    stage.check_stops([&] { sink->commit(); });
  }
}

TEST_CASE("who stops a commit that a PostgreSQL server does not answer is left in doubt and not for long") {
  Stage stage;
  storage::postgres::PostgresDriver driver(stage.server.url());
  const storage::Sql select("SELECT 1");
  const auto connection = driver.connect(storage::Access::write, storage::Clock::now() + kPatient);
  connection->set_watch([&] { return stage.impatient.go_on(); });
  connection->begin(storage::Access::write);
  connection->execute({select, {}});
  stage.impatient.stop_server();
  CHECK(code_of([&] { connection->commit(); }) == Code::unknown_outcome);
  CHECK(stage.impatient.waited() >= milliseconds(900));
  CHECK(stage.impatient.waited() < milliseconds(1000) + kHeard);
  stage.server.resume();
}

TEST_CASE("maintenance of a PostgreSQL server that stands still ends with the deadline") {
  Stage stage;
  Options options = stage.options();
  options.deadline = kDeadline;
  const Database database(options);
  Maintenance maintenance = database.maintenance("test");
  stage.server.pause();
  const auto check_ends = [](const auto& work) {
    const auto begin = steady_clock::now();
    CHECK(refused(code_of(work)));
    CHECK(since(begin) < kDeadline + kGrace);
  };
  check_ends([&] { maintenance.status(); });
  check_ends([&] { maintenance.pending_migrations(); });
  check_ends([&] { maintenance.reset(); });
  check_ends([&] { maintenance.query("SELECT id FROM customer", {.timeout = kDeadline}); });
  stage.server.resume();
}

TEST_CASE("what the status on PostgreSQL cannot count within the deadline it leaves out") {
  TestDatabase database(Where::on_postgres, [](Options& options) { options.deadline = kDeadline; });
  database.session().set_deadline(kPatient).customers().create(john_doe());
  const RawPostgres other(database.url());
  other.execute("BEGIN; LOCK TABLE vehicle");
  const auto begin = steady_clock::now();
  const DatabaseContent content = database->maintenance("test").status().content;
  CHECK(since(begin) < kDeadline + kGrace);
  for (const RecordCount& each : content.records) {
    CAPTURE(each.record);
    const bool counted = each.record == "customer" || each.record == "loan" || each.record == "interaction" ||
                         each.record == "customer_phone";
    CHECK(each.count.has_value() == counted);
  }
}

TEST_CASE("a question to PostgreSQL keeps its time with the word about it in the trail") {
  TestDatabase database(Where::on_postgres);
  database.session().customers().create(john_doe());
  const RawPostgres other(database.url());
  other.execute("BEGIN; LOCK TABLE audit IN EXCLUSIVE MODE");
  const auto begin = steady_clock::now();
  CHECK(code_of([&] {
          database->maintenance("test").query("SELECT id FROM customer", {.timeout = kDeadline});
        }) == Code::timeout);
  CHECK(since(begin) < kDeadline + kGrace);
}
