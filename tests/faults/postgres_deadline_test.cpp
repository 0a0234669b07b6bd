// PostgreSQL servers that hang, refuse or are not there: no call takes longer than its deadline, and each
// says what is wrong.
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <crm/crm.hpp>
#include <fstream>

#include "support/databases.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;
using std::chrono::milliseconds;

namespace {

// The promise is 100 ms past the deadline; a busy machine or a sanitizer may take the processor away for longer.
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

// A TCP port on which nothing is ever answered.
class SilentListener {
 public:
  SilentListener() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    ::bind(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(socket_, 100);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentListener() { ::close(socket_); }
  SilentListener(const SilentListener&) = delete;
  SilentListener& operator=(const SilentListener&) = delete;

  std::string url() const { return "postgresql://crm@127.0.0.1:" + std::to_string(port_) + "/crm"; }

 private:
  int socket_;
  int port_ = 0;
};

bool is_about_the_server(std::optional<Code> code) {
  return code == Code::timeout || code == Code::unavailable || code == Code::unknown_outcome;
}

std::size_t open_files() {
  std::size_t count = 0;
  for ([[maybe_unused]] const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) ++count;
  return count;
}

// The server by TCP, with this password.
std::string by_tcp(const std::string& url, const std::string& user) {
  const std::size_t port = url.find("port=") + 5;
  return "postgresql://" + user + "@127.0.0.1:" + url.substr(port) + "/postgres?sslmode=disable";
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

TEST_CASE(
    "a server that takes connections and never answers is left at the deadline, and then known to be away") {
  const SilentListener listener;
  Database database(hasty(listener.url()));
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
  const SilentListener listener;
  PostgresDatabase postgres;
  const std::string& url = postgres.url();
  const std::size_t host = url.find("host=") + 5, port = url.find("port=") + 5;
  const std::string folder = url.substr(host, url.find('&') - host);
  const std::string silent = listener.url();
  const std::string silent_port =
      silent.substr(silent.rfind(':') + 1, silent.rfind('/') - silent.rfind(':') - 1);
  const std::string both = "postgresql://crm@/" + postgres.name() + "?host=127.0.0.1," + folder +
                           "&port=" + silent_port + "," + url.substr(port);
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
  std::string with_tls = by_tcp(server.url(), "crm:wrong");
  with_tls.replace(with_tls.find("disable"), 7, "require");
  CHECK(code_of(with_tls) == Code::unavailable);
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
  const Timed refused = timed([&] { database.session("t").customers().create({.account_number = "1"}); });
  CHECK(refused.code == Code::busy);
  CHECK(refused.took < kDeadline + kAllowed);
  others.clear();
  Session session = database.session("t");
  session.set_deadline(std::chrono::seconds(10));
  CHECK(session.customers().create({.account_number = "1"}).id.value >= 1);
}

TEST_CASE("a database server that would lose what it confirms, or cannot hold every character, is refused") {
  PostgresServer careless({"synchronous_commit=off"});
  CHECK_THAT(message_of([&] { Database({.url = careless.url(), .migrate = true}).migrate(); }),
             Contains("synchronous_commit"));
  const PostgresDatabase postgres;
  RawPostgres(postgres_server())
      .execute("CREATE DATABASE latin_" + postgres.name() +
               " ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
  std::string latin = postgres.url();
  latin.replace(latin.find(postgres.name()), postgres.name().size(), "latin_" + postgres.name());
  CHECK_THAT(message_of([&] { Database({.url = latin, .migrate = true}).migrate(); }), Contains("UTF8"));
  RawPostgres(postgres_server()).execute("DROP DATABASE latin_" + postgres.name() + " WITH (FORCE)");
}
