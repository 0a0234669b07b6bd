#include "storage/postgres/question_rules.hpp"

#include <algorithm>
#include <iterator>
#include <string_view>

#include "storage/question.hpp"

namespace crm::storage::postgres {

namespace {

constexpr const char
    *kFunction =
        "The statement uses a function that is not allowed here: only PostgreSQL's functions for values, "
        "dates, mathematics, aggregates, windows, arrays and JSON are.",
    *kOperator = "The statement uses an operator that is none of PostgreSQL's own.";

// PostgreSQL's own, as of 15, that work on their arguments alone; in order.
constexpr std::string_view kFunctions[] = {"abs",
                                           "acos",
                                           "acosd",
                                           "acosh",
                                           "age",
                                           "array_agg",
                                           "array_append",
                                           "array_cat",
                                           "array_dims",
                                           "array_fill",
                                           "array_length",
                                           "array_lower",
                                           "array_ndims",
                                           "array_position",
                                           "array_positions",
                                           "array_prepend",
                                           "array_remove",
                                           "array_replace",
                                           "array_to_json",
                                           "array_to_string",
                                           "array_upper",
                                           "ascii",
                                           "asin",
                                           "asind",
                                           "asinh",
                                           "atan",
                                           "atan2",
                                           "atan2d",
                                           "atand",
                                           "atanh",
                                           "avg",
                                           "bit_and",
                                           "bit_count",
                                           "bit_length",
                                           "bit_or",
                                           "bit_xor",
                                           "bool_and",
                                           "bool_or",
                                           "btrim",
                                           "cardinality",
                                           "cbrt",
                                           "ceil",
                                           "ceiling",
                                           "char_length",
                                           "character_length",
                                           "chr",
                                           "clock_timestamp",
                                           "concat",
                                           "concat_ws",
                                           "convert_from",
                                           "convert_to",
                                           "corr",
                                           "cos",
                                           "cosd",
                                           "cosh",
                                           "cot",
                                           "cotd",
                                           "count",
                                           "covar_pop",
                                           "covar_samp",
                                           "cume_dist",
                                           "date",
                                           "date_bin",
                                           "date_part",
                                           "date_trunc",
                                           "decode",
                                           "degrees",
                                           "dense_rank",
                                           "div",
                                           "encode",
                                           "every",
                                           "exp",
                                           "extract",
                                           "factorial",
                                           "first_value",
                                           "floor",
                                           "format",
                                           "gcd",
                                           "gen_random_uuid",
                                           "generate_series",
                                           "generate_subscripts",
                                           "initcap",
                                           "is_normalized",
                                           "isfinite",
                                           "json_agg",
                                           "json_array_elements",
                                           "json_array_elements_text",
                                           "json_array_length",
                                           "json_build_array",
                                           "json_build_object",
                                           "json_each",
                                           "json_each_text",
                                           "json_extract_path",
                                           "json_extract_path_text",
                                           "json_object",
                                           "json_object_agg",
                                           "json_object_keys",
                                           "json_strip_nulls",
                                           "json_typeof",
                                           "jsonb_agg",
                                           "jsonb_array_elements",
                                           "jsonb_array_elements_text",
                                           "jsonb_array_length",
                                           "jsonb_build_array",
                                           "jsonb_build_object",
                                           "jsonb_each",
                                           "jsonb_each_text",
                                           "jsonb_extract_path",
                                           "jsonb_extract_path_text",
                                           "jsonb_insert",
                                           "jsonb_object",
                                           "jsonb_object_agg",
                                           "jsonb_object_keys",
                                           "jsonb_path_exists",
                                           "jsonb_path_match",
                                           "jsonb_path_query",
                                           "jsonb_path_query_array",
                                           "jsonb_path_query_first",
                                           "jsonb_pretty",
                                           "jsonb_set",
                                           "jsonb_strip_nulls",
                                           "jsonb_typeof",
                                           "justify_days",
                                           "justify_hours",
                                           "justify_interval",
                                           "lag",
                                           "last_value",
                                           "lcm",
                                           "lead",
                                           "left",
                                           "length",
                                           "like_escape",
                                           "ln",
                                           "log",
                                           "log10",
                                           "lower",
                                           "lpad",
                                           "ltrim",
                                           "make_date",
                                           "make_interval",
                                           "make_time",
                                           "make_timestamp",
                                           "make_timestamptz",
                                           "max",
                                           "md5",
                                           "min",
                                           "min_scale",
                                           "mod",
                                           "mode",
                                           "normalize",
                                           "now",
                                           "nth_value",
                                           "ntile",
                                           "num_nonnulls",
                                           "num_nulls",
                                           "octet_length",
                                           "overlaps",
                                           "overlay",
                                           "percent_rank",
                                           "percentile_cont",
                                           "percentile_disc",
                                           "pi",
                                           "position",
                                           "pow",
                                           "power",
                                           "quote_literal",
                                           "quote_nullable",
                                           "radians",
                                           "random",
                                           "rank",
                                           "regexp_count",
                                           "regexp_instr",
                                           "regexp_like",
                                           "regexp_match",
                                           "regexp_matches",
                                           "regexp_replace",
                                           "regexp_split_to_array",
                                           "regexp_split_to_table",
                                           "regexp_substr",
                                           "regr_avgx",
                                           "regr_avgy",
                                           "regr_count",
                                           "regr_intercept",
                                           "regr_r2",
                                           "regr_slope",
                                           "regr_sxx",
                                           "regr_sxy",
                                           "regr_syy",
                                           "repeat",
                                           "replace",
                                           "reverse",
                                           "right",
                                           "round",
                                           "row_number",
                                           "row_to_json",
                                           "rpad",
                                           "rtrim",
                                           "scale",
                                           "sha224",
                                           "sha256",
                                           "sha384",
                                           "sha512",
                                           "sign",
                                           "similar_to_escape",
                                           "sin",
                                           "sind",
                                           "sinh",
                                           "split_part",
                                           "sqrt",
                                           "starts_with",
                                           "statement_timestamp",
                                           "stddev",
                                           "stddev_pop",
                                           "stddev_samp",
                                           "string_agg",
                                           "string_to_array",
                                           "string_to_table",
                                           "strpos",
                                           "substr",
                                           "substring",
                                           "sum",
                                           "tan",
                                           "tand",
                                           "tanh",
                                           "timezone",
                                           "to_char",
                                           "to_date",
                                           "to_hex",
                                           "to_json",
                                           "to_jsonb",
                                           "to_number",
                                           "to_timestamp",
                                           "transaction_timestamp",
                                           "translate",
                                           "trim_array",
                                           "trim_scale",
                                           "trunc",
                                           "unistr",
                                           "unnest",
                                           "upper",
                                           "var_pop",
                                           "var_samp",
                                           "variance",
                                           "version",
                                           "width_bucket"};

bool is_allowed_function(std::string_view name) {
  return std::binary_search(std::begin(kFunctions), std::end(kFunctions), name);
}

// The numbers that stand behind this field's name in the view's parsed form.
std::string used(const std::string& fields) {
  return "(SELECT DISTINCT CAST(found[2] AS oid) AS oid FROM pg_rewrite, regexp_matches(CAST(ev_action AS "
         "text), "
         "':(" +
         fields + ") ([0-9]+)', 'g') AS found WHERE ev_class = to_regclass('" + kQuestionView + "')) used";
}

// What initdb made has a number below this one.
constexpr const char* kOwn = "16384";

// In its parsed form a view refers to itself, too.
void check_tables(Connection& connection) {
  static const Sql select(
      "SELECT CAST(c.relname AS text), c.relkind IN ('r', 'p') AND c.relnamespace = "
      "to_regnamespace(quote_ident("
      "current_schema())) FROM " +
      used("relid") + " JOIN pg_class c ON c.oid = used.oid WHERE c.oid <> to_regclass('" + kQuestionView +
      "') ORDER BY c.relname");
  bool sealed = false, other = false;
  connection.execute({select, {}, [&](const Row& row) {
                        sealed = sealed || is_sealed(row.text(0));
                        other = other || !row.boolean(1);
                      }});
  if (sealed) refuse_question(kSealed);
  if (other) refuse_question(kOtherTable);
}

void check_functions(Connection& connection) {
  static const Sql select("SELECT CAST(p.proname AS text), p.oid < " + std::string(kOwn) +
                          ", EXISTS (SELECT 1 FROM pg_cast c WHERE c.castfunc = p.oid AND c.oid < " + kOwn +
                          ") FROM " + used("funcid|aggfnoid|winfnoid|tsmhandler") +
                          " LEFT JOIN pg_proc p ON p.oid = used.oid ORDER BY p.proname");
  bool good = true;
  connection.execute({select, {}, [&](const Row& row) {
                        good = good && row.boolean(1) && (row.boolean(2) || is_allowed_function(row.text(0)));
                      }});
  if (!good) refuse_question(kFunction);
}

void check_operators(Connection& connection) {
  static const Sql select("SELECT used.oid FROM " +
                          used("opno|eqop|sortop|opfuncid|eqfunction|hashfunction") +
                          " WHERE used.oid >= " + kOwn);
  bool good = true;
  connection.execute({select, {}, [&](const Row&) { good = false; }});
  if (!good) refuse_question(kOperator);
}

}  // namespace

void check_question_view(Connection& connection) {
  check_tables(connection);
  check_functions(connection);
  check_operators(connection);
}

}  // namespace crm::storage::postgres
