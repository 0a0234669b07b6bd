// Ids: from 1 for each kind of record, never one twice.
#include "storage/ids.hpp"

#include <catch2/catch.hpp>

#include "storage/sqlite_database.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

TEST_CASE("each kind of record counts from 1") {
  SqliteDatabase database;
  storage::CountedIds ids(*database.writer);
  CHECK(ids.next("loan") == 1);
  CHECK(ids.next("loan") == 2);
  CHECK(ids.next("customer") == 1);
}

TEST_CASE("what was flushed is never handed out again; what was not, was never used") {
  SqliteDatabase database;
  {
    storage::CountedIds ids(*database.writer);
    ids.next("loan");
    ids.next("loan");
    ids.flush();
    ids.next("loan");
  }
  storage::CountedIds ids(*database.writer);
  CHECK(ids.next("loan") == 3);
}

TEST_CASE("ids end below 2^53, where JavaScript would begin to round") {
  SqliteDatabase database;
  database.writer->script("INSERT INTO id_counter VALUES ('loan', 9007199254740991)");
  storage::CountedIds ids(*database.writer);
  CHECK(ids.next("loan") == 9007199254740991);
  CHECK_REFUSED(full, "", ids.next("loan"));
}
