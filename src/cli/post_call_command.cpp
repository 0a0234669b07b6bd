// post-call: records what came of a call, from options, from a JSON document or from JSON Lines.
#include <charconv>
#include <optional>

#include <crm/json.hpp>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/input.hpp"
#include "cli/outcome_fields.hpp"
#include "cli/outcome_lines.hpp"
#include "cli/output.hpp"
#include "cli/table.hpp"

namespace crm::cli {

namespace {

constexpr const char* kInputHelp =
    "INPUT holds one JSON object of an outcome, over several lines if wanted, or JSON Lines: an object a "
    "line.\n"
    "Lines are recorded in batches, all of a batch or none; a line that is refused is reported with its "
    "number,\n"
    "and the others are recorded all the same (exit code 10). The same lines again record nothing twice.\n";

[[noreturn]] void refuse_duration() {
  throw Error(Code::invalid_argument, "A duration is a number of seconds, or HH:MM:SS.", "--duration");
}

std::int64_t parse_count(std::string_view digits) {
  std::int64_t count = 0;
  const char* end = digits.data() + digits.size();
  const auto [stop, error] = std::from_chars(digits.data(), end, count);
  if (error != std::errc() || stop != end || count < 0) refuse_duration();
  return count;
}

// "525" or "00:08:45", in seconds.
std::int64_t parse_duration(std::string_view text) {
  if (text.find(':') == std::string_view::npos) return parse_count(text);
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') refuse_duration();
  const std::int64_t minutes = parse_count(text.substr(3, 2)), seconds = parse_count(text.substr(6, 2));
  if (minutes > 59 || seconds > 59) refuse_duration();
  return parse_count(text.substr(0, 2)) * 3600 + minutes * 60 + seconds;
}

// An option whose text becomes another type.
template <class Parse>
auto parsed(const std::optional<std::string>& text, std::string_view option, Parse parse) {
  using T = decltype(parse(*text));
  return text ? std::optional<T>(naming(option, [&] { return parse(*text); })) : std::nullopt;
}

std::string to_text(const OutcomeResult& result) {
  if (result.replayed) return "This call was recorded before, with the same outcome; nothing was written.\n";
  std::string text = "Recorded: interaction " + std::to_string(result.interaction_id.value) +
                     " of customer " + std::to_string(result.customer_id.value) + ".";
  if (result.customer_updated) text += " The customer was changed.";
  if (result.loan_updated) text += " Loan " + std::to_string(result.loan_id->value) + " was changed.";
  return text + "\n";
}

void print_result(const Context& context, const OutcomeResult& result) {
  if (context.format == Format::text) return print(to_text(result));
  if (context.format == Format::json) return print_json(to_json(result));
  const auto loan = result.loan_id ? Cell(result.loan_id->value) : Cell(std::nullopt);
  print(context, {{"customer_id", result.customer_id.value},
                  {"loan_id", loan},
                  {"interaction_id", result.interaction_id.value},
                  {"customer_updated", result.customer_updated},
                  {"loan_updated", result.loan_updated},
                  {"replayed", result.replayed}});
}

// The command line's texts; what is only copied goes into the outcome at once.
struct PostCallCommand {
  static constexpr const char *name = "post-call", *description = "Record what came of a call";
  Outcome outcome;
  std::optional<std::int64_t> customer, loan;
  std::optional<std::string> duration, amount, date, ended_at, follow_up_at, input;
  std::string currency = "USD";
  const CLI::App* command = nullptr;

  void add_options(CLI::App& app) {
    add_call(app);
    add_agreement(app);
    add_dialing(app);
    add_notes(app);
    add_input(app);
  }

  int run(const Context& context) {
    input ? refuse_other_options() : require_options();
    Session session = context.open().session(context.actor);
    return input ? record_input(context, session) : record(context, session, outcome_of_options());
  }

 private:
  void add_call(CLI::App& app) {
    app.add_option("--call-id", outcome.call_id,
                   "Required but with INPUT: the call's identifier at the dialer; the same call is never "
                   "recorded twice");
    app.add_option("--account", outcome.account_number, "Whom it was about: the account number,");
    app.add_option("--customer", customer, "or the customer's id");
    app.add_option("--loan", loan, "About which loan; else the newest");
    app.add_option("--agent", outcome.agent, "Who spoke for us; else the actor");
    app.add_option("--direction", outcome.direction, "INBOUND or OUTBOUND");
    app.add_option("--contact-type", outcome.contact_type, "How; else Phone Call");
    app.add_option("--ended-at", ended_at, "When, ISO 8601; else now");
    app.add_option("--duration", duration, "Seconds, or HH:MM:SS");
  }

