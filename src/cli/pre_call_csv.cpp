#include "cli/pre_call_csv.hpp"

#include <iterator>

#include "cli/output.hpp"
#include "cli/texts.hpp"
#include "intake/csv_writer.hpp"

namespace crm::cli {

namespace {

constexpr const char* kNames[] = {"number", "customer_id", "name", "allowed", "reasons", "total_due"};
constexpr int kColumns = std::size(kNames);

template <class T, class TextOf>
std::string joined(const std::vector<T>& items, TextOf text_of) {
  std::string text;
  for (const T& item : items) text.append(text.empty() ? "" : "; ").append(text_of(item));
  return text;
}

}  // namespace

void append_csv_names(std::string& out) {
  intake::CsvWriter csv(out);
  for (const char* name : kNames) csv.cell(name);
  csv.end_line();
}

void append_csv(std::string& out, const PreCall& answer) {
  std::string lines;
  intake::CsvWriter csv(lines);
  if (answer.candidates.empty()) {
    csv.cell(answer.number.e164());
    for (int i = 1; i < kColumns; ++i) csv.cell("");
    csv.end_line();
  }
  for (const Candidate& candidate : answer.candidates) {
    csv.cell(answer.number.e164())
        .cell(std::to_string(candidate.customer.id.value))
        .cell(name_of(candidate.customer))
        .cell(candidate.decision.allowed ? "yes" : "no")
        .cell(joined(candidate.decision.reasons, [](const Reason& reason) { return reason.code; }))
        .cell(joined(candidate.total_due, money_text));
    csv.end_line();
  }
  out += shown_csv(std::move(lines));
}

}  // namespace crm::cli
