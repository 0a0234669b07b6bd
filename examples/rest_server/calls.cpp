// Pre-call and post-call, in the contract's words.
#include "answers.hpp"
#include "body.hpp"
#include "handlers.hpp"
#include "request_id.hpp"
#include "service.hpp"
#include "shapes.hpp"

namespace rest {

namespace {

using crm::json::Kind;
using crm::json::Writer;

void append_status(Writer& out, std::string_view message) {
  out.key("status").begin_object().key("type").value("success").key("message").value(message).end_object();
}

void append_decision(Writer& out, const crm::Decision& decision) {
  out.key("decision").begin_object().key("allowed").value(decision.allowed).key("reasons").begin_array();
  for (const crm::Reason& reason : decision.reasons)
    out.begin_object()
        .key("rule")
        .value(reason.rule)
        .key("code")
        .value(reason.code)
        .key("message")
        .value(reason.message)
        .end_object();
  out.end_array().key("hours_allow_at");
  decision.hours_allow_at ? out.value(crm::to_string(*decision.hours_allow_at)) : out.null();
  out.end_object();
}

template <class R>
void append_first(Writer& out, const Shape<R>& shape, const std::vector<R>& records, const Showing& how) {
  if (records.empty()) return shape.append_nothing(out);
  shape.append(out, records.front(), how);
}

void append_candidate(Writer& out, const crm::Candidate& who, const Showing& how) {
  out.begin_object().key("user_info").begin_object();
  shapes::caller().append(out, who.customer, how);
  append_first(out, shapes::loan_of_caller(), who.loans, how);
  out.end_object().key("metadata").begin_object();
  append_first(out, shapes::interaction_of_caller(), who.interactions, how);
  out.end_object().key("customer_id").value(who.customer.id.value).key("primary").value(who.primary);
  append_decision(out, who.decision);
  out.key("loans").begin_array();
  for (const crm::Loan& loan : who.loans) append_object(out, shapes::loan_row(), loan, how);
  out.end_array().end_object();
}

crm::PreCall ask(Exchange& exchange, const std::string& number) {
  try {
    return exchange.session.pre_call(phone_text(number, exchange.service.settings().default_country()));
  } catch (const crm::Error& error) {
    if (error.code() == crm::Code::invalid_argument) throw bad_request("Invalid caller_number format");
    throw;
  }
}

// "00:08:45", "8:45" or seconds.
std::int64_t seconds_of(std::string_view text) {
  std::int64_t total = 0, part = 0;
  int digits = 0;
  for (const char letter : text) {
    if (letter == ':' && digits > 0) {
      total = (total + part) * 60;
      part = digits = 0;
    } else if (letter >= '0' && letter <= '9' && digits < 6) {
      part = part * 10 + (letter - '0');
      ++digits;
    } else {
      digits = 99;
    }
  }
  if (digits == 0 || digits > 6)
    throw crm::Error(crm::Code::invalid_argument, "call_duration must be a time, as in 00:08:45.",
                     "call_duration");
  return total + part;
}

// Runs `read` and names the member in what it throws.
template <class Read>
auto naming(const char* name, Read read) {
  try {
    return read();
  } catch (const crm::Error& error) {
    throw crm::Error(error.code(), std::string(name) + ": " + error.what(), name);
  }
}

const Value& object_in(const Value& body, const char* name) {
  static const Value nothing;
  const Value* value = said(body, name);
  if (value == nullptr) return nothing;
  if (value->kind() != Kind::object)
    throw crm::Error(crm::Code::invalid_argument, std::string(name) + " must be an object.", name);
  return *value;
}

std::vector<std::string> steps_in(const Value& details) {
  const Value* trace = said(details, "disposition_trace");
  if (trace == nullptr) return {};
  if (trace->kind() == Kind::string) return {trace->string()};
  return naming("disposition_trace", [&] {
    std::vector<std::string> steps;
    for (const Value& step : trace->items())
      if (says_anything(step)) steps.push_back(step.string());
    return steps;
  });
}

// The library's fields whose contract has other words for them.
constexpr std::pair<std::string_view, std::string_view> kWords[] = {
    {"call_id", "call_identifier"},
    {"direction", "call_type"},
    {"disposition", "final_disposition"},
    {"duration_seconds", "call_duration"},
    {"agreed_amount", "user_agreed_payment_amount"},
    {"agreed_date", "pay_later_date"},
    {"end_status", "call_end_status"},
    {"dialing_status", "long_code"},
    {"dialing_code", "short_code"},
    {"dialing_details", "details"},
    {"note", "call_outcome_note"},
    {"additional_notes", "notes"},
    {"ended_at", "creation_date"}};

crm::OutcomeResult record(Exchange& exchange, const crm::Outcome& outcome) {
  try {
    return exchange.session.post_call(outcome);
  } catch (const crm::Error& error) {
    if (error.field() == "call_id" && outcome.call_id == idempotency_key(exchange))
      throw under_name(error, "Idempotency-Key");
    for (const auto& [ours, contracts] : kWords)
      if (error.field() == ours) throw under_name(error, contracts);
    throw;
  }
}

// Only a positive amount changes the loan, and nobody agrees on a negative one: it counts as absent.
std::optional<crm::Money> agreed_amount_in(const Value& details, crm::Currency currency) {
  const auto text = said_text(details, "user_agreed_payment_amount");
  if (!text) return std::nullopt;
  const crm::Money amount =
      naming("user_agreed_payment_amount", [&] { return crm::Money::parse(*text, currency); });
  return amount.minor < 0 ? std::nullopt : std::optional(amount);
}

void read_details(const Value& details, crm::Outcome& outcome) {
  outcome.disposition = said_text(details, "final_disposition");
  outcome.contact_type = said_text(details, "contact_type");
  outcome.disposition_trace = steps_in(details);
  outcome.direction = said_text(details, "call_type");
  outcome.end_status = said_text(details, "call_end_status");
  outcome.agreed_amount = agreed_amount_in(details, outcome.currency);
  if (const auto date = said_text(details, "pay_later_date"))
    outcome.agreed_date = naming("pay_later_date", [&] { return crm::parse_date(*date); });
  if (const auto duration = said_text(details, "call_duration"))
    outcome.duration_seconds = seconds_of(*duration);
  const Value& dialing = object_in(details, "dialing_status");
  outcome.dialing_status = said_text(dialing, "long_code");
  outcome.dialing_code = said_text(dialing, "short_code");
  outcome.dialing_details = said_text(dialing, "details");
}

void read_notes(const Value& body, crm::Outcome& outcome) {
  outcome.note = said_text(body, "call_outcome_note");
  const Value& metadata = object_in(body, "metadata");
  outcome.additional_notes = said_text(metadata, "notes");
  if (const auto at = said_text(metadata, "creation_date"))
    outcome.ended_at = naming("creation_date", [&] { return crm::parse_instant(*at); });
}

// What keeps the outcome from being recorded twice, whoever sends it: the call's identifier. Without one it
// is the caller's own key; a client that gives nothing gets no such protection.
std::string call_id_in(const Exchange& exchange, const Value& details) {
  if (auto said_id = said_text(details, "call_identifier")) return std::move(*said_id);
  return idempotency_key(exchange).value_or(random_id());
}

crm::Outcome outcome_in(const Exchange& exchange, const Value& body, const Value& user,
                        const crm::Candidate& who) {
  const Value& details = object_in(body, "outcome_details");
  crm::Outcome outcome{.call_id = call_id_in(exchange, details), .customer_id = who.customer.id};
  Reading reading{exchange.service.settings().default_country(), who.customer.currency, Nothing::is_silence};
  outcome.customer = fields_in(user, shapes::customer_writable(), reading, &who.customer);
  if (!who.loans.empty()) {
    reading.currency = outcome.currency = who.loans.front().currency;
    outcome.loan = fields_in(user, shapes::loan_writable(), reading);
  }
  read_details(details, outcome);
  read_notes(body, outcome);
  return outcome;
}

Value body_of(const Exchange& exchange) {
  try {
    return read_body(exchange.request.body);
  } catch (Refusal& refusal) {
    refusal.state_message = "Request body is required";
    throw;
  }
}

Answer recorded(const crm::OutcomeResult& result) {
  Answer answer;
  Writer out(answer.body);
  out.begin_object().key("success").value("True").key("message").value("Call outcome processed successfully");
  out.key("updates").begin_object().key("customer_updated").value(result.customer_updated);
  out.key("loan_updated").value(result.loan_updated).key("interaction_created").value(true);
  out.key("interaction_id").value(result.interaction_id.value).end_object();
  append_status(out, "Call outcome recorded and updates applied");
  out.key("replayed").value(result.replayed).end_object();
  return answer;
}

}  // namespace

Answer pre_call(Exchange& exchange) {
  const std::string number(exchange.parameter("caller_number"));
  if (number.empty()) throw bad_request("caller_number parameter is required in query string");
  const crm::PreCall asked = ask(exchange, number);
  if (asked.candidates.empty()) throw not_found("Customer not found with the provided caller number");
  Answer answer;
  answer.body.reserve(2048 * asked.candidates.size());
  Writer out(answer.body);
  out.begin_object().key("success").value("True").key("caller_details").begin_array();
  for (const crm::Candidate& who : asked.candidates) {
    const std::string ssn = revealed_ssn(exchange, who.customer);
    append_candidate(out, who, {exchange.service.settings().default_country(), ssn});
  }
  out.end_array();
  append_status(out, "Successful");
  out.key("number").value(asked.number.e164()).key("truncated").value(asked.truncated).end_object();
  return answer;
}

Answer post_call(Exchange& exchange) {
  const Value body = body_of(exchange);
  const Value& user = object_in(body, "user_info");
  const auto account = said_text(user, "account_number");
  if (!account)
    throw Refusal{400, "invalid_argument", "account_number is required in user_info", "account_number",
                  "Missing required field: account_number"};
  const auto who = exchange.session.pre_call_account(*account);
  if (!who)
    throw Refusal{404, "not_found", "Customer not found with account number: " + *account, "account_number",
                  "Customer not found"};
  return recorded(record(exchange, outcome_in(exchange, body, user, *who)));
}

}  // namespace rest
