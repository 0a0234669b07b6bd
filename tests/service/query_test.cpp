// Questions in SQL: what is answered, and that nothing else is possible.
#include "support/databases.hpp"
#include "support/raw_sqlite.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;

namespace {

// John Doe, who has an SSN.
struct Asked {
  Asked() {
    CustomerFields fields = john_doe();
    fields.ssn = Ssn::parse("123-45-6789");
    database.session().customers().create(fields);
  }
  QueryResult ask(std::string_view sql, const QueryLimits& limits = {}) {
    return database->maintenance("tester").query(sql, limits);
  }
  Value one(std::string_view sql) { return ask(sql).rows.at(0).at(0); }

  TestDatabase database;
};

}  // namespace

TEST_CASE("a question is answered with its columns and values as they are") {
  Asked asked;
  const QueryResult result = asked.ask(
      "SELECT id, last_name, 1.5 AS half, x'00ff' AS bytes, NULL AS void, '' AS empty FROM customer");
  CHECK(result.columns == std::vector<std::string>{"id", "last_name", "half", "bytes", "void", "empty"});
  REQUIRE(result.rows.size() == 1);
  CHECK(result.rows[0] == std::vector<Value>{std::int64_t{1}, "Doe", 1.5, Blob{std::string("\0\xff", 2)},
                                             std::monostate{}, ""});
  CHECK_FALSE(result.more);
}

TEST_CASE("a column's name that comes again gets a number") {
  CHECK(Asked().ask("SELECT 1 AS id, 2 AS id, 3 AS id_2, 4 AS id").columns ==
        std::vector<std::string>{"id", "id_2", "id_2_2", "id_3"});
}

TEST_CASE("texts keep every character, and what is no text is given as bytes") {
  Asked asked;
  CHECK(asked.one("SELECT 'Zoë 李 🙂'") == Value("Zoë 李 🙂"));
  CHECK(asked.one("SELECT 'a' || char(0) || 'b'") == Value(std::string("a\0b", 3)));
  CHECK(asked.one("SELECT CAST(x'ff41' AS TEXT)") == Value(Blob{"\xff"
                                                                "A"}));
}

TEST_CASE("joins, groups, windows, common tables, JSON and plans are answered") {
  Asked asked;
  CHECK(asked.one("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) "
                  "SELECT sum(i) FROM n") == Value(std::int64_t{55}));
  CHECK(asked.one("WITH n AS (SELECT 1) SELECT count(*) FROM n") == Value(std::int64_t{1}));
  CHECK(asked.one("SELECT row_number() OVER (ORDER BY c.id) FROM customer c JOIN customer_phone p ON "
                  "p.customer_id = c.id") == Value(std::int64_t{1}));
  CHECK(asked.one("SELECT sum(value) FROM json_each('[1, 2]')") == Value(std::int64_t{3}));
  CHECK(asked.one("SELECT strftime('%Y', '2024-02-01')") == Value("2024"));
  CHECK_FALSE(asked.ask("EXPLAIN QUERY PLAN SELECT * FROM customer").rows.empty());
  CHECK(asked.one("SELECT name FROM sqlite_schema WHERE name = 'loan'") == Value("loan"));
  CHECK(asked.one("  /* why */ SELECT 1; -- that is all\n ;; ") == Value(std::int64_t{1}));
}

