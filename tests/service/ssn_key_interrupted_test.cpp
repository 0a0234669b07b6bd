// Changing the key of the social security numbers: everything works while it is under way, whoever else is at
// work, and whatever interrupts it.
#include <csignal>
#include <utility>

#include "support/child.hpp"
#include "support/refusal.hpp"
#include "support/sealed_numbers.hpp"

using namespace crm;
using namespace crm::test;
namespace fs = std::filesystem;

TEST_CASE("A change that was stopped leaves everything readable and goes on where it was") {
  for (const int steps : {0, 1, 2, 3}) {
    Sealed sealed(kMany);
    const std::string old_id = sealed.id();
    const SsnKeyRotation stopped = sealed.session().ssn_key().rotate(stop_after(steps));
    CHECK_FALSE(stopped.finished);
    CHECK(sealed.id() == old_id);
    CHECK(sealed.sealed_under(old_id) == std::max<std::int64_t>(0, kMany - 500 * steps));
    const SsnKeyStatus status = sealed.session().ssn_key().status();
    CHECK(status.next_id == stopped.new_id);
    CHECK(status.at_hand);
    CHECK(status.numbers == kMany);
    CHECK(status.waiting == sealed.sealed_under(old_id));
    sealed.check_after_interruption();
    CHECK(sealed.id() == old_id);
    const SsnKeyRotation rest = sealed.session().ssn_key().rotate();
    CHECK(rest.finished);
    CHECK(rest.new_id == stopped.new_id);
    CHECK(stopped.resealed + rest.resealed == kMany);
    sealed.check_changed(old_id);
  }
}

TEST_CASE("A process that is killed at any step of the change loses nothing") {
  for (const int steps : {0, 1, 2, 3}) {
    Sealed sealed(kMany);
    const std::string old_id = sealed.id();
    sealed.database->before_fork();
    Child child([&] {
      sealed.session().ssn_key().rotate([left = steps](std::int64_t, std::int64_t) mutable {
        if (left-- == 0) raise(SIGKILL);
        return true;
      });
      return std::string("was not killed");
    });
    CHECK_THAT(child.trouble(), Catch::Contains("signal 9"));
    sealed.check_after_interruption();
    sealed.check_finishes(old_id);
  }
}

TEST_CASE("A crash while the files change places loses nothing") {
  Sealed sealed(kMany);
  const std::string old_id = sealed.id();
  sealed.session().ssn_key().rotate(stop_after(3));
  const std::string old_file = sealed.key_file() + ".old-" + old_id;
  SECTION("before anything was done") {}
  SECTION("half of the old key was copied") { write_file(old_file, sealed.old_key.substr(0, 30)); }
  SECTION("the old key was copied") { write_file(old_file, sealed.old_key); }
  SECTION("the new key was put in its place") {
    write_file(old_file, sealed.old_key);
    fs::rename(sealed.next_file(), sealed.key_file());
  }
  sealed.check_after_interruption();
  sealed.check_finishes(old_id);
}

TEST_CASE("A crash while the new key was made loses nothing") {
  Sealed sealed(5);
  const std::string old_id = sealed.id();
  const std::string other_key = std::string(64, '7') + "\n";
  SECTION("an empty file") { write_file(sealed.next_file(), ""); }
  SECTION("half a key") { write_file(sealed.next_file(), other_key.substr(0, 30)); }
  SECTION("a whole one that the database does not know yet") { write_file(sealed.next_file(), other_key); }
  SECTION("a copy of the old one") { write_file(sealed.next_file(), sealed.old_key); }
  sealed.check_after_interruption();
  CHECK(sealed.session().ssn_key().status().next_id == "");
  sealed.check_finishes(old_id);
}

