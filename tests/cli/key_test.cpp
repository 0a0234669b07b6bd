// key show, check and rotate; and the question that is asked before something that cannot be undone.
#include <sys/stat.h>

#include <fstream>
#include <iterator>

#include "cli/terminal.hpp"
#include "support/raw_sqlite.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;

namespace {

std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

std::string key_id(const Terminal& terminal) { return terminal.open().session("test").ssn_key().status().id; }

// The sample customer with this number is John Doe.
bool finds_john(const Terminal& terminal) {
  Session session = terminal.open().session("test");
  const auto john = session.customers().find_account("1234567890");
  const auto digits = session.customers().reveal_ssn(john->id, "a test");
  return digits && session.customers().find_ssn(Ssn::parse(*digits)).size() == 1;
}

}  // namespace

TEST_CASE("key show tells which key it is and never the key") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  CHECK_THAT(terminal.crmctl({"key", "show"}).out, Contains("no key yet"));
  REQUIRE(terminal.crmctl({"seed"}).exit_code == 0);
  const Ended ended = terminal.crmctl({"key", "show"});
  CHECK(ended.exit_code == 0);
  CHECK_THAT(ended.out, Contains("id       " + key_id(terminal)) && Contains("crm.db.key\n") &&
                            Contains("state    good\n") && Contains("numbers  5\n"));
  const std::string key = content_of(terminal.file("crm.db.key")).substr(0, 64);
  for (const char* format : {"--json", "--csv", "--yes"})
    CHECK_THAT(terminal.crmctl({"key", "show", format}).out, !Contains(key.substr(0, 16)));
  CHECK_THAT(terminal.crmctl({"key", "show", "--json"}).out, Contains("\"numbers\": 5"));
}

TEST_CASE("key show says when the key is not at hand") {
  const Terminal terminal;
  terminal.make_seeded_database();
  std::filesystem::remove(terminal.file("crm.db.key"));
  const Ended ended = terminal.crmctl({"key", "show"});
  CHECK(ended.exit_code == 5);
  CHECK_THAT(ended.out, Contains("not at hand"));
  check_refused(terminal.crmctl({"key", "check"}), 5, "restore it from a backup");
  check_refused(terminal.crmctl({"key", "rotate", "--yes"}), 5, "restore it from a backup");
}

TEST_CASE("A key file that others may read is refused") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(chmod(terminal.file("crm.db.key").c_str(), 0644) == 0);
  check_refused(terminal.crmctl({"key", "check"}), 5, "chmod 600");
}

TEST_CASE("key check opens every number") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended good = terminal.crmctl({"key", "check"});
  CHECK(good.exit_code == 0);
  CHECK_THAT(good.out, Contains("good       5\ndamaged    0\n"));
  RawDatabase(terminal.file("crm.db"))
      .execute("UPDATE customer_ssn SET ssn_index = 'x' WHERE customer_id = 2");
  const Ended damaged = terminal.crmctl({"key", "check"});
  CHECK(damaged.exit_code == 6);
  CHECK_THAT(damaged.out, Contains("good       4\ndamaged    1\ncustomers  2\n"));
}

TEST_CASE("key rotate gives the database a new key and keeps the old one") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string old_id = key_id(terminal), old_key = content_of(terminal.file("crm.db.key"));
  const Ended ended = terminal.crmctl({"key", "rotate", "--yes", "--actor", "Ada"});
  CHECK(ended.exit_code == 0);
  CHECK(ended.err == "");
  CHECK_THAT(ended.out, Contains("5 numbers were sealed anew") && Contains("crm.db.key.old-" + old_id));
  CHECK(key_id(terminal) != old_id);
  CHECK(content_of(terminal.file("crm.db.key")) != old_key);
  CHECK(content_of(terminal.file("crm.db.key.old-" + old_id)) == old_key);
  CHECK(finds_john(terminal));
  CHECK(terminal.open().session("test").audit({}).items.at(0).actor == "Ada");
  CHECK_THAT(terminal.crmctl({"key", "rotate", "--yes", "--json"}).out,
             Catch::StartsWith("{\"finished\": true, \"resealed\": 5, "));
}