TEST_CASE("whatever writes, and whatever is more than a question, is refused and changes nothing") {
  Asked asked;
  const std::string sql = GENERATE(
      as<std::string>{}, "DELETE FROM customer", "DROP TABLE loan",
      "UPDATE customer SET last_name = 'x' RETURNING id", "INSERT INTO setting VALUES ('a', 'b')",
      "REPLACE INTO setting VALUES ('a', 'b') RETURNING name", "CREATE TABLE t (x)",
      "CREATE TEMP TABLE t AS SELECT 1", "CREATE VIRTUAL TABLE t USING fts5(x)",
      "ALTER TABLE loan RENAME TO debt", "WITH n AS (SELECT 1) INSERT INTO setting SELECT 'a', 'b' FROM n",
      "WITH n AS (SELECT 1) DELETE FROM customer", "EXPLAIN DELETE FROM customer",
      "SELECT 1; DROP TABLE loan", "SELECT 1; SELECT 2", "SELECT 1;; nonsense",
      "SELECT 1 -- \n; DELETE FROM loan", "/* SELECT */ DELETE FROM customer -- SELECT", "BEGIN", "COMMIT",
      "ROLLBACK", "SAVEPOINT a", "VACUUM", "VACUUM INTO 'copy.db'", "REINDEX", "ANALYZE",
      "ATTACH 'other.db' AS other", "DETACH main", "PRAGMA user_version = 7", "PRAGMA table_info(loan)",
      "PRAGMA writable_schema = ON", "PRAGMA query_only = OFF", "PRAGMA wal_checkpoint(TRUNCATE)",
      "SELECT * FROM pragma_table_info('loan')", "SELECT * FROM pragma_wal_checkpoint",
      "SELECT * FROM dbstat", "SELECT * FROM sqlite_stmt", "SELECT * FROM sqlite_dbpage",
      "SELECT load_extension('/lib/x.so')", "SELECT fts3_tokenizer('simple')",
      "SELECT fts3_tokenizer('simple', x'0000000000000000')", "SELECT sqlite_log(1, 'x')",
      "SELECT writefile('x', 'y')", "SELECT edit('x')", "VALUES (load_extension('x'))");
  CAPTURE(sql);
  const RawDatabase raw(asked.database.file());
  const auto before = raw.content();
  CHECK_REFUSED(invalid_argument, "sql", asked.ask(sql));
  CHECK(raw.content() == before);
  CHECK(asked.one("SELECT count(*) FROM customer") == Value(std::int64_t{1}));
}

TEST_CASE("what is no statement is refused") {
  Asked asked;
  const std::string sql = GENERATE(as<std::string>{}, "", " \n\t", ";", "-- only a comment", "/* open",
                                   "SELEC 1", "SELECT", "SELECT nmae FROM customer", "SELECT * FROM nowhere",
                                   "SELECT $1", "SELECT ?", "SELECT :id", "SELECT unknown_function(1)");
  CAPTURE(sql);
  CHECK_REFUSED(invalid_argument, "sql", asked.ask(sql));
  CHECK_REFUSED(invalid_argument, "sql", asked.ask(std::string("SELECT 1\0; DELETE FROM loan", 27)));
}

TEST_CASE("a refusal says where the statement is wrong and which name nobody knows, and no more of it") {
  Asked asked;
  CHECK(message_of([&] { asked.ask("SELECT nmae FROM customer"); }) ==
        "SQLite does not understand the statement: no such column: nmae, at character 8.");
  CHECK_THAT(message_of([&] { asked.ask("SELECT * FROM custmer"); }), Contains("no such table: custmer"));
  CHECK(message_of([&] { asked.ask("SELECT 1 Smith Jones"); }) ==
        "SQLite does not understand the statement: syntax error, at character 16.");
  CHECK_THAT(message_of([&] { asked.ask("SELECT json('Smith')"); }), !Contains("Smith"));
}

// SQLite does not tell its authorizer of columns that FULL JOIN … USING merges.
TEST_CASE("sealed social security numbers and their index cannot be read in any way") {
  Asked asked;
  const std::string sql = GENERATE(
      as<std::string>{}, "SELECT sealed FROM customer_ssn", "SELECT * FROM customer_ssn",
      "SELECT customer_id FROM customer_ssn WHERE ssn_index > 'a'", "SELECT count(*) FROM customer_ssn",
      "SELECT * FROM ssn_directory", "SELECT 1 FROM ssn_directory", "SELECT rowid FROM main.customer_ssn",
      "SELECT (SELECT sealed FROM customer_ssn) FROM customer",
      "SELECT 1 ORDER BY (SELECT sealed FROM customer_ssn)",
      "SELECT group_concat(ssn_index) FROM (SELECT ssn_index FROM ssn_directory)",
      "WITH g(ssn_index) AS (SELECT 'x') SELECT ssn_index FROM g NATURAL FULL JOIN ssn_directory",
      "WITH g(sealed) AS (SELECT 'x') SELECT sealed FROM g FULL JOIN customer_ssn USING (sealed)",
      "WITH g(ssn_index) AS (SELECT 'x') SELECT ssn_index FROM g NATURAL JOIN ssn_directory",
      "SELECT * FROM customer c FULL JOIN Customer_SSN s ON s.customer_id = c.id",
      "SELECT * FROM \"customer_ssn\"",
      "SELECT x FROM (SELECT 1 AS x UNION SELECT sealed FROM [customer_ssn])");
  CAPTURE(sql);
  CHECK_REFUSED(invalid_argument, "sql", asked.ask(sql));
  CHECK_THAT(message_of([&] { asked.ask(sql); }), Contains("sealed"));
}

