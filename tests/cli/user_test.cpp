// crmctl user and crmctl api-key: what they print, and what the database then holds.
#include <crm/auth.hpp>

#include "cli/terminal.hpp"

namespace crm::test {

namespace {

std::optional<User> user_in(const Terminal& terminal, const char* name) {
  Session session = terminal.open().session("tester");
  return Users(session).get(name);
}

}  // namespace

TEST_CASE("user add shows a password once that must be changed") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const Ended added = terminal.crmctl({"user", "add", "ann", "--role", "supervisor"});
  CHECK(added.exit_code == 0);
  CHECK_THAT(added.out, Catch::Contains("ann may sign in with this password"));
  CHECK(user_in(terminal, "ann")->role == Role::supervisor);
  CHECK(user_in(terminal, "ann")->must_change_password);
  check_refused(terminal.crmctl({"user", "add", "ann"}), 3, "There is a user of this name.");
  check_refused(terminal.crmctl({"user", "add", "bob", "--role", "king"}), 2, "A role is one of");
  CHECK_THAT(terminal.crmctl({"user", "list", "--csv"}).out, Catch::Contains("ann,supervisor,"));
}

TEST_CASE("a user's password comes from the standard input or the terminal and never from the command line") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"user", "add", "ann"}).exit_code == 0);
  CHECK(terminal.crmctl({"user", "set-password", "ann"}, "correct horse battery\n").exit_code == 0);
  CHECK_FALSE(user_in(terminal, "ann")->must_change_password);
  check_refused(terminal.crmctl({"user", "set-password", "ann"}, "short\n"), 2, "12 characters");
  check_refused(terminal.crmctl({"user", "set-password", "ann"}), 2, "No password came");
  CHECK(terminal.crmctl({"user", "set-password", "ann", "said aloud here"}).exit_code == 2);
  const auto person = terminal.watch({"user", "set-password", "ann"}, {.echo = true});
  REQUIRE(person->wait_for("New password: "));
  person->type("a password of mine\n");
  REQUIRE(person->wait_for("Again: "));
  person->type("another one of mine\n");
  CHECK_THAT(person->screen(), Catch::Contains("differ") && !Catch::Contains("of mine"));
  CHECK(person->echoes());
}

TEST_CASE("a terminal shows again what is typed when a password's question was broken off") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"user", "add", "ann"}).exit_code == 0);
  const auto person = terminal.watch({"user", "set-password", "ann"}, {.echo = true});
  REQUIRE(person->wait_for("New password: "));
  REQUIRE_FALSE(person->echoes());
  person->type("\x03");
  person->screen();
  CHECK(person->exit_code() == -1);
  CHECK(person->echoes());
}

TEST_CASE("a user is disabled and enabled and given another role and deleted") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"user", "add", "ann"}).exit_code == 0);
  CHECK(terminal.crmctl({"user", "disable", "ann"}).exit_code == 0);
  CHECK(user_in(terminal, "ann")->disabled);
  CHECK(terminal.crmctl({"user", "enable", "ann"}).exit_code == 0);
  CHECK(terminal.crmctl({"user", "set-role", "ann", "admin"}).exit_code == 0);
  CHECK(user_in(terminal, "ann")->role == Role::admin);
  CHECK(terminal.crmctl({"user", "unlock", "ann"}).exit_code == 0);
  CHECK_THAT(terminal.crmctl({"user", "reset-password", "ann", "--json"}).out,
             Catch::Contains("\"password\""));
  check_refused(terminal.crmctl({"user", "delete", "ann"}), 9, "Say --yes");
  CHECK(terminal.crmctl({"user", "delete", "ann", "--yes"}).exit_code == 0);
  CHECK_FALSE(user_in(terminal, "ann"));
  check_refused(terminal.crmctl({"user", "disable", "ann"}), 1, "There is no such user.");
}

TEST_CASE("an API key is shown once and listed without itself and deleted") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  const Ended added = terminal.crmctl({"api-key", "add", "dialer-1", "--rights", "read,call,write"});
  CHECK(added.exit_code == 0);
  CHECK_THAT(added.out, Catch::Contains(" crm_"));
  const Ended listed = terminal.crmctl({"api-key", "list"});
  CHECK_THAT(listed.out,
             Catch::Contains("dialer-1") && Catch::Contains("read,call,write") && !Catch::Contains("crm_"));
  check_refused(terminal.crmctl({"api-key", "add", "x", "--rights", "root"}), 2, "A right is one of");
  CHECK(terminal.crmctl({"api-key", "delete", "dialer-1", "--yes"}).exit_code == 0);
  check_refused(terminal.crmctl({"api-key", "delete", "dialer-1", "--yes"}), 1, "There is no such key.");
}

TEST_CASE("passwords and keys cannot be read with a query") {
  const Terminal terminal;
  REQUIRE(terminal.crmctl({"init"}).exit_code == 0);
  for (const char* table : {"auth_user", "auth_key", "auth_refresh"})
    check_refused(terminal.crmctl({"query", std::string("SELECT * FROM ") + table}), 2, "sealed");
}

}  // namespace crm::test
