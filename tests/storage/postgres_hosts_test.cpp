// PostgreSQL URLs: which servers they name, what is filled in, and that no password is shown.
#include "storage/postgres/hosts.hpp"

#include <catch2/catch.hpp>

#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using storage::postgres::hosts_of;

TEST_CASE(
    "a PostgreSQL server elsewhere must show a certificate unless the URL says otherwise and one here need "
    "not") {
  CHECK(hosts_of("postgresql://u@db.example/crm").at(0).at("sslmode") == "verify-full");
  CHECK(hosts_of("postgresql://u@db.example/crm?sslmode=require").at(0).at("sslmode") == "require");
  for (const char* here : {"postgresql://u@localhost/crm", "postgresql://u@127.0.0.1/crm",
                           "postgresql://u@[::1]/crm", "postgresql:///crm?host=/run/postgresql"}) {
    CAPTURE(here);
    CHECK_FALSE(hosts_of(here).at(0).contains("sslmode"));
  }
}

TEST_CASE(
    "several hosts of a PostgreSQL URL are one each with their ports and ask for the one that takes writes") {
  const auto hosts = hosts_of("postgresql://u:secret@one:1,two:2/crm");
  REQUIRE(hosts.size() == 2);
  CHECK(hosts[0].at("host") == "one");
  CHECK(hosts[1].at("port") == "2");
  CHECK(hosts[1].at("target_session_attrs") == "read-write");
  CHECK(storage::postgres::place_of(hosts[1]) == "two:2/crm");
  CHECK_REFUSED(invalid_argument, "url", hosts_of("postgresql://u@one,two,three/crm?port=1,2"));
}

TEST_CASE("a PostgreSQL URL that is none is refused without a word of it") {
  const char* url = "postgresql://u:hunter2@host:port/crm%zz";
  CHECK_REFUSED(invalid_argument, "url", hosts_of(url));
  CHECK_THAT(message_of([&] { hosts_of(url); }), !Catch::Contains("hunter2"));
  for (const char* two : {"postgresql://u:hun@ter2@host/crm", "postgresql://u:hun@ter2@one,two:5433/crm"}) {
    CHECK_REFUSED(invalid_argument, "url", hosts_of(two));
    CHECK_THAT(message_of([&] { hosts_of(two); }), Catch::Contains("%40") && !Catch::Contains("ter2"));
  }
}

TEST_CASE(
    "a setting in a PostgreSQL URL that libpq does not know the word of is refused before anybody connects") {
  for (const char* setting :
       {"sslmode=requird", "sslmode=require%20verify-ca", "target_session_attrs=readwrite",
        "channel_binding=yes", "port=0", "port=65536", "port=99999999999999999999", "port=1,0",
        "keepalives_idle=soon", "tcp_user_timeout=-1", "keepalives=99999999999"}) {
    CAPTURE(setting);
    CHECK_REFUSED(invalid_argument, "url", hosts_of(std::string("postgresql://u@one,two/crm?") + setting));
  }
  CHECK_THAT(message_of([] { hosts_of("postgresql://u@one/crm?sslmode=on"); }),
             Catch::Contains("sslmode") && Catch::Contains("verify-full"));
  CHECK(hosts_of("postgresql://u@one,two/crm?sslmode=verify-ca&target_session_attrs=primary&port=65535")
            .size() == 2);
}
