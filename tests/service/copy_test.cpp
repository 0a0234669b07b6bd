// Copies of whole databases: complete in every direction, gone on with after an interruption, and never taken
// for finished when they are not.
#include <crm/copy.hpp>
#include <crm/json.hpp>

#include "samples/generator.hpp"
#include "samples/sample_data.hpp"
#include "support/consistency.hpp"
#include "support/databases.hpp"
#include "support/outcomes.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

// Texts that a careless way of copying would take for something else.
const std::string kHostile = "a\tb\nc\rd\\e\\N \"quoted\", 'so' \xC3\xA9\xE2\x82\xAC\xF0\x9F\x93\x9E";

void fill(const TestDatabase& database) {
  Session session = database.session("Ana Agent");
  session.load(samples::sample_customers(), "test");
  const CustomerId john =
      session.customers().create({.account_number = "A\\N", .last_name = kHostile, .city = ""}).id;
  const VehicleId vehicle = session.vehicles().create(john, a_vehicle()).id;
  LoanFields loan = a_loan(usd(9'007'199'254'740'991 / 100));
  loan.vehicle_id = vehicle;
  const LoanId loan_id = session.loans().create(john, loan).id;
  session.customer_notes().create(john, {.note = kHostile}, kHostile);
  session.loan_notes().create(john, {.loan_id = loan_id, .note = "first"});
  session.payments().record(john, {.loan_id = loan_id, .amount = usd(100), .idempotency_key = "P1"});
  Outcome outcome = a_full_outcome();
  outcome.note = kHostile;
  session.post_call(outcome);
}

void fill_with(const TestDatabase& database, std::size_t customers) {
  samples::Generator generator(1);
  std::vector<CustomerFile> files;
  for (std::size_t i = 0; i < customers; ++i) files.push_back(generator.next());
  database.session().load(std::move(files), "test");
}

CopyResult copy_all(const TestDatabase& from, const TestDatabase& to, const Progress& progress = {}) {
  Session source = from.session(), target = to.session();
  return copy(source, target, progress);
}

// Everything in a file, but for what copying itself leaves there.
std::map<std::string, RawDatabase::Rows> content_of(const TestDatabase& file) {
  const RawDatabase raw(file.file());
  auto content = raw.content();
  content.erase("schema_migration");
  content["audit"] = raw.rows("SELECT * FROM audit WHERE action <> 'copy' ORDER BY id");
  content["id_counter"] = raw.rows("SELECT * FROM id_counter WHERE record <> 'audit'");
  for (auto& [table, rows] : content) std::sort(rows.begin(), rows.end());
  return content;
}

bool is_sound(TestDatabase& database) {
  for (const Finding& finding : database->maintenance("tester").check())
    if (finding.severity == Severity::error) return false;
  return true;
}

// Stops the copying when it has done so much.
Progress stop_at(std::int64_t rows) {
  return [rows](std::int64_t done, std::int64_t) { return done < rows; };
}

}  // namespace

TEST_CASE("a copy holds everything, from a file to a server, on to another and back to a file") {
  const TestDatabase file(Where::in_a_file);
  fill(file);
  TestDatabase server(Where::on_postgres), pooled(Where::through_pgbouncer), back(Where::in_a_file);
  const CopyResult result = copy_all(file, server);
  CHECK(result.customers == 6);
  CHECK(result.rows > 50);
  CHECK(result.tables.size() > 15);
  CHECK(result.left_out.empty());
  CHECK_FALSE(result.resumed);
  CHECK_FALSE(result.outdated);
  copy_all(server, pooled);
  copy_all(pooled, back);
  CHECK(content_of(back) == content_of(file));
  CHECK(inconsistencies(RawDatabase(back.file())) == "");
  const TestDatabase again(Where::in_a_file);
  copy_all(file, again);
  CHECK(content_of(again) == content_of(file));
}

TEST_CASE("who works with the copy goes on where the first database was left") {
  TestDatabase file(Where::in_a_file), server(Where::on_postgres);
  fill(file);
  CHECK_FALSE(copy_all(file, server).key_problem.empty());  // its key file is not there yet
  std::filesystem::copy_file(file.file() + ".key", server.folder().file("crm.key"));
  server.reopen();
  Session before = file.session(), after = server.session();
  Outcome outcome = a_full_outcome();
  outcome.note = kHostile;
  CHECK(after.post_call(outcome).replayed);
  const CustomerId first = before.customers().find_account("1234567890")->id;
  CHECK(after.customers().reveal_ssn(first, "test") == before.customers().reveal_ssn(first, "test"));
  CHECK(to_json(after.dashboard()) == to_json(before.dashboard()));
  const CustomerId next = before.customers().create({.first_name = "Next"}).id;
  CHECK(after.customers().create({.first_name = "Next"}).id == next);
  CHECK(is_sound(server));
  CHECK(after.audit(CustomerId{}).items.at(0).action == "copy");
  CHECK(before.audit(CustomerId{}).items.at(0).action == "copy");
}

TEST_CASE("a copy never takes the place of data") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  const TestDatabase from(Where::in_a_file), to(where);
  fill(from);
  const CustomerId there = to.session().customers().create(john_doe()).id;
  CHECK_REFUSED(conflict, "to", copy_all(from, to));
  CHECK(to.session().customers().get(there)->last_name == "Doe");
  CHECK(to.session().dashboard().total_customers == 1);
}

