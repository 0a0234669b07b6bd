// A database in which another program keeps tables of its own: what libcrm deletes, copies and cleans up
// there.
#include <crm/copy.hpp>

#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

void execute(const TestDatabase& database, Where where, const std::string& sql) {
  where == Where::in_a_file ? RawDatabase(database.file()).execute(sql)
                            : RawPostgres(database.url()).execute(sql);
}

std::int64_t number(const TestDatabase& database, Where where, const std::string& sql) {
  return where == Where::in_a_file ? RawDatabase(database.file()).number(sql)
                                   : RawPostgres(database.url()).number(sql);
}

CopyResult copy_all(const TestDatabase& from, const TestDatabase& to) {
  Session source = from.session(), target = to.session();
  return copy(source, target);
}

constexpr const char *kOther = "CREATE TABLE other (a INTEGER PRIMARY KEY); INSERT INTO other VALUES (1)",
                     *kCount = "SELECT count(*) FROM other";

}  // namespace

TEST_CASE("a reset empties libcrm's tables and leaves those of another program as they are") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  TestDatabase database(where);
  database.session().customers().create(john_doe());
  execute(database, where, kOther);
  execute(database, where, "CREATE VIEW names AS SELECT last_name FROM customer");
  database->maintenance("tester").reset();
  CHECK(number(database, where, kCount) == 1);
  CHECK(number(database, where, "SELECT count(*) FROM names") == 0);
  CHECK(database.session().dashboard().total_customers == 0);
}

TEST_CASE("a copy leaves tables of other programs out on both sides and says so") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  const TestDatabase from(Where::in_a_file);
  TestDatabase to(where);
  from.session().customers().create(john_doe());
  execute(from, Where::in_a_file, "CREATE TABLE other (b INTEGER); INSERT INTO other VALUES (1), (2)");
  to.session().customers().create(john_doe());
  to->maintenance("tester").reset();  // leaves a word, so that the copy has something to clear
  execute(to, where, kOther);
  CHECK(copy_all(from, to).left_out == std::vector<std::string>{"other"});
  CHECK(number(to, where, kCount) == 1);
  CHECK(to.session().dashboard().total_customers == 1);
}

TEST_CASE("nothing is deleted while a table of another program refers to what would be") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  const TestDatabase from(Where::in_a_file);
  TestDatabase to(where);
  from.session().customers().create(john_doe());
  to->warm_up();
  to->maintenance("tester").reset();
  execute(to, where, "CREATE TABLE other (a BIGINT REFERENCES CUSTOMER (id) ON DELETE CASCADE)");
  CHECK_REFUSED(conflict, "to", copy_all(from, to));
  const auto customer = to.session().customers().create(john_doe());
  execute(to, where, "INSERT INTO other VALUES (" + std::to_string(customer.id.value) + ")");
  CHECK_REFUSED(conflict, "url", to->maintenance("tester").reset());
  CHECK(number(to, where, kCount) == 1);
  CHECK(to.session().dashboard().total_customers == 1);
}

TEST_CASE("a reference from another schema of the server is told with the schema's name") {
  TestDatabase database(Where::on_postgres);
  database.session().customers().create(john_doe());
  execute(database, Where::on_postgres,
          "CREATE SCHEMA billing; CREATE TABLE billing.loan (a BIGINT REFERENCES customer (id))");
  CHECK_THAT(message_of([&] { database->maintenance("tester").reset(); }), Catch::Contains("billing.loan"));
  CHECK(database.session().dashboard().total_customers == 1);
}

TEST_CASE("on a server vacuum cleans libcrm's tables up and those of no other program") {
  TestDatabase database(Where::on_postgres);
  database->warm_up();
  const RawPostgres raw(database.url());
  raw.execute(kOther);
  database->maintenance("tester").vacuum();
  raw.execute("SELECT pg_stat_force_next_flush()");
  const auto vacuumed = [&](const std::string& table) {
    return raw.number("SELECT vacuum_count FROM pg_stat_user_tables WHERE relname = '" + table + "'");
  };
  CHECK(vacuumed("customer") == 1);
  CHECK(vacuumed("other") == 0);
}

TEST_CASE("what is no database of libcrm's is not cleaned up") {
  const PostgresDatabase empty;
  Maintenance maintenance = Database({.url = empty.url()}).maintenance("tester");
  CHECK_REFUSED(corrupt, "url", maintenance.vacuum());
  CHECK_REFUSED(corrupt, "url", maintenance.reset());
}

// Programs on a server take ids in blocks, and one that is running has some left.
TEST_CASE("after a reset those who go on adding records never meet an id twice") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  TestDatabase database(where);
  const auto add = [](Session session, int count) {
    for (int i = 0; i < count; ++i) session.customers().create({.last_name = "Doe"});
  };
  add(database.session(), 20);
  database->maintenance("tester").reset();
  add(database.session(), 60);
  CHECK(database.session().dashboard().total_customers == 60);
}
