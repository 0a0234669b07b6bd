// Social security numbers: sealed on the disk, masked everywhere, revealed only with a reason; and the key.
#include <sys/stat.h>

#include <catch2/catch.hpp>
#include <crm/json.hpp>
#include <crm/session.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
namespace fs = std::filesystem;

namespace {

const Ssn canary = Ssn::parse("987-65-4320");

std::string content_of(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

void write_file(const std::string& file, const std::string& content) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << content;
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
}

bool shows_canary(const std::string& text) {
  return text.find("987654320") != std::string::npos || text.find("987-65-4320") != std::string::npos;
}

std::string key_file(const TestDatabase& database) { return database.file() + ".key"; }

}  // namespace

TEST_CASE("A stored SSN is masked in every answer, in JSON and in the audit trail") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFields fields = john_doe();
  fields.ssn = canary;
  const Customer made = session.customers().create(fields);
  session.customers().update(made.id, {.ssn = Ssn::parse("987654321")});
  session.post_call({.call_id = "C1", .customer_id = made.id, .customer = {.ssn = canary}});

  for (const Customer& customer :
       {made, *session.customers().get(made.id), *session.customers().find_account("1234567890"),
        session.customers().find_ssn(canary).at(0), session.customers().list().items.at(0),
        session.pre_call("2125551234").candidates.at(0).customer,
        session.pre_call_customer(made.id)->customer}) {
    CHECK(customer.ssn->masked() == "***-**-4320");
    CHECK(customer.ssn->last4() == "4320");
    CHECK_FALSE(shows_canary(to_json(customer)));
  }
  CHECK(made.ssn->digits() == "");
  std::string json;
  session.pre_call_json("2125551234", json);
  CHECK(json.find("\"***-**-4320\"") != std::string::npos);
  CHECK_FALSE(shows_canary(json));
  const auto trail = session.audit(made.id).items;
  CHECK(trail.size() == 4);
  for (const AuditEntry& entry : trail) CHECK(entry.changes.find("98765") == std::string::npos);
}

TEST_CASE("No file of the database holds an SSN in clear, not while it is open and not afterwards") {
  TestDatabase database;
  const auto check_files = [&] {
    std::size_t files = 0;
    for (const auto& entry : fs::directory_iterator(database.folder().path())) {
      INFO(entry.path());
      CHECK_FALSE(shows_canary(content_of(entry.path())));
      ++files;
    }
    return files;
  };
  {
    Session session = database.session();
    const CustomerId id = session.customers().create({.first_name = "Findable", .ssn = canary}).id;
    session.customers().update(id, {.city = "Boston"});
    session.customers().reveal_ssn(id, "a court order");
    CHECK(check_files() >= 3);  // the database, its log, its key
    CHECK(content_of(database.file() + "-wal").find("Findable") != std::string::npos);
  }
  database.reopen();
  database.session().customers().create({.ssn = canary});
  check_files();
}

TEST_CASE("An SSN finds all customers who have it, and no others") {
  TestDatabase database(every_database());
  Session session = database.session();
  CHECK(session.customers().find_ssn(canary).empty());
  const CustomerId first = session.customers().create({.ssn = canary}).id;
  session.customers().create({.ssn = Ssn::parse("123-45-4320")});
  const CustomerId third = session.customers().create({.ssn = Ssn::parse("987654320")}).id;
  CHECK(ids_of(session.customers().find_ssn(canary)) == std::vector<std::int64_t>{first.value, third.value});

  session.customers().update(first, {.ssn = Ssn::parse("111223333")});
  session.customers().update(third, {.ssn = std::nullopt});
  CHECK(session.customers().find_ssn(canary).empty());
  CHECK(ids_of(session.customers().find_ssn(Ssn::parse("111223333"))) ==
        std::vector<std::int64_t>{first.value});
  CHECK_FALSE(session.customers().get(third)->ssn);
}

TEST_CASE("An SSN that ends in the same four digits is another one and replaces the first") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.ssn = canary}).id;
  session.customers().update(id, {.ssn = Ssn::parse("123-45-4320")});
  CHECK(session.customers().reveal_ssn(id, "a court order") == "123454320");
  CHECK(session.customers().find_ssn(canary).empty());
}

TEST_CASE("A search takes all nine digits only") {
  TestDatabase database(every_database());
  Session session = database.session();
  session.customers().create({.ssn = canary});
  CHECK_REFUSED(invalid_argument, "ssn", session.customers().find_ssn(Ssn::parse("***-**-4320")));
  CHECK_REFUSED(invalid_argument, "ssn", session.customers().find_ssn(Ssn()));
}

