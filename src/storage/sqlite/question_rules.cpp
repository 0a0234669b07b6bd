#include "storage/sqlite/question_rules.hpp"

#include <sqlite3.h>

#include <algorithm>
#include <iterator>
#include <string_view>

#include "storage/question.hpp"
#include "storage/sqlite/structure.hpp"

namespace crm::storage::sqlite {

namespace {

constexpr const char* kFunction =
    "The statement uses a function that is not allowed here: only SQLite's functions for values, dates, "
    "mathematics, aggregates, windows and JSON are.";

// SQLite's own, as of 3.51, that work on their arguments alone; in order.
constexpr std::string_view kFunctions[] = {"->",
                                           "->>",
                                           "abs",
                                           "acos",
                                           "acosh",
                                           "asin",
                                           "asinh",
                                           "atan",
                                           "atan2",
                                           "atanh",
                                           "avg",
                                           "ceil",
                                           "ceiling",
                                           "changes",
                                           "char",
                                           "coalesce",
                                           "concat",
                                           "concat_ws",
                                           "cos",
                                           "cosh",
                                           "count",
                                           "cume_dist",
                                           "current_date",
                                           "current_time",
                                           "current_timestamp",
                                           "date",
                                           "datetime",
                                           "degrees",
                                           "dense_rank",
                                           "exp",
                                           "first_value",
                                           "floor",
                                           "format",
                                           "glob",
                                           "group_concat",
                                           "hex",
                                           "if",
                                           "ifnull",
                                           "iif",
                                           "instr",
                                           "json",
                                           "json_array",
                                           "json_array_length",
                                           "json_error_position",
                                           "json_extract",
                                           "json_group_array",
                                           "json_group_object",
                                           "json_insert",
                                           "json_object",
                                           "json_patch",
                                           "json_pretty",
                                           "json_quote",
                                           "json_remove",
                                           "json_replace",
                                           "json_set",
                                           "json_type",
                                           "json_valid",
                                           "julianday",
                                           "lag",
                                           "last_value",
                                           "lead",
                                           "length",
                                           "like",
                                           "likelihood",
                                           "likely",
                                           "ln",
                                           "log",
                                           "log10",
                                           "log2",
                                           "lower",
                                           "ltrim",
                                           "max",
                                           "median",
                                           "min",
                                           "mod",
                                           "nth_value",
                                           "ntile",
                                           "nullif",
                                           "octet_length",
                                           "percent_rank",
                                           "percentile",
                                           "pi",
                                           "pow",
                                           "power",
                                           "printf",
                                           "quote",
                                           "radians",
                                           "random",
                                           "randomblob",
                                           "rank",
                                           "replace",
                                           "round",
                                           "row_number",
                                           "rtrim",
                                           "sign",
                                           "sin",
                                           "sinh",
                                           "soundex",
                                           "sqlite_version",
                                           "sqrt",
                                           "strftime",
                                           "string_agg",
                                           "substr",
                                           "substring",
                                           "sum",
                                           "tan",
                                           "tanh",
                                           "time",
                                           "timediff",
                                           "total",
                                           "trim",
                                           "trunc",
                                           "typeof",
                                           "unhex",
                                           "unicode",
                                           "unistr",
                                           "unixepoch",
                                           "unlikely",
                                           "upper",
                                           "zeroblob"};

bool is_allowed_function(std::string_view name) {
  return std::binary_search(std::begin(kFunctions), std::end(kFunctions), name);
}

std::set<int> sealed_pages(Connection& connection) {
  static const Sql select("SELECT tbl_name, rootpage FROM sqlite_schema WHERE rootpage > 0");
  std::set<int> pages;
  connection.execute({select, {}, [&](const Row& row) {
                        if (is_sealed(row.text(0))) pages.insert(static_cast<int>(row.integer(1)));
                      }});
  return pages;
}

std::set<std::string> readable_tables(Connection& connection) {
  std::set<std::string> tables{"sqlite_schema", "sqlite_master", "json_each", "json_tree"};
  for (std::string& name : table_names(connection)) tables.insert(std::move(name));
  return tables;
}

// Both are made on first use, and the making needs rights that a question does not have.
void make_json_tables(Connection& connection) {
  static const Sql each("SELECT 1 FROM json_each('[]')"), tree("SELECT 1 FROM json_tree('[]')");
  for (const Sql* sql : {&each, &tree}) connection.execute({*sql, {}});
}

bool opens_table(std::string_view opcode) {
  return opcode == "OpenRead" || opcode == "OpenWrite" || opcode == "ReopenIdx";
}

}  // namespace

QuestionRules::QuestionRules(SqliteConnection& connection)
    : connection_(connection), tables_(readable_tables(connection)), sealed_pages_(sealed_pages(connection)) {
  make_json_tables(connection_);
  sqlite3_set_authorizer(connection_.database().getHandle(), &on_ask, this);
}

QuestionRules::~QuestionRules() {
  sqlite3_set_authorizer(connection_.database().getHandle(), nullptr, nullptr);
}

void QuestionRules::refuse() const { throw Error(Code::invalid_argument, objection_, "sql"); }

int QuestionRules::on_ask(void* self, int action, const char* first, const char* second, const char*,
                          const char*) {
  auto& rules = *static_cast<QuestionRules*>(self);
  const char* objection = rules.objection_to(action, first, second);
  if (objection == nullptr) return SQLITE_OK;
  rules.objection_ = objection;
  return SQLITE_DENY;
}

const char* QuestionRules::objection_to(int action, const char* first, const char* second) const {
  switch (action) {
    case SQLITE_SELECT:
    case SQLITE_RECURSIVE:
      return nullptr;
    case SQLITE_READ:
      // Without a column it may be the name of a WITH: nothing is read.
      return *second == '\0' && !is_sealed(first) ? nullptr : objection_to_table(first);
    case SQLITE_FUNCTION:
      return is_allowed_function(second) ? nullptr : kFunction;
    default:
      return kOnlySelect;
  }
}

const char* QuestionRules::objection_to_table(const std::string& table) const {
  if (is_sealed(table)) return kSealed;
  return tables_.contains(table) ? nullptr : kOtherTable;
}

void QuestionRules::refuse_sealed(const std::string& sql) {
  const Sql explain("EXPLAIN " + sql);
  bool sealed = false;
  connection_.execute({explain, {}, [&](const Row& row) {
                         const bool in_file = row.integer(4) == 0;
                         sealed = sealed || (opens_table(row.text(1)) && in_file &&
                                             sealed_pages_.contains(static_cast<int>(row.integer(3))));
                       }});
  if (sealed) throw Error(Code::invalid_argument, kSealed, "sql");
}

}  // namespace crm::storage::sqlite
