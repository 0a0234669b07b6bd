// What questions in SQL have in common, whichever product answers them.
#pragma once

#include <crm/maintenance.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace crm::storage {

inline constexpr std::size_t kMostAnswerBytes = 64 << 20, kMostColumns = 200;

// Error(invalid_argument, ..., "sql").
[[noreturn]] void refuse_question(const std::string& sentence);
// What no product can be asked.
void check_question(std::string_view sql);

inline constexpr const char
    *kOnlySelect = "Only one SELECT (or WITH … SELECT) is run: nothing that writes, no PRAGMA, no ATTACH.",
    *kSealed =
        "Social security numbers, passwords and keys are sealed and cannot be read here; "
        "customer.ssn_last4 holds the numbers' ends.",
    *kOtherTable = "The statement reads what is none of the database's tables; `crmctl info` lists those.",
    *kNoAnswer = "Only one SELECT (or WITH … SELECT) is run: the statement answers nothing.",
    *kParameters = "The statement has parameters ($1, ?): write the values themselves.",
    *kNoValue = "The answer cannot be computed: a value is none for its function.";

// Whether the table holds social security numbers, passwords or keys, or leads to them.
bool is_sealed(std::string_view table);

// The names, a name that comes again with a number.
std::vector<std::string> without_repetition(const std::vector<std::string>& names);

// Rows of an answer as long as they are within its limits.
class Answer {
 public:
  Answer(std::vector<std::string> columns, const QueryLimits& limits)
      : result_{std::move(columns), {}, false}, limits_(limits) {}

  // False: the limits are reached, and the row is not taken; there is more than that.
  bool add(std::vector<Value> row);
  QueryResult take() { return std::move(result_); }

 private:
  QueryResult result_;
  const QueryLimits& limits_;
  std::size_t bytes_ = 0;
};

}  // namespace crm::storage