TEST_CASE("more rows than asked for are not read, and the answer says so") {
  Asked asked;
  const std::string endless =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n";
  const QueryResult cut = asked.ask(endless, {.rows = 3});
  CHECK(cut.rows == std::vector<std::vector<Value>>{{std::int64_t{1}}, {std::int64_t{2}}, {std::int64_t{3}}});
  CHECK(cut.more);
  CHECK_FALSE(asked.ask(endless + " LIMIT 3", {.rows = 3}).more);
  CHECK(asked.ask(endless).rows.size() == 1000);
}

TEST_CASE("an endless question ends at its time limit") {
  Asked asked;
  const std::string sql = GENERATE(
      as<std::string>{},
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n ORDER BY random()",
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT hex(randomblob(1000000)) FROM n "
      "WHERE i = 2");
  CAPTURE(sql);
  const auto begun = std::chrono::steady_clock::now();
  CHECK_REFUSED(timeout, "", asked.ask(sql, {.timeout = std::chrono::milliseconds(200)}));
  CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(20));
}

TEST_CASE("huge values are refused, and huge answers are cut") {
  Asked asked;
  CHECK_REFUSED(invalid_argument, "", asked.ask("SELECT zeroblob(1000000000)"));
  CHECK_REFUSED(invalid_argument, "", asked.ask("SELECT hex(randomblob(4000000))"));
  std::string wide = "SELECT 1";
  for (int i = 0; i < 300; ++i) wide += ", 1";
  CHECK_REFUSED(invalid_argument, "sql", asked.ask(wide));
  const QueryResult cut = asked.ask(
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT zeroblob(4000000) FROM n");
  CHECK(cut.more);
  CHECK(cut.rows.size() < 20);
}

TEST_CASE("limits that are none are refused") {
  Asked asked;
  CHECK_REFUSED(invalid_argument, "timeout",
                asked.ask("SELECT 1", {.timeout = std::chrono::milliseconds(0)}));
  CHECK_REFUSED(invalid_argument, "rows", asked.ask("SELECT 1", {.rows = 0}));
  CHECK_REFUSED(invalid_argument, "rows", asked.ask("SELECT 1", {.rows = 1'000'001}));
}

TEST_CASE("a question does not wait for a writer and a writer not for it") {
  Asked asked;
  const RawDatabase raw(asked.database.file());
  raw.execute("BEGIN IMMEDIATE");
  CHECK(asked.one("SELECT count(*) FROM customer") == Value(std::int64_t{1}));
  raw.execute("ROLLBACK");
}

TEST_CASE("a question leaves no file behind") {
  const TempFolder folder;
  const std::string file = folder.file("crm.db");
  Database(Options{.url = "sqlite:///" + file, .migrate = true}).warm_up();
  Database(Options{.url = "sqlite:///" + file}).maintenance("tester").query("SELECT count(*) FROM loan");
  CHECK_FALSE(std::filesystem::exists(file + "-wal"));
  CHECK_FALSE(std::filesystem::exists(file + "-shm"));
}

TEST_CASE("a database in memory has nobody to look after it") {
  TestDatabase database(Where::in_memory);
  CHECK_REFUSED(unsupported, "url", database->maintenance("tester").query("SELECT 1"));
  CHECK_REFUSED(unsupported, "url", database->maintenance("tester").status());
  CHECK_REFUSED(invalid_argument, "actor", database->maintenance(""));
}
