// The schema stays one that can be distributed by customer, and distributing asks Citus for the right thing.
#include "storage/postgres/distribution.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <crm/crm.hpp>

#include "support/postgres.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Matchers::Contains;
using storage::postgres::Placement;
using storage::postgres::placements;

namespace {

std::string literal(const char* text) { return text == nullptr ? "NULL" : "'" + std::string(text) + "'"; }

// The declared placements as rows: table, column, group of tables that lie together.
std::string declared() {
  std::string rows;
  for (const Placement& placement : placements()) {
    const char* group = placement.column == nullptr   ? "everywhere"
                        : placement.beside != nullptr ? placement.beside
                                                      : placement.table;
    rows += (rows.empty() ? "(" : ", (") + literal(placement.table) + ", " + literal(placement.column) +
            ", " + literal(group) + ")";
  }
  return rows;
}

// Every row is a rule that the schema breaks: what Citus would refuse, or what would keep it from
// distributing.
std::string lint() {
  return "WITH placed (name, key, home) AS (VALUES " + declared() + R"(),
  tables AS (
    SELECT c.oid, c.relname, p.key, p.home, a.attnum, a.attnotnull FROM pg_class c
    LEFT JOIN placed p ON p.name = c.relname
    LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = p.key
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = CAST('public' AS regnamespace))
SELECT relname, 'no placement is declared' FROM tables WHERE home IS NULL
UNION ALL SELECT name, 'declared, but not there' FROM placed WHERE name NOT IN (SELECT relname FROM tables)
UNION ALL SELECT relname, 'no primary key' FROM tables t
  WHERE NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = t.oid AND i.indisprimary)
UNION ALL SELECT relname, 'the key may be NULL or is missing' FROM tables
  WHERE key IS NOT NULL AND attnotnull IS NOT TRUE
UNION ALL SELECT relname, 'a unique index without the key' FROM tables t
  JOIN pg_index i ON i.indrelid = t.oid AND i.indisunique
  WHERE key IS NOT NULL AND NOT (attnum = ANY (i.indkey[0:i.indnkeyatts - 1]))
UNION ALL SELECT s.relname, 'a foreign key leaves its group or omits the key' FROM pg_constraint k
  JOIN tables s ON s.oid = k.conrelid JOIN tables r ON r.oid = k.confrelid
  WHERE k.contype = 'f' AND NOT (r.home = 'everywhere' OR (s.home = r.home AND EXISTS (
    SELECT 1 FROM generate_subscripts(k.conkey, 1) n WHERE k.conkey[n] = s.attnum AND k.confkey[n] = r.attnum)))
UNION ALL SELECT relname, 'a foreign key with SET NULL or SET DEFAULT' FROM pg_constraint k
  JOIN tables t ON t.oid = k.conrelid
  WHERE k.contype = 'f' AND (k.confdeltype IN ('n', 'd') OR k.confupdtype <> 'a')
UNION ALL SELECT relname, 'a deferrable or exclusion constraint' FROM pg_constraint k
  JOIN tables t ON t.oid = k.conrelid WHERE k.condeferrable OR k.contype = 'x'
UNION ALL SELECT relname, 'a trigger' FROM pg_trigger g JOIN tables t ON t.oid = g.tgrelid WHERE NOT g.tgisinternal
UNION ALL SELECT relname, 'an identity or a sequence' FROM tables t
  JOIN pg_attribute a ON a.attrelid = t.oid AND a.attnum > 0
  LEFT JOIN pg_attrdef d ON d.adrelid = t.oid AND d.adnum = a.attnum
  WHERE a.attidentity <> '' OR pg_get_expr(d.adbin, d.adrelid) LIKE 'nextval(%'
UNION ALL SELECT c.relname, 'a rule or row security' FROM tables t JOIN pg_class c ON c.oid = t.oid
  WHERE c.relhasrules OR c.relrowsecurity
ORDER BY 1, 2)";
}

// What Citus's functions leave in its catalogue, without Citus: they are asked as it would be.
constexpr const char* kStandIn = R"(
CREATE TABLE pg_dist_partition (logicalrel regclass PRIMARY KEY, key text, colocated text, place serial);
CREATE FUNCTION create_distributed_table(t regclass, k text, colocate_with text DEFAULT 'default') RETURNS void
  LANGUAGE sql AS $$ INSERT INTO pg_dist_partition VALUES (t, k, colocate_with) $$;
CREATE FUNCTION create_reference_table(t regclass) RETURNS void
  LANGUAGE sql AS $$ INSERT INTO pg_dist_partition VALUES (t, NULL, NULL) $$;)";