TEST_CASE("a database that was emptied takes a copy") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  const TestDatabase from(Where::in_a_file);
  TestDatabase to(where);
  fill_with(from, 10);
  to.session().customers().create(john_doe());
  to->maintenance("tester").reset();
  CHECK(copy_all(from, to).customers == 10);
  CHECK(is_sound(to));
}

TEST_CASE("an interrupted copy is gone on with, wherever it was stopped") {
  const bool from_server = GENERATE(false, true);
  const TestDatabase file(Where::in_a_file);
  fill_with(file, 2500);
  const TestDatabase server(Where::on_postgres), back(Where::in_a_file);
  const TestDatabase &from = from_server ? server : file, &to = from_server ? back : server;
  if (from_server) copy_all(file, server);
  int stopped = 0;
  for (const std::int64_t rows : {1, 2600, 12'000, 25'000, 33'000})
    stopped += refusal_of([&] { copy_all(from, to, stop_at(rows)); }).code == Code::cancelled;
  CHECK(stopped == 5);
  CHECK(copy_all(from, to).resumed);
  if (!from_server) copy_all(server, back);
  CHECK(content_of(back) == content_of(file));
}

TEST_CASE("an interrupted copy of a database that has changed since begins anew") {
  const TestDatabase from(Where::in_a_file), back(Where::in_a_file);
  fill_with(from, 100);
  const TestDatabase to(Where::on_postgres);
  CHECK_REFUSED(cancelled, "", copy_all(from, to, stop_at(500)));
  const int change = GENERATE(0, 1, 2);
  if (change == 0) from.session().customers().update(CustomerId{3}, {.first_name = "Changed"});
  if (change == 1) from.session().customers().erase(CustomerId{4});
  if (change == 2) from.session().customers().create(john_doe());
  const CopyResult result = copy_all(from, to);
  CHECK_FALSE((result.resumed && change != 2));  // what came behind the end is simply copied too
  copy_all(to, back);
  CHECK(content_of(back) == content_of(from));
}

TEST_CASE("an unfinished copy is refused wherever it is used and gone on with as if nobody had tried") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  const TestDatabase from(Where::in_a_file), next(Where::in_a_file);
  TestDatabase to(where);
  fill_with(from, 100);
  CHECK_REFUSED(cancelled, "", copy_all(from, to, stop_at(500)));
  const auto maintain = [&] { return to->maintenance("tester"); };
  CHECK(maintain().status().content.state == SchemaState::unfinished);
  CHECK(maintain().check().front().severity == Severity::error);
  CHECK_REFUSED(conflict, "url", to.session().customers().create(john_doe()));
  CHECK_REFUSED(conflict, "url", to.session().dashboard());
  CHECK_REFUSED(conflict, "url", to->warm_up());
  CHECK_REFUSED(conflict, "url", to.session().each<Loan>([](const Loan&, std::string_view) {}));
  CHECK_REFUSED(conflict, "url", maintain().query("SELECT 1"));
  CHECK_REFUSED(conflict, "url", maintain().backup(to.folder().file("half.db")));
  CHECK_REFUSED(conflict, "from", copy_all(to, next));
  CHECK(copy_all(from, to).resumed);
  CHECK(to.session().dashboard().total_customers == 100);
  CHECK(maintain().status().content.state == SchemaState::current);
  CHECK(is_sound(to));
}

TEST_CASE("an unfinished copy can be emptied") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  const TestDatabase from(Where::in_a_file);
  TestDatabase to(where);
  fill_with(from, 100);
  CHECK_REFUSED(cancelled, "", copy_all(from, to, stop_at(500)));
  to->maintenance("tester").reset();
  CHECK(to.session().dashboard().total_customers == 0);
}

TEST_CASE("a copy in which a value differs is not taken for one") {
  const Where where = GENERATE(Where::in_a_file, Where::on_postgres);
  const TestDatabase from(Where::in_a_file), to(where);
  fill_with(from, 100);
  const auto tamper = [&](std::int64_t done, std::int64_t all) {
    if (done != all / 2) return true;  // all is copied, and nothing compared
    const std::string change = "UPDATE interaction SET notes = 'other' WHERE id = 7";
    try {
      if (where == Where::in_a_file) {
        RawDatabase(to.file()).execute(change);
      } else {
        RawPostgres(to.url()).execute(change);
      }
    } catch (const std::runtime_error&) {  // the last rows are being committed: this is asked again after it
    }
    return true;
  };
  CHECK_REFUSED(corrupt, "", copy_all(from, to, tamper));
}

TEST_CASE("a copy says when its source was written to meanwhile") {
  const TestDatabase from(Where::in_a_file), to(Where::on_postgres);
  fill_with(from, 10);
  bool written = false;
  const auto write = [&](std::int64_t, std::int64_t all) {
    if (all == 0 || written) return true;  // what is copied has not been looked at yet
    from.session().customers().create(john_doe());
    written = true;
    return true;
  };
  const CopyResult result = copy_all(from, to, write);
  CHECK(result.outdated);
  CHECK(to.session().dashboard().total_customers == 10);
}

TEST_CASE("databases in memory are not copied and neither are those without a schema") {
  const TestDatabase in_memory(Where::in_memory), file(Where::in_a_file), server(Where::on_postgres);
  CHECK(refusal_of([&] { copy_all(in_memory, server); }).code == Code::unsupported);
  CHECK(refusal_of([&] { copy_all(file, in_memory); }).code == Code::unsupported);
  const PostgresDatabase empty;
  Session nothing = Database({.url = empty.url()}).session("tester"), target = file.session();
  CHECK_REFUSED(schema_too_old, "from", copy(nothing, target));
}