  void add_agreement(CLI::App& app) {
    app.add_option("--disposition", outcome.disposition,
                   "What came of it, as Promise_to_Pay; else Completed");
    app.add_option("--trace", outcome.disposition_trace, "A step that led to it; may be said several times")
        ->take_all()
        ->expected(1)
        ->allow_extra_args(false);
    app.add_option("--amount", amount, "The amount agreed: the loan's new due amount");
    app.add_option("--currency", currency, "Of the amount")->capture_default_str();
    app.add_option("--date", date, "The date agreed, YYYY-MM-DD");
    app.add_option("--follow-up-at", follow_up_at, "When to follow up, ISO 8601");
  }

  void add_dialing(CLI::App& app) {
    app.add_option("--end-status", outcome.end_status, "How the call ended, as CUSTOMER HANGUP");
    app.add_option("--dialing-status", outcome.dialing_status, "The dialer's word, as Dialed - Answered");
    app.add_option("--dialing-code", outcome.dialing_code, "The dialer's short code, as DAN");
    app.add_option("--dialing-details", outcome.dialing_details, "The dialer's details");
  }

  void add_notes(CLI::App& app) {
    app.add_option("--note", outcome.note, "The agent's note");
    app.add_option("--additional-notes", outcome.additional_notes, "More notes, from another source");
  }

  void add_input(CLI::App& app) {
    command = &app;
    app.add_option("INPUT", input,
                   "Instead of options: a file of outcomes as JSON, or - for the standard input")
        ->type_name("");
    app.footer([] { return kInputHelp + ("\n" + outcome_fields_help()); });
  }

  // An option beside the documents would be ignored without a word.
  void refuse_other_options() const {
    const auto given = command->get_options([](const CLI::Option* option) { return option->count() > 0; });
    if (given.size() > 1)
      throw Error(Code::invalid_argument, "it stands alone: say everything in the JSON.", "INPUT");
  }

  void require_options() const {
    if (outcome.call_id.empty())
      throw Error(Code::invalid_argument, "say which call it was: the dialer's identifier.", "--call-id");
    if (!outcome.account_number && !customer)
      throw Error(Code::invalid_argument, "say whom it was about: --account NUMBER, or --customer ID.",
                  "--account");
  }

  static int record(const Context& context, Session& session, const Outcome& said) {
    print_result(context, session.post_call(said));
    return kDone;
  }

  int record_input(const Context& context, Session& session) const {
    Input file(*input, "INPUT");
    LineReader reader(file.stream());
    std::string first, second;
    reader.next(first);
    const std::int64_t number = reader.number();
    refuse_array(first);
    if (!is_whole_json(first))
      first += "\n" + read_document(file.stream());
    else if (reader.next(second))
      return record_lines(context, session, {{number, first}, {reader.number(), second}}, reader);
    return record(context, session, read_outcome(first, context.config.default_country.value));
  }

  // Lines are taken batch by batch, however many they are; an array has an end, and would fill the memory.
  static void refuse_array(std::string_view json) {
    if (json.substr(std::min(json.find_first_not_of(" \t"), json.size())).starts_with('['))
      throw Error(Code::invalid_argument,
                  "it is an array: give one document or JSON lines, an object a line. `jq -c '.[]'` makes "
                  "lines of an array.",
                  "INPUT");
  }

  static int record_lines(const Context& context, Session& session,
                          const std::vector<std::pair<std::int64_t, std::string>>& begun,
                          LineReader& reader) {
    OutcomeLines lines(context, session);
    for (const auto& [number, text] : begun) lines.take(number, text);
    lines.take_all(reader);
    return lines.finish();
  }

  Outcome outcome_of_options() const {
    Outcome said = outcome;
    if (customer) said.customer_id = CustomerId{*customer};
    if (loan) said.loan_id = LoanId{*loan};
    said.duration_seconds = parsed(duration, "--duration", parse_duration);
    said.currency = naming("--currency", [&] { return Currency::parse(currency); });
    said.agreed_amount =
        parsed(amount, "--amount", [&](const auto& text) { return Money::parse(text, said.currency); });
    said.agreed_date = parsed(date, "--date", parse_date);
    said.ended_at = parsed(ended_at, "--ended-at", parse_instant);
    said.follow_up_at = parsed(follow_up_at, "--follow-up-at", parse_instant);
    return said;
  }
};

}  // namespace

void add_post_call(CLI::App& app, Context& context) { add_command<PostCallCommand>(app, context); }

}  // namespace crm::cli
