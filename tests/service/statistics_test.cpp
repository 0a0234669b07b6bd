// Statistics, health, log lines and the key callback, as C++ programs use them.
#include <catch2/catch.hpp>
#include <crm/database.hpp>
#include <crm/json.hpp>

#include "support/records.hpp"
#include "support/refusal.hpp"
#include "support/temp_folder.hpp"

using namespace crm;
using namespace crm::test;

TEST_CASE("statistics count by kind of call") {
  Database database({.url = "sqlite://"});
  Session session = database.session("test");
  session.customers().create(john_doe());
  session.pre_call("+15551234567");
  session.pre_call("+15551234567");
  session.dashboard();
  const Statistics statistics = database.statistics();
  CHECK(statistics.write.calls == 1);
  CHECK(statistics.pre_call.calls == 2);
  CHECK(statistics.read.calls == 1);
  std::int64_t took = 0;
  for (const std::int64_t calls : statistics.pre_call.took) took += calls;
  CHECK(took == 2);
  CHECK(statistics.pre_call.failures.empty());
}

TEST_CASE("health counts what there is and throws when the database is away") {
  Database database({.url = "sqlite://"});
  database.session("test").customers().create(john_doe());
  CHECK(database.health().customers == 1);
  CHECK(database.health().schema > 0);
  const TempFolder folder;
  Database away({.url = "sqlite:///" + folder.file("none.db")});
  CHECK_THROWS_AS(away.health(), Error);
}

TEST_CASE("what a log callback throws does not reach the caller") {
  int lines = 0;
  const auto log = [&](LogLevel, std::string_view, std::string_view) {
    ++lines;
    throw std::runtime_error("full");
  };
  Database database({.url = "sqlite://", .log = log});
  database.warm_up();
  CHECK(lines == 1);  // the migration of a database in memory
}

TEST_CASE("a key from the program cannot be changed by the library") {
  const TempFolder folder;
  const auto key = [](std::span<unsigned char, 32> bytes) {
    std::fill(bytes.begin(), bytes.end(), static_cast<unsigned char>(1));
    return true;
  };
  Database database({.url = "sqlite:///" + folder.file("crm.db"), .migrate = true, .key = key});
  Session session = database.session("test");
  CustomerFields john = john_doe();
  john.ssn = Ssn::parse("987654321");
  const CustomerId id = session.customers().create(john).id;
  CHECK(session.customers().reveal_ssn(id, "test") == "987654321");
  CHECK(session.ssn_key().status().at_hand);
  CHECK(session.ssn_key().status().file.empty());
  CHECK_THROWS_AS(session.ssn_key().rotate(), Error);
  CHECK(session.customers().reveal_ssn(id, "test") == "987654321");
}
