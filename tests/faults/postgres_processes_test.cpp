// Several processes on one PostgreSQL database.
#include <catch2/catch.hpp>
#include <crm/crm.hpp>
#include <string>
#include <vector>

#include "support/child.hpp"
#include "support/databases.hpp"

using namespace crm;
using namespace crm::test;

namespace {

constexpr int kProcesses = 32;

// Each makes what is missing and adds a customer; what went wrong in each.
std::vector<std::string> open_at_once(const std::string& url) {
  return in_children(kProcesses, [&](int process) {
    const Database database({.url = url, .migrate = true, .deadline = std::chrono::seconds(60)});
    database.session("test").customers().create({.account_number = std::to_string(process)});
    return std::string();
  });
}

// As it is done wrongly: each looks whether the table is there, and then makes it.
std::vector<std::string> look_and_make(const std::string& url) {
  Gate all_have_looked;
  std::vector<Child> children;
  for (int i = 0; i < kProcesses; ++i)
    children.emplace_back([&] {
      const RawPostgres raw(url);
      const bool missing = raw.text("SELECT to_regclass('customer')") == "NULL";
      all_have_looked.pass();
      try {
        if (missing) raw.execute("CREATE TABLE customer (id BIGINT)");
      } catch (const std::exception& error) {
        return std::string(error.what());
      }
      return std::string();
    });
  all_have_looked.open();
  std::vector<std::string> reports;
  for (Child& child : children) reports.push_back(child.report());
  return reports;
}

}  // namespace

TEST_CASE(
    "32 processes that open an empty PostgreSQL database at once make one schema, and none of them fails") {
  for (int round = 0; round < 3; ++round) {
    const PostgresDatabase postgres;
    const std::string url = round == 0 ? postgres.pgbouncer_url() : postgres.url();
    CHECK(open_at_once(url) == std::vector<std::string>(kProcesses));
    const RawPostgres raw(postgres.url());
    CHECK(raw.number("SELECT count(*) - count(DISTINCT number) FROM schema_migration") == 0);
    CHECK(raw.number("SELECT count(*) FROM customer") == kProcesses);
    CHECK(raw.number("SELECT sum(total) FROM record_total WHERE record = 'customer'") == kProcesses);
  }
}

TEST_CASE("the test of processes that open at once finds those who look first and make then") {
  const PostgresDatabase postgres;
  CHECK(look_and_make(postgres.url()) != std::vector<std::string>(kProcesses));
}
