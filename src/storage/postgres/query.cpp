#include "storage/postgres/query.hpp"

#include <charconv>
#include <crm/error.hpp>

#include "storage/postgres/errors.hpp"
#include "storage/postgres/libpq.hpp"
#include "storage/postgres/question_rules.hpp"

namespace crm::storage::postgres {

namespace {

// PostgreSQL's numbers of its types.
enum Type : unsigned {
  kBool = 16,
  kBytes = 17,
  kInt8 = 20,
  kInt2 = 21,
  kInt4 = 23,
  kText = 25,
  kFloat4 = 700,
  kFloat8 = 701,
  kVarchar = 1043,
  kDate = 1082,
  kInstant = 1184,
  kNumeric = 1700
};

constexpr const char* kOneStatement =
    "Only one statement is run at a time: leave out what stands behind the first semicolon.";
constexpr const char* kNoType =
    "A column of the answer has no type that can be shown: leave rows and voids out.";

Error refusal(const std::string& sentence) { return Error(Code::invalid_argument, sentence, "sql"); }

// The name of what is not there; of other mistakes nothing that the statement says, where a person's name may
// stand.
std::string said_by_server(const PGresult* failed, const std::string& state) {
  const bool names_only = state == "42P01" || state == "42703" || state == "42883" || state == "42702";
  const char* message = libpq().PQresultErrorField(failed, PG_DIAG_MESSAGE_PRIMARY);
  if (names_only && message != nullptr) return message;
  return state == "42601" ? "syntax error" : "SQLSTATE " + state;
}

Error misunderstood(const PGresult* failed) {
  const std::string state = sqlstate_of(failed);
  const char* position = libpq().PQresultErrorField(failed, PG_DIAG_STATEMENT_POSITION);
  if (state == "42P18") return refusal(kParameters);
  if (state == "42601" && position == nullptr) return refusal(kOneStatement);
  if (state.starts_with("22")) return refusal(kNoValue);
  if (!state.starts_with("42") && !state.starts_with("0A")) return error_of(state);
  std::string sentence = "PostgreSQL does not understand the statement: " + said_by_server(failed, state);
  if (position != nullptr) sentence += std::string(", at character ") + position;
  return refusal(sentence + ".");
}

// Runs a step of the work, and gives what the server says against the question its words.
template <class Step>
void explaining(Step step, const char* objection) {
  try {
    step();
  } catch (const Error& error) {
    const std::string& state = error.sqlstate();
    if (state.starts_with("22") || state.starts_with("54")) refuse_question(kNoValue);
    if (state == "42P02") refuse_question(kParameters);
    if (state == "42P16") refuse_question(kNoType);
    if (state.starts_with("42") && state != "42501") refuse_question(objection);
    if (state.starts_with("0A") || state == "25006") refuse_question(objection);
    throw;
  }
}

std::string column(std::size_t i) { return "c" + std::to_string(i + 1); }

std::string joined(std::size_t count, const auto& text_of) {
  std::string list;
  for (std::size_t i = 0; i < count; ++i) list += (i == 0 ? "" : ", ") + text_of(i);
  return list;
}

bool is_read_as_it_is(unsigned type) {
  return type == kBool || type == kBytes || type == kInt8 || type == kInt2 || type == kInt4 ||
         type == kText || type == kVarchar || type == kDate || type == kInstant;
}

// Exact where it fits: a whole number, or else the nearest fraction.
Value number_of(std::string_view text) {
  std::int64_t whole = 0;
  const char* end = text.data() + text.size();
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end)
    return whole;
  double fraction = 0;
  if (text.find_first_of(".eE") != text.npos && std::from_chars(text.data(), end, fraction).ptr == end)
    return fraction;
  return std::string(text);  // a whole number that is larger, NaN, Infinity
}

Value fraction_of(std::string_view text) {
  double fraction = 0;
  std::from_chars(text.data(), text.data() + text.size(), fraction);
  return fraction;
}

Value value_of(const Row& row, int i, unsigned type) {
  if (row.is_null(i)) return std::monostate{};
  switch (type) {
    case kBool:
      return std::int64_t{row.boolean(i)};
    case kInt2:
    case kInt4:
    case kInt8:
      return row.integer(i);
    case kFloat4:
    case kFloat8:
      return fraction_of(row.text(i));
    case kNumeric:
      return number_of(row.text(i));
    case kDate:
      return to_string(row.date(i));
    case kInstant:
      return to_string(row.instant(i));
    case kBytes:
      return Blob{std::string(row.text(i))};
    default:
      return std::string(row.text(i));
  }
}

std::vector<Value> row_of(const Row& row, const std::vector<AnswerColumn>& columns) {
  std::vector<Value> values;
  for (std::size_t i = 0; i < columns.size(); ++i)
    values.push_back(value_of(row, static_cast<int>(i), columns[i].type));
  return values;
}

std::vector<AnswerColumn> describe(PostgresConnection& connection, const std::string& sql) {
  std::vector<AnswerColumn> columns = connection.describe(sql, &misunderstood);
  if (columns.empty()) refuse_question(kNoAnswer);
  if (columns.size() > kMostColumns) refuse_question("The answer has more than 200 columns.");
  return columns;
}

void make_view(PostgresConnection& connection, const std::string& sql, std::size_t columns) {
  const Sql create("CREATE TEMPORARY VIEW crm_question (" + joined(columns, &column) + ") AS\n" + sql);
  try {
    explaining([&] { connection.execute({create, {}}); }, kOnlySelect);
  } catch (const Error& error) {
    if (error.code() != Code::permission) throw;
    throw Error(
        Code::permission,
        "A question needs the right to make a temporary view, so that it can be looked at before it is "
        "answered: GRANT TEMPORARY ON DATABASE ... TO ...",
        "sql");
  }
}

// From now on nothing in the transaction can write.
void give_up_writing(PostgresConnection& connection) {
  static const Sql read_only("SET TRANSACTION READ ONLY");
  connection.post({read_only, {}});
}

struct Enough {};

QueryResult read_view(PostgresConnection& connection, const std::vector<AnswerColumn>& columns,
                      const QueryLimits& limits) {
  const auto read = [&](std::size_t i) {
    return is_read_as_it_is(columns[i].type) ? column(i) : "CAST(" + column(i) + " AS text)";
  };
  const Sql select("SELECT " + joined(columns.size(), read) + " FROM " + kQuestionView + " LIMIT " +
                   std::to_string(limits.rows + 1));
  std::vector<std::string> names;
  for (const AnswerColumn& one : columns) names.push_back(one.name);
  Answer answer(without_repetition(names), limits);
  try {
    connection.execute({select, {}, [&](const Row& row) {
                          if (!answer.add(row_of(row, columns))) throw Enough();
                        }});
  } catch (const Enough&) {  // the connection is closed in the middle of the answer
  }
  return answer.take();
}

}  // namespace

QueryResult ask(PostgresConnection& connection, std::string_view sql, const QueryLimits& limits) {
  check_question(sql);
  const std::string text(sql);
  const Transaction rolled_back(connection, Access::write);
  const std::vector<AnswerColumn> columns = describe(connection, text);
  make_view(connection, text, columns.size());
  check_question_view(connection);
  give_up_writing(connection);
  QueryResult result;
  explaining([&] { result = read_view(connection, columns, limits); }, kOnlySelect);
  return result;
}

}  // namespace crm::storage::postgres
