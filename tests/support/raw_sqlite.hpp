// A look at the tables beneath the library, through the sqlite3 C API alone.
#pragma once

#include <sqlite3.h>

#include <map>
#include <stdexcept>
#include <string>
#include <vector>

namespace crm::test {

// A connection of the test's own to a database file.
class RawDatabase {
 public:
  using Rows = std::vector<std::vector<std::string>>;

  explicit RawDatabase(const std::string& file) {
    if (sqlite3_open_v2(file.c_str(), &handle_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK)
      throw std::runtime_error("cannot open " + file);
    sqlite3_busy_timeout(handle_, 10'000);
    sqlite3_wal_autocheckpoint(handle_, 0);
  }
  ~RawDatabase() { sqlite3_close(handle_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;

  // Every value as text, NULL as "NULL".
  Rows rows(const std::string& sql) const {
    Rows rows;
    const auto add_row = [](void* all, int count, char** values, char**) {
      auto& row = static_cast<Rows*>(all)->emplace_back();
      for (int i = 0; i < count; ++i) row.emplace_back(values[i] != nullptr ? values[i] : "NULL");
      return 0;
    };
    if (sqlite3_exec(handle_, sql.c_str(), add_row, &rows, nullptr) != SQLITE_OK)
      throw std::runtime_error(sql + ": " + sqlite3_errmsg(handle_));
    return rows;
  }
  std::string text(const std::string& sql) const { return rows(sql).at(0).at(0); }
  long long number(const std::string& sql) const { return std::stoll(text(sql)); }
  void execute(const std::string& sql) const { rows(sql); }

  std::vector<std::string> tables() const {
    std::vector<std::string> names;
    for (const auto& row : rows("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"))
      names.push_back(row[0]);
    return names;
  }
  // Everything in every table: equal before and after means that nothing was written.
  std::map<std::string, Rows> content() const {
    std::map<std::string, Rows> content;
    for (const std::string& table : tables()) content[table] = rows("SELECT * FROM " + table);
    return content;
  }

 private:
  sqlite3* handle_ = nullptr;
};

}  // namespace crm::test
