// doctor: what it says, and its exit code.
#include <sys/stat.h>

#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm::test;
using Catch::Contains;

TEST_CASE("doctor of a sound database says that all is well") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl({"doctor"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("ok       integrity") && Contains("0 errors, 0 warnings."));
  CHECK_THAT(terminal.crmctl({"doctor", "--json"}).out, Contains("{\"severity\": \"ok\", \"area\": \"key\""));
  CHECK_THAT(terminal.crmctl({"doctor", "--csv"}).out,
             Catch::StartsWith("severity,area,finding,advice\nok,schema,"));
}

TEST_CASE("doctor of a database that is wrong says what to do and ends with 6") {
  const Terminal terminal;
  terminal.make_seeded_database();
  RawDatabase(terminal.file("crm.db")).execute("DELETE FROM phone_directory");
  const Ended ended = terminal.crmctl({"doctor"});
  CHECK(ended.exit_code == 6);
  CHECK_THAT(ended.out, Contains("error    directories  Phone numbers: 0 lead to no such record, and 5") &&
                            Contains("crmctl restore FILE") && Contains("1 error, 0 warnings."));
  CHECK(ended.err == "");
}

TEST_CASE("doctor that only warns ends with 0") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(::chmod(terminal.file("crm.db").c_str(), 0644) == 0);
  const Ended ended = terminal.crmctl({"doctor"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out,
             Contains("warning  files") && Contains("chmod 600") && Contains("0 errors, 1 warning."));
}

TEST_CASE("doctor of a missing database says how to make one") {
  check_refused(Terminal().crmctl({"doctor"}), 1, "`crmctl init`");
}
