// The tables beneath a server, whichever database it uses: what is in them, and what their columns are
// called.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "rest/rest_server.hpp"
#include "support/raw_sqlite.hpp"

namespace crm::test {

class Tables {
 public:
  using Rows = std::vector<std::vector<std::string>>;

  explicit Tables(const RestServer& server) {
    if (server.url().starts_with("sqlite:")) {
      sqlite_.emplace(server.folder().file("crm.db"));
    } else {
      postgres_.emplace(server.url());
    }
  }

  std::vector<std::string> names() const {
    std::vector<std::string> names;
    for (const auto& row :
         rows(sqlite_ ? "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
                      : "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"))
      names.push_back(row[0]);
    return names;
  }
  // Of all tables.
  std::set<std::string> columns() const {
    std::set<std::string> columns;
    for (const auto& row :
         rows(sqlite_
                  ? "SELECT c.name FROM sqlite_schema t, pragma_table_info(t.name) c WHERE t.type = 'table'"
                  : "SELECT column_name FROM information_schema.columns WHERE table_schema = 'public'"))
      columns.insert(row[0]);
    return columns;
  }
  // Everything in every table: equal before and after means that nothing was written.
  std::map<std::string, Rows> content() const {
    std::map<std::string, Rows> content;
    for (const std::string& table : names())
      content[table] = rows("SELECT * FROM " + table + " ORDER BY 1, 2");
    return content;
  }
  Rows rows(const std::string& sql) const { return sqlite_ ? sqlite_->rows(sql) : postgres_->rows(sql); }

 private:
  std::optional<RawDatabase> sqlite_{};
  std::optional<RawPostgres> postgres_{};
};

}  // namespace crm::test
