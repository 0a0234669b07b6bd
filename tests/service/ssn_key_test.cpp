// Changing the key of the social security numbers: everything works while it is under way, and whatever
// interrupts it.
#include <sys/stat.h>
#include <unistd.h>

#include <catch2/catch.hpp>
#include <crm/session.hpp>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/child.hpp"
#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
namespace fs = std::filesystem;

namespace {

constexpr std::int64_t kMany = 1203;  // more than two of the batches in which numbers are sealed anew

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const std::string& file, const std::string& content) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

Ssn ssn_of(std::int64_t number) { return Ssn::parse(std::to_string(900'000'000 + number)); }

// A database whose customers 1 to n have SSNs, each one of their own.
struct Sealed {
  explicit Sealed(std::int64_t n) : count(n) {
    std::vector<CustomerFile> files(static_cast<std::size_t>(n));
    for (std::int64_t i = 0; i < n; ++i) files[static_cast<std::size_t>(i)].customer.ssn = ssn_of(i);
    ids = database.session().load(std::move(files), "test");
    old_key = content_of(key_file());
  }

  Session session() const { return database.session(); }
  std::string key_file() const { return database.file() + ".key"; }
  std::string next_file() const { return key_file() + ".new"; }
  std::string id() const { return raw("SELECT value FROM setting WHERE name = 'ssn_key_id'"); }
  std::string raw(const std::string& sql) const { return RawDatabase(database.file()).text(sql); }
  long long sealed_under(const std::string& key) const {
    return std::stoll(raw("SELECT count(*) FROM customer_ssn WHERE key_id = '" + key + "'"));
  }

  // Some of the customers, from both ends and the middle: found by their numbers, which open.
  void check_readable(Session session) const {
    for (const std::int64_t i : {std::int64_t{0}, count / 3, count / 2, count - 1}) {
      const auto id = ids.at(static_cast<std::size_t>(i));
      const auto found = session.customers().find_ssn(ssn_of(i));
      REQUIRE(found.size() == 1);
      CHECK(found[0].id == id);
      CHECK(session.customers().reveal_ssn(id, "a test") == ssn_of(i).digits());
    }
    CHECK(session.customers().find_ssn(ssn_of(count)).empty());
  }

  // As the next process would find it.
  void check_after_interruption() {
    database.reopen();
    check_readable(session());
    CHECK(session().ssn_key().check().damaged == 0);
    const CustomerId added = session().customers().create({.ssn = Ssn::parse("111223333")}).id;
    CHECK(session().customers().find_ssn(Ssn::parse("111223333")).size() == 1);
    session().customers().remove(added);
  }

  // Goes on with the interrupted change to its end.
  void check_finishes(const std::string& old_id) {
    const SsnKeyRotation rotation = session().ssn_key().rotate();
    CHECK(rotation.finished);
    check_changed(old_id);
  }

  void check_changed(const std::string& old_id) {
    CHECK(id() != old_id);
    CHECK(sealed_under(id()) == count);
    CHECK(raw("SELECT count(*) FROM ssn_directory") == std::to_string(count));
    CHECK(raw("SELECT count(*) FROM setting WHERE name = 'ssn_next_key_id'") == "0");
    CHECK_FALSE(fs::exists(next_file()));
    CHECK(content_of(key_file()) != old_key);
    CHECK(content_of(key_file() + ".old-" + old_id) == old_key);
    database.reopen();
    check_readable(session());
  }

  TestDatabase database;
  std::int64_t count;
  std::vector<CustomerId> ids;
  std::string old_key;
};

// Lets so many steps pass and then stops.
SsnKey::Progress stop_after(int steps) {
  return [left = steps](std::int64_t, std::int64_t) mutable { return left-- > 0; };
}

}  // namespace

TEST_CASE("A new key seals every number anew and the old one is kept beside it") {
  Sealed sealed(kMany);
  const std::string old_id = sealed.id();
  std::vector<std::int64_t> steps;
  const SsnKeyRotation rotation = sealed.session().ssn_key().rotate([&](std::int64_t done, std::int64_t all) {
    CHECK(all == kMany);
    steps.push_back(done);
    return true;
  });
  CHECK(rotation.finished);
  CHECK(rotation.resealed == kMany);
  CHECK(rotation.old_id == old_id);
  CHECK(rotation.new_id == sealed.id());
  CHECK(steps == std::vector<std::int64_t>{0, 500, 1000, kMany});
  CHECK(std::is_sorted(steps.begin(), steps.end()));
  sealed.check_readable(sealed.session());
  sealed.check_changed(old_id);
  for (const std::string& file : {sealed.key_file(), sealed.key_file() + ".old-" + old_id}) {
    struct stat status {};
    REQUIRE(stat(file.c_str(), &status) == 0);
    CHECK((status.st_mode & 07777) == 0600);
  }
}

TEST_CASE("Both ends of a change of keys stand in the audit trail") {
  Sealed sealed(3);
  const std::string old_id = sealed.id();
  sealed.database.session("the officer").ssn_key().rotate();
  const auto trail = sealed.session().audit(CustomerId{}).items;
  REQUIRE(trail.size() == 3);
  const std::string changes = R"({"key_id":[")" + old_id + R"(",")" + sealed.id() + R"("],"numbers":3})";
  CHECK(trail[0].action == "change_key");
  CHECK(trail[1].action == "begin_key_change");
  for (const AuditEntry& entry : {trail[0], trail[1]}) {
    CHECK(entry.actor == "the officer");
    CHECK(entry.record == "customer_ssn");
    CHECK(entry.changes == changes);
  }
}

