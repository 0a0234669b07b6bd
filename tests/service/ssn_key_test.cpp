// Changing the key of the social security numbers: what it does, what it leaves behind, and what it refuses.
#include <sys/stat.h>

#include "support/records.hpp"
#include "support/refusal.hpp"
#include "support/sealed_numbers.hpp"

using namespace crm;
using namespace crm::test;
namespace fs = std::filesystem;

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
