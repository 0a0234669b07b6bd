// PostgreSQL servers that hang, refuse or are not there: no call takes longer than its deadline, and each
// says what is wrong.
#include <catch2/catch.hpp>
#include <crm/crm.hpp>
#include <fstream>

#include "storage/postgres/driver.hpp"
#include "support/databases.hpp"
#include "support/listener.hpp"
#include "support/open_files.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"
#include "support/url_parameter.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;
using std::chrono::milliseconds;

namespace {

// The promise is 100 ms past the deadline; a busy machine or a sanitizer may take the processor away for
// longer.
constexpr milliseconds kDeadline{300}, kAllowed{100 + 2000};

struct Timed {
  std::optional<Code> code;
  milliseconds took{};
};

template <class Call>
Timed timed(Call call) {
  const auto begin = std::chrono::steady_clock::now();
  Timed result;
  try {
    call();
  } catch (const Error& error) {
    result.code = error.code();
  }
  result.took = std::chrono::duration_cast<milliseconds>(std::chrono::steady_clock::now() - begin);
  return result;
}

Options hasty(const std::string& url) {
  return {.url = url, .deadline = kDeadline, .pre_call_deadline = kDeadline};
}

bool is_about_the_server(std::optional<Code> code) {
  return code == Code::timeout || code == Code::unavailable || code == Code::unknown_outcome;
}

// The server by TCP, with this password.
std::string by_tcp(const std::string& url, const std::string& user) {
  return "postgresql://" + user + "@127.0.0.1:" + url_parameter(url, "port") + "/postgres?sslmode=disable";
}

}  // namespace

TEST_CASE(
    "a call to a PostgreSQL server that stands still ends with its deadline, and the next one works again") {
  PostgresServer server;
  Database database({.url = server.url(), .migrate = true, .deadline = std::chrono::seconds(30)});
  Session session = database.session("test");
  const CustomerId id = session.customers().create(john_doe()).id;
  session.set_deadline(kDeadline);
  const std::size_t files = open_files();
  server.pause();
  for (int i = 0; i < 3; ++i) {
    const Timed read = timed([&] { session.pre_call("5551234567"); });
    CHECK(is_about_the_server(read.code));
    CHECK(read.took < kDeadline + kAllowed);
    const Timed write = timed([&] { session.post_call({.call_id = "c1", .customer_id = id}); });
    CHECK(is_about_the_server(write.code));
    CHECK(write.took < kDeadline + kAllowed);
  }
  CHECK(open_files() <= files);
  server.resume();
  session.set_deadline(std::chrono::seconds(30));
  const auto patient = [&] {
    for (;;) {
      try {
        return session.post_call({.call_id = "c1", .customer_id = id});
      } catch (const Error& error) {
        if (error.code() != Code::unavailable) throw;
      }
    }
  };
  CHECK(patient().customer_id == id);
  CHECK(session.pre_call_customer(id)->interactions.size() == 1);
}

TEST_CASE("a commit that the server does not answer is left in doubt within 100 ms after the deadline") {
  PostgresServer server;
  storage::postgres::PostgresDriver driver(server.url());
  const storage::Sql select("SELECT 1");
  milliseconds shortest = milliseconds::max();  // of some: the machine may be late, but not each time
  for (int i = 0; i < 5; ++i) {
    const auto connection =
        driver.connect(storage::Access::write, storage::Clock::now() + std::chrono::seconds(30));
    connection->begin(storage::Access::write);
    connection->execute({select, {}});
    server.pause();
    connection->set_deadline(storage::Clock::now() + kDeadline);
    const Timed commit = timed([&] { connection->commit(); });
    CHECK(commit.code == Code::unknown_outcome);
    shortest = std::min(shortest, commit.took);
    server.resume();
  }
  CHECK(shortest > kDeadline);
  CHECK(shortest < kDeadline + milliseconds(100));
}

TEST_CASE(
    "a server that takes connections and never answers is left at the deadline, and then known to be away") {
  const Listener silent(100);
  Database database(hasty(silent.url()));
  Session session = database.session("test");
  const std::size_t files = open_files();
  const Timed first = timed([&] { session.pre_call("5551234567"); });
  CHECK(first.code == Code::timeout);
  CHECK(first.took < kDeadline + kAllowed);
  const Timed second = timed([&] { session.pre_call("5551234567"); });
  CHECK(second.code == Code::unavailable);
  CHECK(second.took < first.took);
  CHECK(open_files() == files);
}

TEST_CASE("of several hosts the one that answers is found within the deadline") {
  const Listener silent(100);
  PostgresDatabase postgres;
  const std::string& url = postgres.url();
  const std::string both = "postgresql://crm@/" + postgres.name() + "?host=127.0.0.1," +
                           url_parameter(url, "host") + "&port=" + silent.port() + "," +
                           url_parameter(url, "port");
  Database database({.url = both, .migrate = true, .deadline = std::chrono::seconds(2)});
  CHECK(database.session("test").customers().create({.account_number = "1"}).id.value == 1);
}