// An empty database with our tables.
struct OurSchema {
  OurSchema() { session_at(database.url(), true).dashboard(); }
  static Session session_at(const std::string& url, bool migrate = false) {
    return Database({.url = url, .migrate = migrate, .deadline = std::chrono::minutes(1)}).session("tester");
  }
  Session session() const { return session_at(database.url()); }

  const PostgresDatabase database{};
  const RawPostgres raw{database.url()};
};

}  // namespace

TEST_CASE("the schema breaks no rule of tables that are distributed by customer") {
  const OurSchema ours;
  for (const auto& row : ours.raw.rows(lint())) FAIL_CHECK(row[0] << ": " << row[1]);
}

TEST_CASE("the rules are broken by a schema that was made without thinking of it") {
  const OurSchema ours;
  ours.raw.execute("CREATE TABLE agent (id serial PRIMARY KEY)");
  ours.raw.execute("ALTER TABLE loan ADD CONSTRAINT own_id UNIQUE (id)");
  ours.raw.execute("ALTER TABLE payment ADD FOREIGN KEY (loan_id) REFERENCES loan (id)");
  ours.raw.execute(
      "ALTER TABLE phone_directory ADD FOREIGN KEY (customer_id) REFERENCES customer ON DELETE SET NULL");
  ours.raw.execute("ALTER TABLE call_outcome DROP CONSTRAINT call_outcome_pkey");
  ours.raw.execute("ALTER TABLE call_outcome ALTER customer_id DROP NOT NULL");
  ours.raw.execute("ALTER TABLE vehicle ADD UNIQUE (customer_id, vin) DEFERRABLE");
  ours.raw.execute("ALTER TABLE setting ENABLE ROW LEVEL SECURITY");
  ours.raw.execute("CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
  ours.raw.execute("CREATE TRIGGER t BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION f()");
  ours.raw.execute("DROP TABLE name_directory");
  CHECK(ours.raw.rows(lint()) ==
        RawPostgres::Rows{{"agent", "an identity or a sequence"},
                          {"agent", "no placement is declared"},
                          {"audit", "a trigger"},
                          {"call_outcome", "no primary key"},
                          {"call_outcome", "the key may be NULL or is missing"},
                          {"loan", "a unique index without the key"},
                          {"name_directory", "declared, but not there"},
                          {"payment", "a foreign key leaves its group or omits the key"},
                          {"phone_directory", "a foreign key leaves its group or omits the key"},
                          {"phone_directory", "a foreign key with SET NULL or SET DEFAULT"},
                          {"setting", "a rule or row security"},
                          {"vehicle", "a deferrable or exclusion constraint"}});
}

TEST_CASE("without Citus distributing says what is missing, and of a file that it cannot be") {
  const OurSchema ours;
  Session session = ours.session();
  CHECK_REFUSED(unsupported, "url", distribute(session));
  CHECK_THAT(message_of([&] { distribute(session); }), Contains("CREATE EXTENSION citus"));
  Session in_memory = OurSchema::session_at("sqlite://");
  CHECK(refusal_of([&] { distribute(in_memory); }).code == Code::unsupported);
}

TEST_CASE("distributing asks Citus for every table, what others refer to first, and once") {
  const OurSchema ours;
  ours.raw.execute(kStandIn);
  ours.raw.execute("SELECT create_distributed_table('customer', 'id', 'none')");  // it was interrupted
  Session session = ours.session();
  const auto placed = distribute(session);
  CHECK(placed.size() == placements().size());
  CHECK((placed[0].name == "customer" && placed[0].was_there));
  CHECK((placed[1].name == "customer_ssn" && !placed[1].was_there));
  const auto asked = ours.raw.rows("SELECT logicalrel, key, colocated FROM pg_dist_partition ORDER BY place");
  CHECK(asked.size() == placements().size());
  CHECK(asked[0] == std::vector<std::string>{"customer", "id", "none"});
  CHECK(std::count(asked.begin(), asked.end(), std::vector<std::string>{"loan", "customer_id", "customer"}) ==
        1);
  CHECK(std::count(asked.begin(), asked.end(), std::vector<std::string>{"setting", "NULL", "NULL"}) == 1);
  for (const PlacedTable& table : distribute(session)) CHECK(table.was_there);
  CHECK(session.audit(CustomerId{}).items.at(0).action == "distribute");
}

TEST_CASE("tables with records are not distributed") {
  const OurSchema ours;
  ours.raw.execute(kStandIn);
  Session session = ours.session();
  session.customers().create({.first_name = "John"});
  CHECK_REFUSED(conflict, "url", distribute(session));
  CHECK(ours.raw.number("SELECT count(*) FROM pg_dist_partition") == 0);
}