TEST_CASE("The old key alone opens nothing any more") {
  Sealed sealed(2);
  const std::string old_id = sealed.id();
  sealed.session().ssn_key().rotate();
  write_file(sealed.key_file(), sealed.old_key);
  sealed.database.reopen();
  Session session = sealed.session();
  CHECK_REFUSED(key_missing, "", session.customers().find_ssn(ssn_of(0)));
  CHECK_REFUSED(key_missing, "", session.customers().reveal_ssn(sealed.ids[0], "a test"));
  CHECK_REFUSED(key_missing, "", session.customers().create({.ssn = ssn_of(7)}));
  CHECK_REFUSED(key_missing, "", session.ssn_key().check());
  CHECK_REFUSED(key_missing, "", session.ssn_key().rotate());
  CHECK_FALSE(session.ssn_key().status().at_hand);
  CHECK_FALSE(fs::exists(sealed.next_file()));
}

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

TEST_CASE("An outcome with an SSN that is told again after the change is known again") {
  Sealed sealed(1);
  Outcome outcome{
      .call_id = "C1", .customer_id = sealed.ids[0], .customer = {.ssn = Ssn::parse("111223333")}};
  sealed.session().post_call(outcome);
  sealed.session().ssn_key().rotate(stop_after(0));
  CHECK(sealed.session().post_call(outcome).replayed);
  sealed.session().ssn_key().rotate();
  sealed.session().ssn_key().rotate();
  sealed.database.reopen();
  CHECK(sealed.session().post_call(outcome).replayed);
  outcome.customer.ssn = Ssn::parse("999223333");
  CHECK_REFUSED(conflict, "call_id", sealed.session().post_call(outcome));
}

TEST_CASE("A backup from before the change is read with the key that was kept") {
  Sealed sealed(20);
  sealed.database->before_fork();  // closes the file, so that it can be copied
  const std::string backup = sealed.database.folder().file("backup.db");
  RawDatabase(sealed.database.file()).execute("VACUUM INTO '" + backup + "'");
  sealed.session().ssn_key().rotate();
  Database restored({.url = "sqlite:///" + backup, .key_file = sealed.key_file()});
  sealed.check_readable(restored.session("test"));
  fs::remove_all(sealed.key_file() + ".old-" +
                 sealed.raw("SELECT value FROM setting WHERE name = 'ssn_old_key_ids'"));
  Database without({.url = "sqlite:///" + backup, .key_file = sealed.key_file()});
  CHECK_REFUSED(key_missing, "", without.session("test").customers().find_ssn(ssn_of(0)));
}

TEST_CASE("A damaged number stops the change and is named by the check") {
  Sealed sealed(10);
  RawDatabase(sealed.database.file())
      .execute(
          "UPDATE customer_ssn SET sealed = replace(sealed, substr(sealed, 1, 2), '00') WHERE customer_id "
          "= " +
          std::to_string(sealed.ids[4].value));
  Session session = sealed.session();
  CHECK_REFUSED(corrupt, "", session.ssn_key().rotate());
  SsnKeyCheck check = session.ssn_key().check();
  CHECK(check.good == 9);
  CHECK(check.damaged == 1);
  REQUIRE(check.examples.size() == 1);
  CHECK(check.examples[0] == sealed.ids[4]);
  session.customers().update(sealed.ids[4], {.ssn = ssn_of(4)});
  CHECK(session.ssn_key().rotate().finished);
  check = session.ssn_key().check();
  CHECK(check.good == 10);
  CHECK(check.damaged == 0);
}

TEST_CASE("A wrong index is found by the check") {
  Sealed sealed(3);
  RawDatabase(sealed.database.file())
      .execute("UPDATE customer_ssn SET ssn_index = 'x' WHERE customer_id = " +
               std::to_string(sealed.ids[1].value));
  CHECK(sealed.session().ssn_key().check().examples == std::vector<CustomerId>{sealed.ids[1]});
}

TEST_CASE("A database without a key has nothing to change") {
  TestDatabase database;
  Session session = database.session();
  CHECK_REFUSED(not_found, "", session.ssn_key().rotate());
  const SsnKeyStatus status = session.ssn_key().status();
  CHECK(status.id == "");
  CHECK(status.file == fs::weakly_canonical(database.file()).string() + ".key");
  CHECK_FALSE(status.at_hand);
  CHECK(session.ssn_key().check().good == 0);
  CHECK(fs::exists(database.file()));
  CHECK_FALSE(fs::exists(database.file() + ".key.new"));
}

TEST_CASE("A database in memory keeps its key") {
  TestDatabase database(Where::in_memory);
  Session session = database.session();
  session.customers().create({.ssn = ssn_of(1)});
  CHECK_REFUSED(unsupported, "", session.ssn_key().rotate());
  CHECK(session.ssn_key().status().file == "");
  CHECK(session.ssn_key().check().good == 1);
}

TEST_CASE("A lost key of a database without numbers is replaced by a new one") {
  Sealed sealed(1);
  sealed.session().customers().remove(sealed.ids[0]);
  fs::remove(sealed.key_file());
  sealed.database.reopen();
  CHECK_REFUSED(key_missing, "", sealed.session().customers().create({.ssn = ssn_of(1)}));
  CHECK(sealed.session().ssn_key().rotate().finished);
  const CustomerId id = sealed.session().customers().create({.ssn = ssn_of(1)}).id;
  CHECK(sealed.session().customers().reveal_ssn(id, "a test") == ssn_of(1).digits());
}

TEST_CASE("An old key of another database is never overwritten") {
  Sealed sealed(2);
  write_file(sealed.key_file() + ".old-" + sealed.id(), std::string(64, '7') + "\n");
  CHECK_REFUSED(conflict, "", sealed.session().ssn_key().rotate());
  sealed.check_after_interruption();
}
