// A migrated SQLite file with a connection of the library's own, for tests of the storage layer.
#pragma once

#include <memory>
#include <string>

#include "storage/migrator.hpp"
#include "storage/sqlite/driver.hpp"
#include "support/temp_folder.hpp"

namespace crm::test {

class SqliteDatabase {
 public:
  SqliteDatabase() {
    driver.create(later(), nullptr);
    writer = driver.connect(storage::Access::write, later());
    storage::migrate(driver, *writer, "2024-02-01T17:00:00.000000Z");
  }

  static storage::Deadline later() { return storage::Clock::now() + std::chrono::minutes(1); }
  std::unique_ptr<storage::Connection> reader() { return driver.connect(storage::Access::read, later()); }
  std::string file() const { return folder.file("crm.db"); }

  const TempFolder folder{};
  storage::sqlite::SqliteDriver driver{{folder.file("crm.db")}, 0};
  std::unique_ptr<storage::Connection> writer;
};

// The first column of the only row.
inline std::string value_of(storage::Connection& connection, const std::string& sql) {
  std::string value = "no row";
  connection.execute({storage::Sql(sql), {}, [&](const storage::Row& row) { value = row.text(0); }});
  return value;
}

}  // namespace crm::test
