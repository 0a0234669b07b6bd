// Questions in SQL on PostgreSQL: the same promises as on SQLite, asked by a role that may do everything.
#include "support/databases.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;

namespace {

// John Doe, who has an SSN.
struct Asked {
  explicit Asked(Where where = Where::on_postgres) : database(where) {
    CustomerFields fields = john_doe();
    fields.ssn = Ssn::parse("123-45-6789");
    database.session().customers().create(fields);
  }
  QueryResult ask(std::string_view sql, const QueryLimits& limits = {}) {
    return database->maintenance("tester").query(sql, limits);
  }
  Value one(std::string_view sql) { return ask(sql).rows.at(0).at(0); }
  void check_refused(const std::vector<std::string>& statements, const std::string& sentence) {
    for (const std::string& sql : statements) {
      CAPTURE(sql);
      CHECK_REFUSED(invalid_argument, "sql", ask(sql));
      CHECK_THAT(message_of([&] { ask(sql); }), Contains(sentence));
    }
  }

  TestDatabase database;
};

const std::string kEndless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT ";

}  // namespace

TEST_CASE("a question to PostgreSQL is answered with its columns and values as they are") {
  Asked asked(GENERATE(Where::on_postgres, Where::through_pgbouncer));
  const QueryResult result = asked.ask(
      "SELECT id, last_name, 1.5 AS half, CAST(0.5 AS real) AS id, decode('00ff', 'hex') AS bytes, NULL AS "
      "void, "
      "'' AS empty, is_eligible_to_call AS yes, date '2024-02-29' AS day, timestamptz '2024-02-29 12:00+02' "
      "AS at, "
      "sum(9007199254740993) OVER () AS whole, 1e30 AS huge, interval '1 day' AS span FROM customer");
  CHECK(result.columns == std::vector<std::string>{"id", "last_name", "half", "id_2", "bytes", "void",
                                                   "empty", "yes", "day", "at", "whole", "huge", "span"});
  REQUIRE(result.rows.size() == 1);
  CHECK(result.rows[0] ==
        std::vector<Value>{std::int64_t{1}, "Doe", 1.5, 0.5, Blob{std::string("\0\xff", 2)}, std::monostate{},
                           "", std::int64_t{1}, "2024-02-29", "2024-02-29T10:00:00.000000Z",
                           std::int64_t{9'007'199'254'740'993}, "1000000000000000000000000000000", "1 day"});
  CHECK_FALSE(result.more);
  CHECK(asked.one("SELECT 'Zoë 李 🙂'") == Value("Zoë 李 🙂"));
}

TEST_CASE("joins, groups, windows, common tables, JSON and functions of values are answered by PostgreSQL") {
  Asked asked;
  for (const char* sql :
       {"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10) SELECT sum(i) FROM n",
        "SELECT row_number() OVER (ORDER BY c.id) FROM customer c JOIN customer_phone p ON p.customer_id = "
        "c.id",
        "SELECT status, count(*), avg(due_amount) FROM loan GROUP BY status",
        "SELECT sum(CAST(value AS bigint)) FROM json_array_elements_text('[1, 2]')",
        "SELECT to_char(created_at, 'YYYY'), date_trunc('day', now()), extract(year FROM now()), age(now()) "
        "FROM "
        "customer",
        "SELECT substring('abc' FROM 2), position('b' IN 'abc'), trim(' a '), 'abc' LIKE 'a%', 'a' ~ "
        "'[a-z]', "
        "upper('a') || lower('A'), overlay('abc' PLACING 'x' FROM 1)",
        "SELECT GREATEST(1, 2), COALESCE(NULL, 1), ARRAY[1, 2], CAST('1' AS numeric), 7 / 2.0, NULLIF(1, 1)",
        "VALUES (1), (2)", "TABLE loan", "  /* why */ SELECT 1; -- that is all\n ;; "}) {
    CAPTURE(sql);
    CHECK_NOTHROW(asked.ask(sql));
  }
}

TEST_CASE(
    "whatever writes, and whatever is more than a question, is refused by PostgreSQL and changes nothing") {
  Asked asked;
  asked.check_refused({"DELETE FROM customer",
                       "DROP TABLE loan",
                       "UPDATE customer SET last_name = 'x' RETURNING id",
                       "INSERT INTO setting VALUES ('a', 'b') RETURNING name",
                       "CREATE TABLE t (x int)",
                       "SELECT * INTO t FROM loan",
                       "WITH n AS (DELETE FROM customer RETURNING id) SELECT * FROM n",
                       "SELECT * FROM customer FOR UPDATE",
                       "EXPLAIN ANALYZE SELECT 1",
                       "SHOW ALL",
                       "SET search_path = x",
                       "BEGIN",
                       "COMMIT",
                       "ROLLBACK",
                       "VACUUM",
                       "COPY customer TO '/dev/null'",
                       "COPY customer TO PROGRAM 'cat'",
                       "LISTEN a",
                       "NOTIFY a",
                       "LOCK TABLE loan",
                       "PREPARE p AS SELECT 1",
                       "EXECUTE p",
                       "DECLARE c CURSOR FOR SELECT 1",
                       "DO 'BEGIN END'",
                       "GRANT ALL ON loan TO PUBLIC",
                       "LOAD 'x'",
                       "/* SELECT */ DELETE FROM customer -- SELECT"},
                      "Only one SELECT");
  asked.check_refused(
      {"SELECT 1; DROP TABLE loan", "SELECT 1; SELECT 2", "SELECT 1; COMMIT; DROP TABLE loan"},
      "Only one statement");
  CHECK(asked.one("SELECT count(*) FROM customer") == Value(std::int64_t{1}));
}

TEST_CASE("functions that reach out of the database are refused by PostgreSQL, however they are called") {
  Asked asked;
  RawPostgres raw(asked.database.url());
  raw.execute("CREATE FUNCTION lower(bigint) RETURNS int LANGUAGE sql AS 'SELECT 1'");
  raw.execute("CREATE FUNCTION name_of(customer) RETURNS text LANGUAGE sql AS 'SELECT $1.last_name'");
  asked.check_refused({"SELECT pg_read_file('/etc/passwd')",
                       "SELECT * FROM pg_ls_dir('.')",
                       "SELECT lo_import('/etc/passwd')",
                       "SELECT lo_export(1, '/x')",
                       "SELECT lo_get(1)",
                       "SELECT set_config('a.b', 'c', false)",
                       "SELECT current_setting('data_directory')",
                       "SELECT pg_terminate_backend(1)",
                       "SELECT pg_cancel_backend(1)",
                       "SELECT pg_try_advisory_lock(1)",
                       "SELECT pg_reload_conf()",
                       "SELECT (pg_stat_file('x')).size",
                       "SELECT pg_read_binary_file('x')",
                       "SELECT query_to_xml('SELECT 1', true, true, '')",
                       "SELECT table_to_xml('customer_ssn', true, true, '')",
                       "SELECT database_to_xml(true, true, '')",
                       "SELECT (ts_stat('SELECT 1')).word",
                       "SELECT pg_catalog.\"pg_read_file\"('x')",
                       "SELECT U&\"pg\\005fread_file\"('x')",
                       "SELECT /* a */ pg_read_file /* b */ ('x')",
                       "SELECT 1 WHERE pg_read_file('x') = ''",
                       "SELECT (SELECT pg_read_file('x'))",
                       "WITH n AS (SELECT pg_read_file('x') AS f) SELECT f FROM n",
                       "SELECT count(*) FILTER (WHERE "
                       "pg_read_file('x') = '') FROM loan",
                       "SELECT 1 ORDER BY pg_read_file('x')",
                       "SELECT lower(CAST(1 AS bigint))",
                       "SELECT public.lower(CAST(1 AS bigint))",
                       "SELECT c.name_of FROM customer c",
                       "SELECT * FROM customer TABLESAMPLE system (10)",
                       "SELECT txid_current()",
                       "SELECT inet_server_addr()",
                       "SELECT pg_backend_pid()"},
                      "function that is not allowed");
  raw.execute("CREATE OPERATOR @@@ (FUNCTION = pg_catalog.textcat, LEFTARG = text, RIGHTARG = text)");
  asked.check_refused({"SELECT 'a'::text @@@ 'b'::text"}, "operator");
}

TEST_CASE("sealed social security numbers, views and the catalogue cannot be read on PostgreSQL") {
  Asked asked;
  RawPostgres raw(asked.database.url());
  raw.execute("CREATE VIEW numbers AS SELECT * FROM customer_ssn");
  raw.execute("CREATE SCHEMA other CREATE TABLE customer (id int)");
  asked.check_refused(
      {"SELECT sealed FROM customer_ssn", "SELECT count(*) FROM customer_ssn", "TABLE ssn_directory",
       "SELECT 1 FROM ssn_directory", "SELECT (SELECT sealed FROM customer_ssn) FROM customer",
       "SELECT * FROM customer c NATURAL FULL JOIN \"customer_ssn\"", "SELECT customer_ssn FROM customer_ssn",
       "SELECT 1 ORDER BY (SELECT sealed FROM customer_ssn)", "SELECT * FROM U&\"customer\\005fssn\"",
       "SELECT string_agg(ssn_index, '') FROM (SELECT ssn_index FROM public.ssn_directory) n",
       "SELECT '' AS x UNION SELECT sealed FROM customer_ssn",
       "SELECT 1 FROM customer WHERE EXISTS (SELECT 1 FROM customer_ssn WHERE sealed > 'a')"},
      "sealed");
  asked.check_refused({"SELECT * FROM numbers", "SELECT * FROM pg_stat_activity", "SELECT * FROM pg_authid",
                       "SELECT * FROM information_schema.tables", "SELECT * FROM pg_catalog.pg_class",
                       "SELECT stakind1 FROM pg_statistic", "SELECT * FROM other.customer"},
                      "none of the database's tables");
}

TEST_CASE("what PostgreSQL does not understand is refused without more of it than a name") {
  Asked asked;
  CHECK_THAT(message_of([&] { asked.ask("SELECT nmae FROM customer"); }),
             Contains("column \"nmae\" does not exist, at character 8"));
  CHECK_THAT(message_of([&] { asked.ask("SELECT * FROM custmer"); }), Contains("\"custmer\" does not exist"));
  CHECK_THAT(message_of([&] { asked.ask("SELECT 1 Smith Jones"); }),
             Contains("syntax error, at character 16"));
  CHECK_THAT(message_of([&] { asked.ask("SELECT CAST('Smith' AS int)"); }), !Contains("Smith"));
  CHECK_THAT(message_of([&] { asked.ask("SELECT CAST(last_name AS int) FROM customer"); }), !Contains("Doe"));
  asked.check_refused(
      {"", " \n\t", ";", "-- only a comment", "/* open", "SELEC 1", "SELECT $1", "SELECT ?",
       "SELECT unknown_function(1)", "SELECT 1 / 0", "SELECT ROW(1, 2)", "SELECT repeat('x', 2000000000)"},
      "");
  CHECK_REFUSED(invalid_argument, "sql", asked.ask(std::string("SELECT 1\0; DELETE FROM loan", 27)));
}

TEST_CASE("a question to PostgreSQL ends at its limits and leaves nothing but a word about itself") {
  Asked asked;
  const QueryResult cut = asked.ask(kEndless + "i FROM n", {.rows = 3});
  CHECK(cut.rows == std::vector<std::vector<Value>>{{std::int64_t{1}}, {std::int64_t{2}}, {std::int64_t{3}}});
  CHECK(cut.more);
  CHECK_FALSE(asked.ask(kEndless + "i FROM n LIMIT 3", {.rows = 3}).more);
  CHECK_REFUSED(timeout, "",
                asked.ask(kEndless + "count(*) FROM n", {.timeout = std::chrono::milliseconds(200)}));
  const QueryResult wide = asked.ask(kEndless + "repeat('x', 4000000) FROM n");
  CHECK(wide.more);
  CHECK(wide.rows.size() < 20);
  std::string columns = "SELECT 1";
  for (int i = 0; i < 300; ++i) columns += ", 1";
  CHECK_REFUSED(invalid_argument, "sql", asked.ask(columns));
  const RawPostgres raw(asked.database.url());
  CHECK(raw.number("SELECT count(*) FROM pg_class WHERE relname = 'crm_question'") == 0);
  CHECK(raw.rows("SELECT DISTINCT actor, changes FROM audit WHERE action = 'query'") ==
        RawPostgres::Rows{{"tester", "{}"}});
}

TEST_CASE("a role that may not make temporary views is told what its questions need") {
  Asked asked;
  const RawPostgres raw(asked.database.url());
  raw.execute("CREATE ROLE plain_" + std::to_string(::getpid()) + " LOGIN");
  raw.execute("GRANT ALL ON ALL TABLES IN SCHEMA public TO plain_" + std::to_string(::getpid()));
  std::string url = asked.database.url();
  url.replace(url.find("//crm@"), 6, "//plain_" + std::to_string(::getpid()) + "@");
  Maintenance plain = Database({.url = url}).maintenance("tester");
  CHECK(plain.query("SELECT count(*) FROM customer").rows.at(0).at(0) == Value(std::int64_t{1}));
  raw.execute("REVOKE TEMPORARY ON DATABASE " + raw.text("SELECT current_database()") + " FROM PUBLIC");
  CHECK_REFUSED(permission, "sql", plain.query("SELECT 1"));
  CHECK_THAT(message_of([&] { plain.query("SELECT 1"); }), Contains("GRANT TEMPORARY"));
  raw.execute("DROP OWNED BY plain_" + std::to_string(::getpid()) + " CASCADE");
  raw.execute("DROP ROLE plain_" + std::to_string(::getpid()));
}
