// The example dialer, as demo.sh runs it.
#include "cli/terminal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

Ended dial(const Terminal& terminal) {
  return terminal.start("cpp_dialer", {"sqlite:///crm.db", "--at", kWorkingDay});
}

// The lines about one number, as they stand together.
std::string story_of(const std::string& number, const std::string& all) {
  const std::size_t start = all.find(number + " ");
  return start == std::string::npos ? "" : all.substr(start, all.find("\n\n", start) - start);
}

}  // namespace

TEST_CASE("the dialer calls who may be called, and records what came of it", "[threads]") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = dial(terminal);
  CHECK(ended.exit_code == 0);
  CHECK(ended.err == "");
  CHECK_THAT(story_of("555-123-4567", ended.out),
             Contains("John Doe owes 1250.00 USD") &&
                 Contains("allowed and called: Promise_to_Pay, 500.00 USD") &&
                 Contains("the loan is   500.00 USD, arranged"));
  CHECK_THAT(story_of("5554567890", ended.out),
             Contains("Emily Davis") && Contains("not allowed: The lender") && !Contains("called"));
  CHECK_THAT(story_of("+1 555 999 0000", ended.out), Contains("nobody"));
  CHECK_THAT(story_of("555-12", ended.out), Contains("error: "));
  CHECK_THAT(story_of("In all", ended.out),
             Contains("5 customers") && Contains("3 arranged, 3650.00 USD due"));
  CHECK_THAT(terminal.crmctl({"pre-call", "5551234567"}).out, Contains("Phone Call: Promise_to_Pay"));
}

TEST_CASE("the dialer run again records nothing twice", "[threads]") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(dial(terminal).exit_code == 0);
  REQUIRE(dial(terminal).exit_code == 0);
  CHECK(terminal.open().session("test").dashboard().total_interactions == 25);
}

TEST_CASE("the dialer says what it misses") {
  const Terminal terminal;
  const Ended missing = dial(terminal);
  CHECK(missing.exit_code == 1);
  CHECK_THAT(missing.err, Contains("`crmctl init`"));
  CHECK(terminal.start("cpp_dialer", {}).exit_code == 2);
  CHECK(terminal.start("cpp_dialer", {"sqlite:///crm.db", "--on", "Monday"}).exit_code == 2);
  CHECK(terminal.start("cpp_dialer", {"sqlite:///crm.db", "--at", "Monday"}).exit_code == 1);
}