TEST_CASE("An SSN is revealed for a reason, and the trail says to whom and why") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.ssn = canary}).id;
  CHECK(database.session("the officer").customers().reveal_ssn(id, "a \"court\" order") == "987654320");

  const AuditEntry entry = session.audit(id).items.at(0);
  CHECK(entry.action == "reveal_ssn");
  CHECK(entry.actor == "the officer");
  CHECK(entry.changes == R"({"reason":"a \"court\" order"})");

  for (const std::string& reason :
       {std::string(), wide_text(501), std::string("\xFF"), std::string("a\0b", 3)})
    CHECK_REFUSED(invalid_argument, "reason", session.customers().reveal_ssn(id, reason));
  CHECK(session.audit(id).items.size() == 2);
  CHECK_FALSE(session.customers().reveal_ssn(session.customers().create({}).id, "curiosity"));
}

TEST_CASE("A masked SSN that comes back changes nothing") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.ssn = canary}).id;
  for (const char* masked : {"***-**-4320", "***-**-0000"}) {
    CHECK(session.customers().update(id, {.ssn = Ssn::parse(masked)}).version == 1);
    CHECK_FALSE(
        session.post_call({.call_id = masked, .customer_id = id, .customer = {.ssn = Ssn::parse(masked)}})
            .customer_updated);
  }
  CHECK(session.customers().reveal_ssn(id, "a court order") == "987654320");
  CHECK_FALSE(session.customers().create({.ssn = Ssn::parse("***-**-1234")}).ssn);
}

TEST_CASE("The SSN that is stored already is no change") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({.ssn = canary}).id;
  CHECK(session.customers().update(id, {.ssn = canary}).version == 1);
  CHECK(session.audit(id).items.size() == 1);
}

TEST_CASE("An SSN that was damaged is mended by storing it again") {
  TestDatabase database;
  Session session = database.session();
  const CustomerId id = session.customers().create({.ssn = canary}).id;
  RawDatabase(database.file()).execute("UPDATE customer_ssn SET sealed = replace(sealed, '0', '1')");
  CHECK_REFUSED(corrupt, "", session.customers().reveal_ssn(id, "a court order"));
  session.customers().update(id, {.ssn = canary});
  CHECK(session.customers().reveal_ssn(id, "a court order") == "987654320");
}

