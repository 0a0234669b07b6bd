// Database URLs, read as SQLAlchemy reads them.
#include "storage/url.hpp"

#include <catch2/catch.hpp>

#include "support/refusal.hpp"

using crm::storage::parse_sqlite_url;

TEST_CASE("three slashes name a relative file, four an absolute one") {
  CHECK(parse_sqlite_url("sqlite:///crm.db").path == "crm.db");
  CHECK(parse_sqlite_url("sqlite:///data/crm.db").path == "data/crm.db");
  CHECK(parse_sqlite_url("sqlite:////var/lib/crm.db").path == "/var/lib/crm.db");
}

TEST_CASE("no path, or :memory:, is a database in memory") {
  CHECK(parse_sqlite_url("sqlite://").path.empty());
  CHECK(parse_sqlite_url("sqlite:///:memory:").path.empty());
}

TEST_CASE("what is encoded with % is decoded") {
  CHECK(parse_sqlite_url("sqlite:///my%20file%2Edb").path == "my file.db");
  CHECK(parse_sqlite_url("sqlite:///%C3%BCber.db").path == "über.db");
}

TEST_CASE("a URL that names no SQLite file is refused as the url") {
  const char* url = GENERATE("", "crm.db", "sqlite:", "sqlite:/crm.db", "sqlite://crm.db", "sqlite:///",
                             "mysql://host/crm", "sqlite:///crm.db?mode=ro", "sqlite:///a%2",
                             "sqlite:///a%zz", "sqlite:///a%00b", "SQLITE:///crm.db");
  CAPTURE(url);
  CHECK_REFUSED(invalid_argument, "url", parse_sqlite_url(url));
}

TEST_CASE("a URL of more than 4096 bytes is refused") {
  const std::string start = "sqlite:///";
  CHECK(parse_sqlite_url(start + std::string(4096 - start.size(), 'a')).path.size() == 4086);
  CHECK_REFUSED(invalid_argument, "url", parse_sqlite_url(start + std::string(4097 - start.size(), 'a')));
}