TEST_CASE("Other programs find and store numbers at every step of the change") {
  Sealed sealed(kMany);
  Database other({.url = "sqlite:///" + sealed.database.file(), .deadline = std::chrono::seconds(60)});
  Session session = other.session("other");
  sealed.check_readable(session);  // it holds the old key from now on
  std::vector<CustomerId> added;
  sealed.session().ssn_key().rotate([&](std::int64_t, std::int64_t) {
    sealed.check_readable(session);
    const Ssn ssn = ssn_of(10'000 + static_cast<std::int64_t>(added.size()));
    added.push_back(session.customers().create({.ssn = ssn}).id);
    CHECK(session.customers().find_ssn(ssn).size() == 1);
    CHECK(sealed.session().customers().find_ssn(ssn).size() == 1);
    session.customers().update(added.front(), {.ssn = ssn_of(20'000)});
    CHECK(session.customers().reveal_ssn(added.front(), "a test") == ssn_of(20'000).digits());
    return true;
  });
  sealed.check_readable(session);
  CHECK(added.size() == 4);
  CHECK(session.customers().find_ssn(ssn_of(20'000)).size() == 1);
  CHECK(session.customers().find_ssn(ssn_of(10'001)).size() == 1);
  CHECK(sealed.sealed_under(sealed.id()) == kMany + 4);
  CHECK(session.ssn_key().check().good == kMany + 4);
}

TEST_CASE("A program that lacks one of the two keys says so instead of answering wrongly") {
  Sealed sealed(kMany);
  const std::string old_id = sealed.id();
  sealed.session().ssn_key().rotate(stop_after(1));
  const std::string next_key = content_of(sealed.next_file());
  fs::remove(sealed.next_file());
  sealed.database.reopen();
  Session session = sealed.session();
  CHECK_REFUSED(key_missing, "", session.customers().find_ssn(ssn_of(0)));
  CHECK_REFUSED(key_missing, "", session.customers().find_ssn(ssn_of(kMany - 1)));
  CHECK_REFUSED(key_missing, "", session.customers().reveal_ssn(sealed.ids.front(), "a test"));
  CHECK(session.customers().reveal_ssn(sealed.ids.back(), "a test") == ssn_of(kMany - 1).digits());
  CHECK_REFUSED(key_missing, "", session.customers().create({.ssn = ssn_of(7)}));
  CHECK_REFUSED(key_missing, "", session.ssn_key().rotate());
  CHECK_FALSE(fs::exists(sealed.next_file()));  // no second new key
  write_file(sealed.next_file(), next_key);
  sealed.check_finishes(old_id);
}

TEST_CASE("Two programs that change the key at once make one new key") {
  Sealed sealed(kMany);
  const std::string old_id = sealed.id();
  Database other({.url = "sqlite:///" + sealed.database.file(), .deadline = std::chrono::seconds(60)});
  Session second = other.session("other");
  SsnKeyRotation inner;
  bool began = false;
  const SsnKeyRotation outer = sealed.session().ssn_key().rotate([&](std::int64_t done, std::int64_t) {
    if (done == 500 && !std::exchange(began, true)) inner = second.ssn_key().rotate();
    return true;
  });
  CHECK(outer.finished);
  CHECK(inner.finished);
  CHECK(inner.new_id == outer.new_id);
  CHECK(inner.resealed + outer.resealed == kMany);
  sealed.check_changed(old_id);
}

TEST_CASE("A change that another program has finished and begun anew is left alone") {
  Sealed sealed(kMany);
  Database other({.url = "sqlite:///" + sealed.database.file(), .deadline = std::chrono::seconds(60)});
  Session second = other.session("other");
  bool began = false;
  const SsnKeyRotation outer = sealed.session().ssn_key().rotate([&](std::int64_t, std::int64_t) {
    if (std::exchange(began, true)) return true;
    second.ssn_key().rotate();
    second.ssn_key().rotate(stop_after(1));
    return true;
  });
  CHECK(outer.resealed == 0);
  CHECK(sealed.id() == outer.new_id);
  CHECK(sealed.session().ssn_key().status().waiting == kMany - 500);
  sealed.check_after_interruption();
  CHECK(sealed.session().ssn_key().rotate().finished);
}

TEST_CASE("Several programs rotate at the same moment and nothing is lost") {
  Sealed sealed(kMany);
  sealed.database->before_fork();
  const auto reports = in_children(3, [&](int) {
    Database database({.url = "sqlite:///" + sealed.database.file(), .deadline = std::chrono::seconds(60)});
    return std::string(database.session("child").ssn_key().rotate().finished ? "finished" : "not finished");
  });
  for (const std::string& report : reports) CHECK(report == "finished");
  sealed.check_after_interruption();
  CHECK(sealed.sealed_under(sealed.id()) == kMany);
  CHECK_FALSE(fs::exists(sealed.next_file()));
}