TEST_CASE(
    "a refused connection, a wrong password, a missing database and a missing right each say what is wrong") {
  PostgresServer server;
  CHECK_THAT(message_of([&] {
               Database(hasty("postgresql://crm@127.0.0.1:1/crm")).session("t").pre_call("5551234567");
             }),
             Contains("cannot be reached") && Contains("127.0.0.1"));
  const auto code_of = [](const std::string& url) {
    Database database({.url = url, .deadline = std::chrono::seconds(10)});
    return timed([&] { database.session("t").customers().get({1}); }).code;
  };
  CHECK(code_of(by_tcp(server.url(), "crm:wrong")) == Code::permission);
  CHECK_THAT(message_of([&] {
               Database({.url = by_tcp(server.url(), "crm:wr0ng")}).session("t").customers().get({1});
             }),
             !Contains("wr0ng"));
  std::string elsewhere = server.url();
  elsewhere.replace(elsewhere.find("/postgres?"), 10, "/nowhere?");
  CHECK(code_of(elsewhere) == Code::not_found);

  Database({.url = server.url(), .migrate = true}).migrate();
  RawPostgres(server.url()).execute("CREATE ROLE guest LOGIN");
  std::string as_guest = server.url();
  as_guest.replace(as_guest.find("crm@"), 4, "guest@");
  CHECK(code_of(as_guest) == Code::permission);
  RawPostgres(server.url()).execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO guest");
  CHECK_FALSE(code_of(as_guest));  // it may read now, but not write
  CHECK(timed([&] {
          Database({.url = as_guest}).session("t").customers().create({.first_name = "Ann"});
        }).code == Code::permission);
  std::string with_tls = by_tcp(server.url(), "crm:wrong");
  with_tls.replace(with_tls.find("disable"), 7, "require");
  CHECK(code_of(with_tls) == Code::unavailable);
}

TEST_CASE(
    "a database or user at its limit of connections is said to be busy and one that is closed to the user "
    "is said to be so") {
  const PostgresDatabase postgres;
  const std::string guest = postgres.name() + "_guest";
  std::string as_guest = postgres.url();
  as_guest.replace(as_guest.find("crm@"), 3, guest);
  const RawPostgres raw(postgres_server());
  const auto code_of = [&] {
    return timed([&] { Database(hasty(as_guest)).session("t").customers().get({1}); }).code;
  };
  raw.execute("CREATE ROLE " + guest + " LOGIN CONNECTION LIMIT 0");
  CHECK(code_of() == Code::busy);
  raw.execute("ALTER ROLE " + guest + " CONNECTION LIMIT -1");
  raw.execute("ALTER DATABASE " + postgres.name() + " CONNECTION LIMIT 0");
  CHECK(code_of() == Code::busy);
  raw.execute("ALTER DATABASE " + postgres.name() + " CONNECTION LIMIT -1");
  raw.execute("REVOKE CONNECT ON DATABASE " + postgres.name() + " FROM public");
  CHECK(code_of() == Code::permission);
  raw.execute("ALTER DATABASE " + postgres.name() + " ALLOW_CONNECTIONS false");
  CHECK(code_of() == Code::unavailable);
  raw.execute("DROP ROLE " + guest);
  CHECK(code_of() == Code::permission);
}

TEST_CASE("a server without a free connection is waited for, and said to be busy at the deadline") {
  PostgresServer server({"max_connections=5", "superuser_reserved_connections=0"});
  Database({.url = server.url(), .migrate = true}).migrate();
  std::vector<std::unique_ptr<RawPostgres>> others;
  try {
    for (;;) others.push_back(std::make_unique<RawPostgres>(server.url()));
  } catch (const std::runtime_error&) {
  }
  Database database(hasty(server.url()));
  const auto check_waits = [](const Timed& refused) {
    CHECK((refused.code == Code::busy || refused.code == Code::timeout));  // in the middle of the last try
    CHECK(refused.took > kDeadline / 2);
    CHECK(refused.took < kDeadline + kAllowed);
  };
  check_waits(timed([&] { database.session("t").customers().create({.account_number = "1"}); }));
  check_waits(timed([&] { database.session("t").dashboard(); }));
  check_waits(timed([&] { database.session("t").pre_call("5551234567"); }));
  others.clear();
  Session session = database.session("t");
  session.set_deadline(std::chrono::seconds(10));
  CHECK(session.customers().create({.account_number = "1"}).id.value >= 1);
}

TEST_CASE("a database server that would lose what it confirms, or cannot hold every character, is refused") {
  PostgresServer careless({"fsync=off"});
  CHECK_THAT(message_of([&] { Database({.url = careless.url(), .migrate = true}).migrate(); }),
             Contains("fsync"));
  const PostgresDatabase postgres;
  RawPostgres(postgres_server())
      .execute("CREATE DATABASE latin_" + postgres.name() +
               " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  std::string latin = postgres.url();
  latin.replace(latin.find(postgres.name()), postgres.name().size(), "latin_" + postgres.name());
  CHECK_THAT(message_of([&] { Database({.url = latin, .migrate = true}).migrate(); }), Contains("UTF8"));
  RawPostgres(postgres_server()).execute("DROP DATABASE latin_" + postgres.name() + " WITH (FORCE)");
}