TEST_CASE("The key file that the settings name is rotated") {
  Terminal terminal;
  terminal.environment = {"CRM_KEY_FILE=" + terminal.file("elsewhere.key")};
  terminal.make_seeded_database();
  const std::string before = content_of(terminal.file("elsewhere.key"));
  REQUIRE(terminal.crmctl({"key", "rotate", "--yes"}).exit_code == 0);
  CHECK(content_of(terminal.file("elsewhere.key")) != before);
  CHECK_FALSE(std::filesystem::exists(terminal.file("crm.db.key")));
  CHECK(terminal.crmctl({"key", "check"}).exit_code == 0);
}

TEST_CASE("key rotate has nothing to do without a key") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  check_refused(terminal.crmctl({"key", "rotate", "--yes"}), 1, "no key yet");
}

TEST_CASE("What cannot be undone is asked first and only a yes does it") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string id = key_id(terminal);
  for (const char* answer : {"n\n", "\n", "no\n", "yesterday\n", "\x04", "x\x04\x04"}) {
    const auto watched = terminal.watch({"key", "rotate"});
    REQUIRE(watched->wait_for("[y/N] "));
    watched->type(answer);
    CHECK_THAT(watched->screen(), Contains("Nothing was done"));
    CHECK(watched->exit_code() == 9);
    CHECK(key_id(terminal) == id);
  }
  for (const char* answer : {"y\n", "Y\n", "yes\n", "YES\n"}) {
    const std::string before = key_id(terminal);
    const auto watched = terminal.watch({"key", "rotate"});
    REQUIRE(watched->wait_for("[y/N] "));
    watched->type(answer);
    CHECK_THAT(watched->screen(), Contains("5 numbers were sealed anew"));
    CHECK(watched->exit_code() == 0);
    CHECK(key_id(terminal) != before);
  }
}

TEST_CASE("Nobody is asked with --yes and nothing is done when nobody can be asked") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string id = key_id(terminal);
  check_refused(terminal.crmctl({"key", "rotate"}, "y\n"), 9, "--yes");
  const auto blind = terminal.watch({"key", "rotate"}, {.errors_file = terminal.file("errors")});
  blind->screen();
  CHECK(blind->exit_code() == 9);
  CHECK(key_id(terminal) == id);
  const auto watched = terminal.watch({"key", "rotate", "--yes"});
  CHECK_THAT(watched->screen(), !Contains("[y/N]") && Contains("100 %  5 numbers"));
  CHECK(key_id(terminal) != id);
}

TEST_CASE("An interrupted rotation goes on without a question") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string id = key_id(terminal);
  REQUIRE_FALSE(terminal.open().session("test").ssn_key().rotate([](auto, auto) { return false; }).finished);
  CHECK_THAT(terminal.crmctl({"key", "show"}).out, Contains("`crmctl key rotate` goes on"));
  CHECK(finds_john(terminal));
  const Ended ended = terminal.crmctl({"key", "rotate"});
  CHECK(ended.exit_code == 0);
  CHECK(key_id(terminal) != id);
  CHECK(finds_john(terminal));
}

TEST_CASE("A group of commands says alone what belongs to it") {
  const Terminal terminal;
  for (const auto& arguments : std::vector<std::vector<std::string>>{{"key"}, {"key", "--help"}}) {
    const Ended ended = terminal.crmctl(arguments);
    CHECK(ended.exit_code == 0);
    CHECK_THAT(ended.out,
               Contains("Usage: crmctl key") && Contains("\n  rotate ") && !Contains("Exit codes"));
  }
  check_refused(terminal.crmctl({"key", "rotat"}), 2, "Did you mean `rotate`?");
}
