// A PostgreSQL server that demands TLS: with it everything works as without, and who does not want it, or to
// whom the certificate proves nothing, is told so.
#include <catch2/catch.hpp>
#include <crm/crm.hpp>

#include "support/postgres.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"
#include "support/url_parameter.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;
using std::chrono::milliseconds;

namespace {

constexpr std::chrono::seconds kPatient{30};

struct TlsServer : PostgresServer {
  TlsServer() : PostgresServer({"tls=db.example"}) { raw.execute("ALTER ROLE crm PASSWORD 'right'"); }

  // By its name, which no name server knows.
  std::string tls_url(const std::string& settings, const std::string& host = "db.example") const {
    return "postgresql://crm:right@" + host + ":" + url_parameter(url(), "port") +
           "/postgres?hostaddr=127.0.0.1&" + settings;
  }
  // A file in its folder.
  std::string trusting(const std::string& certificate) const {
    return "sslrootcert=" + url_parameter(url(), "host") + "/" + certificate;
  }

  const RawPostgres raw{url()};
};

Options options_for(const std::string& url) { return {.url = url, .migrate = true, .deadline = kPatient}; }

Refusal refusal_at(const std::string& url) {
  return refusal_of([&] { Database(options_for(url)).warm_up(); });
}

std::string message_at(const std::string& url) {
  return message_of([&] { Database(options_for(url)).warm_up(); });
}

constexpr const char* kConnections =
    "FROM pg_stat_ssl JOIN pg_stat_activity USING (pid) WHERE application_name = 'libcrm'";

}  // namespace

TEST_CASE(
    "to a PostgreSQL server that demands TLS everything goes over TLS and on connections that are kept") {
  const TlsServer server;
  const bool verified = GENERATE(false, true);
  const std::string settings =
      verified ? "sslmode=verify-full&" + server.trusting("server.crt") : "sslmode=require";
  CAPTURE(settings);
  const Database database(options_for(server.tls_url(settings)));
  Session session = database.session("test");
  const CustomerId id = session.customers().create(john_doe()).id;
  const std::string pids = std::string("SELECT string_agg(pid::text, ' ' ORDER BY pid) ") + kConnections;
  const std::string before = server.raw.text(pids);
  for (int i = 0; i < 20; ++i) {
    session.post_call({.call_id = std::to_string(i), .customer_id = id});
    CHECK(session.pre_call("2125551234").candidates.size() == 1);
  }
  CHECK(server.raw.text(pids) == before);
  CHECK(server.raw.number(std::string("SELECT count(*) ") + kConnections + " AND NOT ssl") == 0);
}

TEST_CASE("an answer of many megabytes comes over TLS as it does without") {
  const TlsServer server;
  const Database database(options_for(server.tls_url("sslmode=require")));
  Session session = database.session("test");
  const CustomerId id = session.customers().create(john_doe()).id;
  const std::string note(15'000, 'x');
  for (int i = 0; i < 200; ++i) session.customer_notes().create(id, {.note = note});
  std::size_t bytes = 0;
  session.each<CustomerNote>([&](const CustomerNote& one, std::string_view) { bytes += one.note.size(); });
  CHECK(bytes == 200 * note.size());
}

TEST_CASE(
    "a certificate that proves nothing is refused and so is a connection without TLS where it is demanded") {
  const TlsServer server;
  const std::string wrong_root = server.tls_url("sslmode=verify-full&" + server.trusting("other.crt"));
  CHECK(refusal_at(wrong_root).code == Code::unavailable);
  CHECK_THAT(message_at(wrong_root), Contains("certificate verify failed") && !Contains("right"));
  const std::string wrong_name =
      server.tls_url("sslmode=verify-full&" + server.trusting("server.crt"), "other.example");
  CHECK(refusal_at(wrong_name).code == Code::unavailable);
  CHECK_THAT(message_at(wrong_name), Contains("does not match host name"));
  CHECK(refusal_at(server.tls_url("sslmode=disable")).code == Code::permission);
  CHECK_THAT(message_at(server.tls_url("sslmode=disable")), Contains("no encryption"));
}

TEST_CASE("over TLS a call to a PostgreSQL server that stands still ends with its deadline") {
  constexpr milliseconds deadline{300}, allowed{100 + 300};
  TlsServer server;
  const std::string url = server.tls_url("sslmode=require");
  const Database database(options_for(url));
  Session session = database.session("test");
  const CustomerId id = session.customers().create(john_doe()).id;
  session.set_deadline(deadline);
  server.pause();
  const auto check_ends = [&](const auto& call) {
    const auto begin = std::chrono::steady_clock::now();
    CHECK(refusal_of(call).code.has_value());
    CHECK(std::chrono::steady_clock::now() - begin < deadline + allowed);
  };
  check_ends([&] { session.pre_call("2125551234"); });
  check_ends([&] { session.post_call({.call_id = "1", .customer_id = id}); });
  Session unconnected = Database(options_for(url)).session("test");
  unconnected.set_deadline(deadline);
  check_ends([&] { unconnected.customers().get(id); });
  server.resume();
}
