// What a question in SQL may touch: the rules behind Maintenance::query.
#pragma once

#include <crm/error.hpp>
#include <set>
#include <string>

#include "storage/sqlite/connection.hpp"

namespace crm::storage::sqlite {

// SQLite's authorizer on one connection, for its life: it admits reading, and nothing else. PRAGMA and the
// pragma_ functions are refused too: Maintenance::structure tells the same.
class QuestionRules {
 public:
  explicit QuestionRules(SqliteConnection& connection);
  ~QuestionRules();
  QuestionRules(const QuestionRules&) = delete;
  QuestionRules& operator=(const QuestionRules&) = delete;

  // Whether the authorizer refused anything, and the Error(invalid_argument) that says what.
  bool objected() const noexcept { return objection_ != nullptr; }
  [[noreturn]] void refuse() const;

  // SQLite does not ask its authorizer about columns that a FULL JOIN … USING merges. So what the statement
  // really opens is looked at, too: Error(invalid_argument) when sealed SSNs are among it.
  void refuse_sealed(const std::string& sql);

 private:
  static int on_ask(void* self, int action, const char* first, const char* second, const char* database,
                    const char* trigger);
  const char* objection_to(int action, const char* first, const char* second) const;
  const char* objection_to_table(const std::string& table) const;

  SqliteConnection& connection_;
  std::set<std::string> tables_;
  std::set<int> sealed_pages_;  // where the tables and indexes with sealed SSNs begin
  const char* objection_ = nullptr;
};

}  // namespace crm::storage::sqlite
