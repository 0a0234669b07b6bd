// Directories: from an outside value to the customers it belongs to.
#include "storage/directory.hpp"

#include <catch2/catch.hpp>

#include "storage/sqlite_database.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using storage::account_directory;
using storage::phone_directory;

namespace {
std::vector<std::int64_t> values(const std::vector<CustomerId>& ids) {
  std::vector<std::int64_t> values;
  for (const CustomerId id : ids) values.push_back(id.value);
  return values;
}
}  // namespace

TEST_CASE("a unique value leads to one customer and cannot be taken by another") {
  SqliteDatabase database;
  account_directory().add(*database.writer, std::string("A-1"), CustomerId{7});
  CHECK(account_directory().find(*database.writer, std::string("A-1")) == CustomerId{7});
  CHECK_REFUSED(conflict, "account_number",
                account_directory().add(*database.writer, std::string("A-1"), CustomerId{8}));
  account_directory().remove(*database.writer, std::string("A-1"));
  CHECK_FALSE(account_directory().find(*database.writer, std::string("A-1")));
}

TEST_CASE("a shared value leads to all its customers, in order of id, a part at a time") {
  SqliteDatabase database;
  const storage::Param number = std::string("+15551234567");
  for (const std::int64_t id : {9, 3, 6, 3}) phone_directory().add(*database.writer, number, CustomerId{id});
  CHECK(values(phone_directory().find(*database.writer, number, 10)) == std::vector<std::int64_t>{3, 6, 9});
  CHECK(values(phone_directory().find(*database.writer, number, 1, CustomerId{3})) ==
        std::vector<std::int64_t>{6});
  phone_directory().remove(*database.writer, number, CustomerId{6});
  CHECK(values(phone_directory().find(*database.writer, number, 10)) == std::vector<std::int64_t>{3, 9});
}
