// Statements and parameters: the same text means the same on every database.
#include <catch2/catch.hpp>
#include <limits>

#include "storage/sqlite_database.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using storage::Param;
using storage::Query;
using storage::Row;
using storage::Sql;

TEST_CASE("parameters are bound by name: $2 before $1 is not swapped") {
  SqliteDatabase database;
  const Param params[] = {std::string("first"), std::string("second")};
  std::string line;
  database.writer->execute(
      {Sql("SELECT $2 || ' ' || $1 || ' ' || $2"), params, [&](const Row& row) { line = row.text(0); }});
  CHECK(line == "second first second");
}

TEST_CASE("every kind of parameter comes back as it went in") {
  SqliteDatabase database;
  const std::int64_t least = std::numeric_limits<std::int64_t>::min();
  const Param params[] = {storage::Null{}, true, least, std::string("naïve\n☎"), std::string()};
  int rows = 0;
  database.writer->execute({Sql("SELECT $1, $2, $3, $4, $5"), params, [&](const Row& row) {
                              ++rows;
                              CHECK(row.is_null(0));
                              CHECK(row.text(0).data() == nullptr);
                              CHECK(row.boolean(1));
                              CHECK(row.integer(2) == least);
                              CHECK(row.text(3) == "naïve\n☎");
                              CHECK_FALSE(row.is_null(4));
                              CHECK(row.text(4).data() != nullptr);
                              CHECK(row.text(4).empty());
                            }});
  CHECK(rows == 1);
}

TEST_CASE("a statement that is run again forgets the parameters of the time before") {
  SqliteDatabase database;
  const Sql sql("SELECT $1 IS NULL");
  const Param text[] = {std::string("text")}, null[] = {storage::Null{}};
  std::string answers;
  const auto add = [&](const Row& row) { answers += row.text(0); };
  database.writer->execute({sql, text, add});
  database.writer->execute({sql, null, add});
  CHECK(answers == "01");
}

TEST_CASE("too few or too many parameters are a bug, not a guess") {
  SqliteDatabase database;
  const Param params[] = {std::int64_t{1}, std::int64_t{2}};
  CHECK_REFUSED(internal, "", database.writer->execute({Sql("SELECT $1"), params}));
  CHECK_REFUSED(internal, "", database.writer->execute({Sql("SELECT $1"), {}}));
}

TEST_CASE("execute says how many rows it changed, and a handler's error reaches the caller") {
  SqliteDatabase database;
  const Sql insert("INSERT INTO setting (name, value) VALUES ('a', '1'), ('b', '2')");
  CHECK(database.writer->execute({insert, {}}) == 2);
  const auto refuse = [](const Row&) { throw Error(Code::conflict, "enough of this row"); };
  CHECK_REFUSED(conflict, "", database.writer->execute({Sql("SELECT name FROM setting"), {}, refuse}));
  CHECK(value_of(*database.writer, "SELECT count(*) FROM setting") == "2");  // the statement was put back
}

TEST_CASE("a batch runs in order and may refer to what stood before it") {
  SqliteDatabase database;
  const Sql insert("INSERT INTO setting (name, value) VALUES ($1, 'x')"),
      count("SELECT count(*) FROM setting");
  const Param a[] = {std::string("a")}, b[] = {std::string("b")};
  std::string counts;
  const auto add = [&](const Row& row) { counts += row.text(0); };
  const Query queries[] = {{insert, a}, {count, {}, add}, {insert, b}, {count, {}, add}};
  database.writer->batch(queries);
  CHECK(counts == "12");
}

TEST_CASE("more statements than are kept prepared still run") {
  SqliteDatabase database;
  for (int i = 0; i < 500; ++i)
    REQUIRE(value_of(*database.writer, "SELECT " + std::to_string(i)) == std::to_string(i));
}