TEST_CASE("The key is made once, when the first SSN is stored, for its owner alone") {
  TestDatabase database;
  Session session = database.session();
  session.customers().create(john_doe());
  CHECK_FALSE(fs::exists(key_file(database)));
  session.customers().create({.ssn = canary});
  const std::string key = content_of(key_file(database));
  CHECK(key.size() == 65);
  struct stat status {};
  REQUIRE(stat(key_file(database).c_str(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0600);

  database.reopen();
  session = database.session();
  session.customers().create({.ssn = canary});
  CHECK(content_of(key_file(database)) == key);
  CHECK(session.customers().find_ssn(canary).size() == 2);
  const RawDatabase raw(database.file());
  CHECK(raw.number("SELECT count(DISTINCT key_id) FROM customer_ssn") == 1);
  CHECK(raw.text("SELECT value FROM setting WHERE name = 'ssn_key_id'") ==
        raw.text("SELECT key_id FROM customer_ssn LIMIT 1"));
  CHECK(key.find(raw.text("SELECT key_id FROM customer_ssn LIMIT 1")) == std::string::npos);
}

TEST_CASE("The options may name another place for the key") {
  TestDatabase database;
  const std::string elsewhere = database.folder().file("elsewhere.key");
  database.reopen([&](Options& options) { options.key_file = elsewhere; });
  database.session().customers().create({.ssn = canary});
  CHECK(fs::exists(elsewhere));
  CHECK_FALSE(fs::exists(key_file(database)));
}

namespace {

// A database with one SSN in it, whose key is then put into another state.
struct Keyless {
  explicit Keyless(const std::string& other_key) : session(database.session()) {
    CustomerFields fields = john_doe();
    fields.ssn = canary;
    id = session.customers().create(fields).id;
    bare = session.customers().create({}).id;
    fs::remove(key_file(database));
    if (!other_key.empty()) write_file(key_file(database), other_key);
    key_now = other_key;
    database.reopen();
    session = database.session();
  }
  ~Keyless() {
    // Never silently a new key.
    CHECK(fs::exists(key_file(database)) == !key_now.empty());
    CHECK(content_of(key_file(database)) == key_now);
  }

  TestDatabase database;
  Session session;
  CustomerId id, bare;
  std::string key_now;
};

const std::string other_keys[] = {"", std::string(64, '7') + "\n", "half a key"};

}  // namespace

TEST_CASE("Without the right key storing, searching and revealing an SSN give key_missing") {
  Keyless keyless(GENERATE(from_range(std::begin(other_keys), std::end(other_keys))));
  Session& session = keyless.session;
  const RawDatabase raw(keyless.database.file());
  const auto before = raw.content();
  CHECK_REFUSED(key_missing, "", session.customers().find_ssn(canary));
  CHECK_REFUSED(key_missing, "", session.customers().reveal_ssn(keyless.id, "a court order"));
  CHECK_REFUSED(key_missing, "", session.customers().create({.ssn = canary}));
  CHECK_REFUSED(key_missing, "", session.customers().update(keyless.bare, {.ssn = canary}));
  CHECK_REFUSED(key_missing, "", session.customers().update(keyless.id, {.ssn = Ssn::parse("111223333")}));
  CHECK_REFUSED(
      key_missing, "",
      session.post_call({.call_id = "C1", .customer_id = keyless.bare, .customer = {.ssn = canary}}));
  CHECK((raw.content() == before));
}

TEST_CASE("Without the key everything but storing, searching and revealing an SSN works") {
  Keyless keyless(GENERATE(from_range(std::begin(other_keys), std::end(other_keys))));
  Session& session = keyless.session;
  CHECK(session.customers().get(keyless.id)->ssn->masked() == "***-**-4320");
  CHECK(session.pre_call("2125551234").candidates.size() == 1);
  CHECK(
      session.customers().update(keyless.id, {.ssn = Ssn::parse("***-**-4320"), .city = "Boston"}).version ==
      2);
  session.post_call({.call_id = "C1", .customer_id = keyless.id});
  session.customers().create({.first_name = "New"});
  CHECK_FALSE(session.customers().update(keyless.id, {.ssn = std::nullopt}).ssn);
}

TEST_CASE("A customer with an SSN is erased and deleted without the key") {
  Keyless keyless("");
  Session& session = keyless.session;
  SECTION("erased") { session.customers().erase(keyless.id); }
  SECTION("deleted") { session.customers().remove(keyless.id); }
  const RawDatabase raw(keyless.database.file());
  CHECK(raw.number("SELECT count(*) FROM customer_ssn") == 0);
  CHECK(raw.number("SELECT count(*) FROM ssn_directory") == 0);
}

TEST_CASE("The right key put back makes SSNs readable again without opening the database anew") {
  TestDatabase database;
  const CustomerId id = database.session().customers().create({.ssn = canary}).id;
  const std::string key = content_of(key_file(database));
  fs::remove(key_file(database));
  database.reopen();
  Session session = database.session();
  CHECK_REFUSED(key_missing, "", session.customers().find_ssn(canary));
  write_file(key_file(database), key);
  CHECK(session.customers().find_ssn(canary).size() == 1);
  CHECK(session.customers().reveal_ssn(id, "a court order") == "987654320");
}

TEST_CASE("A key file that others may read is refused") {
  TestDatabase database;
  database.session().customers().create({.ssn = canary});
  fs::permissions(key_file(database), fs::perms::others_read, fs::perm_options::add);
  database.reopen();
  Session session = database.session();
  CHECK_REFUSED(permission, "", session.customers().find_ssn(canary));
}

TEST_CASE("A sealed SSN that was moved to another customer's row does not open") {
  TestDatabase database;
  Session session = database.session();
  const CustomerId mallory = session.customers().create({.ssn = Ssn::parse("111223333")}).id;
  const CustomerId victim = session.customers().create({.ssn = canary}).id;
  RawDatabase(database.file())
      .execute("UPDATE customer_ssn SET sealed = (SELECT sealed FROM customer_ssn WHERE customer_id = " +
               std::to_string(victim.value) + ") WHERE customer_id = " + std::to_string(mallory.value));
  CHECK_REFUSED(corrupt, "", session.customers().reveal_ssn(mallory, "mischief"));
  CHECK(session.customers().reveal_ssn(victim, "a court order") == "987654320");
}

TEST_CASE("A database in memory has a key that goes with it") {
  TestDatabase database(Where::in_memory);
  Session session = database.session();
  const CustomerId id = session.customers().create({.ssn = canary}).id;
  CHECK(session.customers().reveal_ssn(id, "a court order") == "987654320");
  CHECK(fs::is_empty(database.folder().path()));
}

TEST_CASE("on PostgreSQL nobody's SSN is stored while no key file is named") {
  TestDatabase database(Where::on_postgres, [](Options& options) { options.key_file.clear(); });
  CHECK_REFUSED(key_missing, "key_file",
                database.session().customers().create({.ssn = Ssn::parse("123-45-6789")}));
  CHECK(database.session().customers().list({}, {}).items.empty());
}
