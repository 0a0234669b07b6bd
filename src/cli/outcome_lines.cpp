#include "cli/outcome_lines.hpp"

#include <crm/json.hpp>

#include "cli/errors.hpp"
#include "cli/outcome_fields.hpp"
#include "cli/output.hpp"
#include "intake/csv_writer.hpp"

namespace crm::cli {

namespace {

constexpr std::size_t kBatch = 500;  // a commit each; the library takes 1000

// Of one outcome; the others may be recorded all the same.
bool is_about_outcome(const Error& error) {
  return error.code() == Code::invalid_argument || error.code() == Code::not_found ||
         error.code() == Code::conflict;
}

std::string json_line(std::int64_t number, const OutcomeResult& result) {
  return "{\"line\":" + std::to_string(number) + ",\"result\":" + to_json(result) + "}\n";
}

std::string json_line(std::int64_t number, const Error& error) {
  return "{\"line\":" + std::to_string(number) + ",\"error\":" + error_json(error) + "}\n";
}

std::string csv_line(const std::vector<std::string>& cells) {
  std::string line;
  intake::CsvWriter csv(line);
  for (const std::string& cell : cells) csv.cell(cell);
  csv.end_line();
  return shown_csv(std::move(line));
}

std::string csv_line(std::int64_t number, const OutcomeResult& result) {
  return csv_line({std::to_string(number), std::to_string(result.customer_id.value),
                   result.loan_id ? std::to_string(result.loan_id->value) : "",
                   std::to_string(result.interaction_id.value), result.replayed ? "yes" : "no"});
}

}  // namespace

bool is_whole_json(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted && c == '\\') ++i;
    if (c == '"') quoted = !quoted;
    if (quoted) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
  }
  return depth <= 0 && !quoted;
}

OutcomeLines::OutcomeLines(const Context& context, Session& session) : context_(context), session_(session) {
  if (context_.format == Format::csv)
    print(csv_line({"line", "customer_id", "loan_id", "interaction_id", "replayed"}));
}

void OutcomeLines::take_all(LineReader& lines) {
  std::string text;
  while (!Interruptible::interrupted() && lines.next(text)) take(lines.number(), text);
}

int OutcomeLines::finish() {
  record_batch();
  print_end();
  if (Interruptible::interrupted()) return kInterrupted;
  return rejected_ > 0 ? kRejects : kDone;
}

void OutcomeLines::take(std::int64_t number, const std::string& text) {
  try {
    batch_.push_back({number, read_outcome(text, context_.config.default_country.value)});
  } catch (const Error& error) {
    if (!is_about_outcome(error)) throw;
    reject(number, error);
  }
  if (batch_.size() + answers_.size() >= kBatch) record_batch();
}

void OutcomeLines::record_batch() {
  try {
    if (!batch_.empty()) record(batch_);
  } catch (const Error&) {
    print_answers();  // some are recorded
    throw;
  }
  batch_.clear();
  print_answers();
  progress_.show(recorded_ + replayed_ + rejected_);
}

// When not all of them can be recorded, each half is by itself, down to the one at fault.
void OutcomeLines::record(std::span<const Line> lines) {
  if (record_together(lines)) return;
  record(lines.first(lines.size() / 2));
  record(lines.subspan(lines.size() / 2));
}

// In one transaction. False: one of several was refused, and nothing was recorded.
bool OutcomeLines::record_together(std::span<const Line> lines) {
  std::vector<Outcome> outcomes;
  outcomes.reserve(lines.size());
  for (const Line& line : lines) outcomes.push_back(line.outcome);
  try {
    const auto results = session_.post_call_many(outcomes);
    for (std::size_t i = 0; i < lines.size(); ++i) accept(lines[i].number, results[i]);
  } catch (const Error& error) {
    if (!is_about_outcome(error))
      throw Error(error.code(), std::string(error.what()) + " Nothing was recorded from line " +
                                    std::to_string(lines.front().number) +
                                    " on: give the same lines again, none is recorded twice.");
    if (lines.size() > 1) return false;
    reject(lines.front().number, error);
  }
  return true;
}

void OutcomeLines::accept(std::int64_t number, const OutcomeResult& result) {
  ++(result.replayed ? replayed_ : recorded_);
  std::string& output = answers_[number].output;
  if (context_.format == Format::json) output = json_line(number, result);
  if (context_.format == Format::csv) output = csv_line(number, result);
}

void OutcomeLines::reject(std::int64_t number, const Error& error) {
  ++rejected_;
  Answer& answer = answers_[number];
  answer.error = with_field(error.field(), error.what());
  if (context_.format == Format::json) answer.output = json_line(number, error);
}

void OutcomeLines::print_answers() {
  std::string output;
  for (const auto& [number, answer] : answers_) {
    output += answer.output;
    if (!answer.error.empty()) print_error("line " + std::to_string(number), answer.error);
  }
  answers_.clear();
  print(output);
}

void OutcomeLines::print_end() const {
  if (context_.format != Format::text) return;
  std::string text = "Recorded " + std::to_string(recorded_) + " calls.";
  if (replayed_ > 0) text += " " + std::to_string(replayed_) + " were recorded before.";
  if (rejected_ > 0) text += " " + std::to_string(rejected_) + " lines were not taken.";
  print(text + "\n");
}

}  // namespace crm::cli
