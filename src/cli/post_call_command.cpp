// post-call: records what came of a call, from options or from a JSON document.
#include <charconv>
#include <iostream>
#include <iterator>
#include <optional>

#include <crm/json.hpp>

#include "cli/commands.hpp"
#include "cli/errors.hpp"
#include "cli/output.hpp"

namespace crm::cli {

namespace {

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

// One byte more than the library takes, so that it is the library that refuses a longer document.
std::string read_document() {
  constexpr std::size_t limit = (1 << 20) + 1;
  std::string text(limit, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  return text;
}

std::string to_text(const OutcomeResult& result) {
  if (result.replayed) return "This call was recorded before, with the same outcome; nothing was written.\n";
  std::string text = "Recorded: interaction " + std::to_string(result.interaction_id.value) +
                     " of customer " + std::to_string(result.customer_id.value) + ".";
  if (result.customer_updated) text += " The customer was changed.";
  if (result.loan_updated) text += " Loan " + std::to_string(result.loan_id->value) + " was changed.";
  return text + "\n";
}

// The command line's texts; what is only copied goes into the outcome at once.
struct PostCallCommand {
  static constexpr const char *name = "post-call", *description = "Record what came of a call";
  Outcome outcome;
  std::optional<std::int64_t> customer, loan;
  std::optional<std::string> duration, amount, date, ended_at, follow_up_at, json;
  std::string currency = "USD";
  const CLI::App* command = nullptr;

  void add_options(CLI::App& app) {
    add_call(app);
    add_agreement(app);
    add_dialing(app);
    add_notes(app);
    add_json(app);
  }

  int run(const Context& context) {
    const Outcome said = json ? outcome_of_document() : outcome_of_options();
    const OutcomeResult result = context.open().session(context.actor).post_call(said);
    print(json ? to_json(result) + "\n" : to_text(result));
    return kDone;
  }

 private:
  void add_call(CLI::App& app) {
    app.add_option("--call-id", outcome.call_id,
                   "The call's identifier at the dialer; the same call is never recorded twice");
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

  void add_json(CLI::App& app) {
    command = &app;
    app.add_option("--json", json,
                   "Read the outcome as one JSON document from the standard input instead: --json -")
        ->type_name("-")
        ->check(CLI::IsMember({"-"}).description(""));
  }

  // An option beside the document would be ignored without a word.
  void refuse_other_options() const {
    const auto given = command->get_options([](const CLI::Option* option) { return option->count() > 0; });
    if (given.size() > 1)
      throw Error(Code::invalid_argument, "--json stands alone: say everything in the document.", "--json");
  }

  Outcome outcome_of_document() const {
    refuse_other_options();
    return outcome_from_json(read_document());
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
