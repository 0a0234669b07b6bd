// pre-call: who is behind these numbers, what do they owe, may I call them now?
#include <iostream>

#include <crm/json.hpp>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/input.hpp"
#include "cli/interrupt.hpp"
#include "cli/output.hpp"
#include "cli/owner_name.hpp"
#include "cli/pre_call_csv.hpp"
#include "cli/pre_call_text.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

constexpr std::size_t kBatch = 1000;  // what the library answers at once

std::string shown(Format format, const PreCall& answer) {
  if (format == Format::json) return printable_json(to_json(answer)) + "\n";
  if (format == Format::text) return to_text(answer);
  std::string lines;
  append_csv(lines, answer);
  return lines;
}

std::string csv_names(Format format) {
  std::string names;
  if (format == Format::csv) append_csv_names(names);
  return names;
}

// Numbers from the standard input, one a line, in batches: a list of any length.
class NumberList {
 public:
  NumberList(const Context& context, Session& session) : context_(context), session_(session) {}

  int answer_all() {
    const Interruptible interruptible;
    print(csv_names(context_.format));
    LineReader lines(std::cin);
    for (std::string text; lines.next(text);) {
      take(lines.number(), text);
      if (numbers_.size() == kBatch) answer_batch();
      if (Interruptible::interrupted()) return kInterrupted;
    }
    answer_batch();
    if (rejects_) return kRejects;
    return found_ ? kDone : kNotFound;
  }

 private:
  void take(std::int64_t line, const std::string& text) {
    try {
      numbers_.push_back(PhoneNumber::parse(text, context_.config.default_country.value));
    } catch (const Error& error) {
      if (error.code() != Code::invalid_argument) throw;
      rejects_ = true;
      print_error("line " + std::to_string(line), error.what());
      if (context_.format == Format::json) {
        answer_batch();
        print("{\"line\": " + std::to_string(line) + ", \"error\": " + error_json(error) + "}\n");
      }
    }
  }

  void answer_batch() {
    if (numbers_.empty()) return;
    std::string out;
    for (const PreCall& answer : session_.pre_call_many(numbers_)) {
      out += shown(context_.format, answer);
      found_ = found_ || !answer.candidates.empty();
    }
    numbers_.clear();
    print(out);
  }

  const Context& context_;
  Session& session_;
  std::vector<PhoneNumber> numbers_;
  bool found_ = false, rejects_ = false;
};

struct PreCallCommand {
  static constexpr const char *name = "pre-call",
                              *description = "Who is behind a number, what do they owe, may I call them now?";
  std::vector<std::string> numbers;
  CustomerName customer;
  std::string at;

  void add_options(CLI::App& app) {
    app.add_option("NUMBER", numbers,
                   "With country code and +, or as it is written at home; several, or - for a list on the "
                   "standard input, one a line; --json then answers in JSON Lines")
        ->type_name("")
        ->expected(0, -1);
    customer.add_options(app);
    app.add_option("--at", at, "As of this instant, ISO 8601; for tests and demos")->type_name("INSTANT");
  }

  int run(const Context& context) {
    if (customer.given() == !numbers.empty())
      throw Error(Code::invalid_argument, "say who: phone numbers, --customer or --account.", "NUMBER");
    Session session = context.open(at).session(context.actor);
    if (customer.given()) return answer_customer(context, session);
    if (numbers.size() == 1 && numbers.front() == "-") return NumberList(context, session).answer_all();
    return answer_numbers(context, session);
  }

 private:
  // All numbers are read before the first answer, so that a wrong one is no half-done work.
  int answer_numbers(const Context& context, Session& session) const {
    std::vector<PreCall> answers;
    answers.reserve(numbers.size());
    bool found = false;
    for (const std::string& number : numbers)
      answers.push_back(naming("NUMBER", [&] { return session.pre_call(number); }));
    for (const PreCall& answer : answers) found = found || !answer.candidates.empty();
    print_answers(context, answers);
    return found ? kDone : kNotFound;
  }

  // Several answers are an array for a program.
  static void print_answers(const Context& context, const std::vector<PreCall>& answers) {
    if (context.format == Format::json && answers.size() > 1) {
      std::vector<std::string> documents;
      documents.reserve(answers.size());
      for (const PreCall& answer : answers) documents.push_back(to_json(answer));
      return print_json_array(documents);
    }
    const std::string_view between = context.format == Format::text ? "\n" : "";
    std::string out = csv_names(context.format);
    for (const PreCall& answer : answers)
      out.append(out.empty() ? "" : between).append(shown(context.format, answer));
    print(out);
  }

  int answer_customer(const Context& context, Session& session) const {
    const auto candidate = session.pre_call_customer(customer.find(session));
    if (!candidate) throw Error(Code::not_found, "There is no such customer.");
    if (context.format == Format::text) {
      print(to_text(*candidate));
    } else {
      print(csv_names(context.format) + shown(context.format, answer_of(*candidate)));
    }
    return kDone;
  }

  PreCall answer_of(const Candidate& candidate) const {
    using Clock = std::chrono::system_clock;
    PreCall answer;
    if (candidate.phone) answer.number = candidate.phone->number;
    answer.as_of = at.empty() ? std::chrono::floor<Instant::duration>(Clock::now()) : parse_instant(at);
    answer.candidates.push_back(candidate);
    return answer;
  }
};

}  // namespace

void add_pre_call(CLI::App& app, Context& context) { add_command<PreCallCommand>(app, context); }

}  // namespace crm::cli
