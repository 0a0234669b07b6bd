#include "storage/sqlite/query.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <crm/error.hpp>
#include <memory>

#include "domain/text.hpp"
#include "storage/question.hpp"
#include "storage/sqlite/errors.hpp"
#include "storage/sqlite/question_rules.hpp"

namespace crm::storage::sqlite {

namespace {

// Steps of SQLite's virtual machine between looks at the clock: fewer than for our own statements, because a
// stranger's may spend long in each.
constexpr int kStepsAtOnce = 100;

struct Finalize {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;

class Asker {
 public:
  Asker(SqliteConnection& connection, const QuestionRules& rules)
      : handle_(connection.database().getHandle()), rules_(rules) {}

  // The first statement of the text, and the rest of the text behind it; none: there is none in it.
  Statement prepare(std::string_view& sql) const {
    sqlite3_stmt* statement = nullptr;
    const char* rest = nullptr;
    const int result =
        sqlite3_prepare_v3(handle_, sql.data(), static_cast<int>(sql.size()), 0, &statement, &rest);
    if (result != SQLITE_OK) fail_to_prepare(result);
    sql.remove_prefix(static_cast<std::size_t>(rest - sql.data()));
    return Statement(statement);
  }

  // False: that was the last row.
  bool step(sqlite3_stmt* statement) const {
    const int result = sqlite3_step(statement);
    if (result != SQLITE_ROW && result != SQLITE_DONE) fail_to_run();
    return result == SQLITE_ROW;
  }

 private:
  [[noreturn]] void fail_to_prepare(int result) const {
    if (rules_.objected()) rules_.refuse();
    if ((result & 0xff) != SQLITE_ERROR) fail_to_run();
    std::string sentence = "SQLite does not understand the statement: " + said_by_sqlite();
    if (const int offset = sqlite3_error_offset(handle_); offset >= 0)
      sentence += ", at character " + std::to_string(offset + 1);
    throw Error(Code::invalid_argument, sentence + ".", "sql");
  }

  // The name that SQLite could not find, "no such table: nowhere"; of other mistakes nothing that the
  // statement says, where a person's name may stand.
  std::string said_by_sqlite() const {
    const std::string_view message = sqlite3_errmsg(handle_);
    if (message.starts_with("no such ")) return std::string(message);
    if (message.starts_with("near ")) return "syntax error";
    return std::string(message.substr(0, message.find_first_of(":\"")));
  }

  [[noreturn]] void fail_to_run() const {
    const int result = sqlite3_extended_errcode(handle_);
    if ((result & 0xff) == SQLITE_ERROR) refuse_question(kNoValue);
    throw error_of(result, (result & 0xff) == SQLITE_INTERRUPT);
  }

  sqlite3* handle_;
  const QuestionRules& rules_;
};

void refuse_rest(const Asker& asker, std::string_view rest) {
  while (!rest.empty()) {
    const std::size_t before = rest.size();
    if (asker.prepare(rest)) refuse_question("Only one statement is run at a time.");
    if (rest.size() == before) return;
  }
}

// The rest is prepared to see whether it is a statement; whatever is wrong with it, it is one too many.
void require_single(const Asker& asker, std::string_view rest) {
  try {
    refuse_rest(asker, rest);
  } catch (const Error&) {
    refuse_question("Only one statement is run at a time: leave out what stands behind the first semicolon.");
  }
}

void require_answer(sqlite3_stmt* statement) {
  if (sqlite3_stmt_readonly(statement) == 0 || sqlite3_column_count(statement) == 0)
    refuse_question(kNoAnswer);
  if (sqlite3_bind_parameter_count(statement) != 0) refuse_question(kParameters);
}

std::vector<std::string> column_names(sqlite3_stmt* statement) {
  std::vector<std::string> names;
  for (int i = 0; i < sqlite3_column_count(statement); ++i)
    names.emplace_back(sqlite3_column_name(statement, i));
  return without_repetition(names);
}

std::string bytes_of(sqlite3_stmt* statement, int column) {
  const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
  return data == nullptr
             ? std::string()
             : std::string(data, static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
}

// A text that is no UTF-8 (a cast of bytes can be) is given as bytes.
Value text_value(std::string text) {
  if (domain::valid_utf8(text)) return text;
  return Blob{std::move(text)};
}

Value value_of(sqlite3_stmt* statement, int column) {
  switch (sqlite3_column_type(statement, column)) {
    case SQLITE_INTEGER:
      return static_cast<std::int64_t>(sqlite3_column_int64(statement, column));
    case SQLITE_FLOAT:
      return sqlite3_column_double(statement, column);
    case SQLITE_TEXT:
      return text_value(bytes_of(statement, column));
    case SQLITE_BLOB:
      return Blob{bytes_of(statement, column)};
    default:
      return std::monostate{};
  }
}

std::vector<Value> row_of(sqlite3_stmt* statement) {
  std::vector<Value> row;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) row.push_back(value_of(statement, i));
  return row;
}

}  // namespace

QueryResult ask(SqliteConnection& connection, std::string_view sql, const QueryLimits& limits) {
  check_question(sql);
  sqlite3_limit(connection.database().getHandle(), SQLITE_LIMIT_COLUMN, static_cast<int>(kMostColumns));
  connection.look_at_clock_every(kStepsAtOnce);
  const Transaction snapshot(connection, Access::read);
  QuestionRules rules(connection);
  const Asker asker(connection, rules);
  std::string_view rest = sql;
  const Statement statement = asker.prepare(rest);
  if (!statement) refuse_question("There is no statement: write a SELECT.");
  require_single(asker, rest);
  require_answer(statement.get());
  if (sqlite3_stmt_isexplain(statement.get()) == 0) rules.refuse_sealed(std::string(sql));
  Answer answer(column_names(statement.get()), limits);
  while (asker.step(statement.get()) && answer.add(row_of(statement.get()))) {
  }
  return answer.take();
}

}  // namespace crm::storage::sqlite
