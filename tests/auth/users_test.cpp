// Users, API keys and whoever looks at their credentials, on every database.
#include <catch2/catch.hpp>
#include <crm/auth.hpp>
#include <thread>

#include "auth/user_store.hpp"
#include "service/calls.hpp"
#include "support/databases.hpp"
#include "support/refusal.hpp"

namespace crm::test {

namespace {

constexpr const char *kPassword = "correct horse battery", *kOther = "another long password";

struct House {
  explicit House(Where where) : database(where), session(database.session("tester")) {}

  // One that remembers nothing, so that what changes is seen at once.
  Gatekeeper gatekeeper() const {
    const auto at_once = std::chrono::milliseconds(0);
    return Gatekeeper(*const_cast<TestDatabase&>(database), {database.folder().file("token-key"), at_once});
  }

  TestDatabase database;
  Session session;
};

template <class Call>
void check_refused(Call call) {
  CHECK(refusal_of(call).code == Code::permission);
}

std::vector<std::string> actions(Session& session) {
  std::vector<std::string> found;
  for (const AuditEntry& entry : session.audit(CustomerId{}).items) found.push_back(entry.action);
  return found;
}

}  // namespace

TEST_CASE("users are made and listed and changed and removed and the audit trail says so") {
  House house(every_database());
  Users users(house.session);
  CHECK(users.list().empty());
  users.create("ann", Role::agent, kPassword);
  users.create("bob@example.org", Role::supervisor, kPassword);
  REQUIRE(users.list().size() == 2);
  CHECK(users.get("ann")->role == Role::agent);
  CHECK_FALSE(users.get("nobody"));
  CHECK(users.set_role("ann", Role::admin).role == Role::admin);
  CHECK(users.set_disabled("ann", true).disabled);
  users.remove("ann");
  CHECK(users.list().size() == 1);
  CHECK(actions(house.session) ==
        std::vector<std::string>{"delete_user", "disable_user", "set_role", "create_user", "create_user"});
  CHECK(refusal_of([&] { users.create("bob@example.org", Role::agent, kPassword); }) ==
        Refusal{Code::conflict, "user"});
  CHECK(refusal_of([&] { users.remove("ann"); }) == Refusal{Code::not_found, "user"});
  for (const char* name : {"", "Ann", "a b", "a\"b", "\u00e4nn"})
    CHECK(refusal_of([&] { users.create(name, Role::agent, kPassword); }) ==
          Refusal{Code::invalid_argument, "user"});
}

TEST_CASE("the first user is an administrator and is made once") {
  House house(every_database());
  Users users(house.session);
  const auto password = users.invite_first();
  REQUIRE(password);
  CHECK_FALSE(users.invite_first());
  CHECK(users.get("admin")->role == Role::admin);
  Gatekeeper gatekeeper = house.gatekeeper();
  const Tokens tokens = gatekeeper.sign_in("admin", *password);
  CHECK(tokens.who.must_change_password);
  CHECK(tokens.who.rights.empty());
  CHECK(gatekeeper.by_token(tokens.access).rights.empty());
  gatekeeper.change_password("admin", *password, kPassword);
  check_refused([&] { gatekeeper.by_token(tokens.access); });
  CHECK(gatekeeper.sign_in("admin", kPassword).who.rights == rights_of(Role::admin));
}

TEST_CASE("a session lasts until sign-out and its refresh tokens are good once") {
  House house(every_database());
  Users(house.session).create("ann", Role::agent, kPassword);
  Gatekeeper gatekeeper = house.gatekeeper();
  const Tokens first = gatekeeper.sign_in("ann", kPassword);
  CHECK(first.who.actor == "ann");
  CHECK(first.expires_in == std::chrono::minutes(15));
  CHECK(gatekeeper.by_token(first.access).rights == rights_of(Role::agent));
  house.database.advance(std::chrono::minutes(16));
  check_refused([&] { gatekeeper.by_token(first.access); });
  const Tokens second = gatekeeper.refresh(first.refresh);
  CHECK(gatekeeper.by_token(second.access).actor == "ann");
  gatekeeper.sign_out(second.refresh);
  check_refused([&] { gatekeeper.by_token(second.access); });
  check_refused([&] { gatekeeper.refresh(second.refresh); });
  CHECK_NOTHROW(gatekeeper.sign_out("nonsense"));
}

TEST_CASE("a refresh token that comes twice ends its session and no other") {
  House house(every_database());
  Users(house.session).create("ann", Role::agent, kPassword);
  Gatekeeper gatekeeper = house.gatekeeper();
  const Tokens stolen = gatekeeper.sign_in("ann", kPassword), other = gatekeeper.sign_in("ann", kPassword);
  const Tokens next = gatekeeper.refresh(stolen.refresh);
  check_refused([&] { gatekeeper.refresh(stolen.refresh); });
  check_refused([&] { gatekeeper.by_token(next.access); });
  check_refused([&] { gatekeeper.refresh(next.refresh); });
  CHECK(gatekeeper.by_token(other.access).actor == "ann");
  house.database.advance(std::chrono::hours(7 * 24 + 1));
  check_refused([&] { gatekeeper.refresh(other.refresh); });
}

TEST_CASE("what an administrator changes ends the sessions of the user") {
  House house(every_database());
  Users users(house.session);
  users.create("ann", Role::agent, kPassword);
  Gatekeeper gatekeeper = house.gatekeeper();
  const auto ends_by = [&](auto change) {
    const Tokens tokens = gatekeeper.sign_in("ann", kPassword);
    CHECK(gatekeeper.by_token(tokens.access).actor == "ann");
    change();
    check_refused([&] { gatekeeper.by_token(tokens.access); });
    check_refused([&] { gatekeeper.refresh(tokens.refresh); });
  };
  ends_by([&] { users.set_role("ann", Role::supervisor); });
  ends_by([&] { users.set_password("ann", kPassword); });
  ends_by([&] {
    users.remove("ann");
    house.database.advance(std::chrono::seconds(1));
    users.create("ann", Role::agent, kPassword);
  });
  ends_by([&] { users.set_disabled("ann", true); });
  check_refused([&] { gatekeeper.sign_in("ann", kPassword); });
}

TEST_CASE("wrong passwords lock a user for longer and longer") {
  House house(GENERATE(Where::in_a_file, Where::on_postgres));
  Users users(house.session);
  users.create("ann", Role::agent, kPassword);
  Gatekeeper gatekeeper = house.gatekeeper();
  const auto fail = [&] { check_refused([&] { gatekeeper.sign_in("ann", kOther); }); };
  for (int i = 0; i < 4; ++i) fail();
  CHECK_FALSE(users.get("ann")->locked_until);
  fail();
  CHECK(users.get("ann")->locked_until == house.database.now() + std::chrono::seconds(1));
  check_refused([&] { gatekeeper.sign_in("ann", kPassword); });  // right, but locked
  for (const int seconds : {1, 2, 4, 8}) {
    house.database.advance(std::chrono::seconds(seconds));
    fail();
  }
  house.database.advance(std::chrono::seconds(16));
  fail();
  CHECK(users.get("ann")->locked_until == house.database.now() + std::chrono::minutes(30));
  house.database.advance(std::chrono::minutes(30));
  CHECK(gatekeeper.sign_in("ann", kPassword).who.actor == "ann");
  CHECK_FALSE(users.get("ann")->locked_until);
  for (int i = 0; i < 5; ++i) fail();
  users.unlock("ann");
  CHECK(gatekeeper.sign_in("ann", kPassword).who.actor == "ann");
}

TEST_CASE("no number of wrong passwords locks a user for good") {
  House house(GENERATE(Where::in_a_file, Where::on_postgres));
  Users users(house.session);
  users.create("ann", Role::admin, kPassword);
  Gatekeeper gatekeeper = house.gatekeeper();
  service::engine_of(house.session).write(service::call_of(house.session), [](service::Unit& unit) {
    auth::StoredUser user = auth::require_user(unit, "ann");
    user.failed_sign_ins = 10'000;
    auth::update_user(unit, user);
    return true;
  });
  check_refused([&] { gatekeeper.sign_in("ann", kOther); });
  CHECK(users.get("ann")->locked_until == house.database.now() + std::chrono::hours(24));
  check_refused([&] { gatekeeper.sign_in("ann", kPassword); });
  house.database.advance(std::chrono::hours(24));
  CHECK(gatekeeper.sign_in("ann", kPassword).who.actor == "ann");
}

TEST_CASE("many wrong passwords at once are not looked at more often than one after the other", "[threads]") {
  House house(GENERATE(Where::in_a_file, Where::on_postgres));
  Users(house.session).create("ann", Role::agent, kPassword);
  Gatekeeper gatekeeper = house.gatekeeper();
  std::vector<std::thread> threads;
  for (int i = 0; i < 16; ++i)
    threads.emplace_back([&] {
      try {
        gatekeeper.sign_in("ann", kOther);
      } catch (const Error&) {
      }
    });
  for (std::thread& thread : threads) thread.join();
  // The fifth try locks; those after it are not counted, because they were not looked at.
  CHECK(Users(house.session).get("ann")->locked_until == house.database.now() + std::chrono::seconds(1));
}

TEST_CASE("no error says whether a user exists") {
  House house(Where::in_a_file);
  Users(house.session).create("ann", Role::agent, kPassword);
  Gatekeeper gatekeeper = house.gatekeeper();
  const auto sentence = [&](const char* name) {
    try {
      gatekeeper.sign_in(name, kOther);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  CHECK(sentence("ann") == sentence("nobody"));
  CHECK_FALSE(sentence("nobody").empty());
}

TEST_CASE("an API key has its rights until it expires or is removed and only its digest is stored") {
  House house(every_database());
  ApiKeys keys(house.session);
  const std::string key =
      keys.create("dialer-1", Right::read | Right::call, house.database.now() + std::chrono::hours(1));
  CHECK_THAT(key, Catch::StartsWith("crm_"));
  CHECK(key.size() == 47);
  Gatekeeper gatekeeper = house.gatekeeper();
  CHECK(gatekeeper.by_key(key).actor == "dialer-1");
  CHECK(gatekeeper.by_key(key).rights == (Right::read | Right::call));
  CHECK(gatekeeper.by_key(key).role == Role::service);
  CHECK(gatekeeper.store_uses());
  CHECK_FALSE(gatekeeper.store_uses());
  CHECK(keys.list().at(0).last_used_at == house.database.now());
  CHECK(keys.list().at(0).created_by == "tester");
  check_refused([&] { gatekeeper.by_key(key + "x"); });
  check_refused([&] { gatekeeper.by_key(""); });
  house.database.advance(std::chrono::hours(1));
  check_refused([&] { gatekeeper.by_key(key); });
  const std::string other = keys.create("dialer-2", Right::read);
  keys.remove("dialer-2");
  check_refused([&] { gatekeeper.by_key(other); });
  CHECK(refusal_of([&] { keys.create("dialer-1", Right::read); }) == Refusal{Code::conflict, "key"});
  CHECK(refusal_of([&] { keys.create("late", Right::read, house.database.now()); }) ==
        Refusal{Code::invalid_argument, "expires_at"});
  CHECK(refusal_of([&] { keys.create("none", Rights{}); }) == Refusal{Code::invalid_argument, "rights"});
  CHECK(refusal_of([&] { keys.remove("dialer-2"); }) == Refusal{Code::not_found, "key"});
}

TEST_CASE("a key is no token and a token no key also right after each was taken") {
  House house(Where::in_a_file);
  Users(house.session).create("ann", Role::agent, kPassword);
  const std::string key = ApiKeys(house.session).create("m", Right::read);
  Gatekeeper gatekeeper(*house.database, {house.database.folder().file("token-key")});
  const std::string token = gatekeeper.sign_in("ann", kPassword).access;
  CHECK(gatekeeper.by_token(token).actor == "ann");
  CHECK(gatekeeper.by_key(key).actor == "m");
  check_refused([&] { gatekeeper.by_key(token); });
  check_refused([&] { gatekeeper.by_token(key); });
}

TEST_CASE("the token key is made with mode 0600 and one that others may read is refused") {
  House house(Where::in_a_file);
  Users(house.session).create("ann", Role::agent, kPassword);
  std::string access;
  {
    Gatekeeper gatekeeper = house.gatekeeper();
    access = gatekeeper.sign_in("ann", kPassword).access;
  }
  const std::string file = house.database.folder().file("token-key");
  CHECK(std::filesystem::status(file).permissions() == std::filesystem::perms(0600));
  CHECK(house.gatekeeper().by_token(access).actor == "ann");  // the same key again
  std::filesystem::permissions(file, std::filesystem::perms(0644));
  CHECK(refusal_of([&] { house.gatekeeper(); }).code == Code::permission);
  std::filesystem::remove(file);
  check_refused([&] { house.gatekeeper().by_token(access); });  // another key now
}

TEST_CASE("rights and roles are read as they are written") {
  CHECK(names_of(rights_of(Role::admin)) == "read,call,write,erase,personal,manage");
  CHECK(rights_from("write,read") == (Right::read | Right::write));
  CHECK(rights_from("").empty());
  CHECK(refusal_of([] { rights_from("read,root"); }) == Refusal{Code::invalid_argument, "rights"});
  for (const Role role : {Role::admin, Role::supervisor, Role::agent, Role::service})
    CHECK(role_of(name(role)) == role);
  CHECK(refusal_of([] { role_of("root"); }) == Refusal{Code::invalid_argument, "role"});
}

}  // namespace crm::test
