#include "domain/outcome.hpp"

#include <algorithm>
#include <array>
#include <crm/error.hpp>

#include "domain/record.hpp"

namespace crm::domain {

namespace {

constexpr std::string_view kDefaultSource = "Phone Call", kDefaultStatus = "Completed";

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

template <std::size_t N>
bool is_one_of(const std::string& word, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

constexpr std::array<std::string_view, 3> kSettled{"resolved", "paid", "current"};
constexpr std::array<std::string_view, 2> kArranged{"promise_to_pay", "callback_scheduled"};

void apply_disposition(const std::string& disposition, Loan& loan) {
  if (is_one_of(disposition, kSettled)) {
    loan.status = "current";
    loan.no_of_missed_installments = 0;
    loan.due_amount.minor = 0;
  } else if (is_one_of(disposition, kArranged)) {
    loan.status = "arranged";
  }
}

// An empty text says as little as an absent one.
bool says(const std::optional<std::string>& text) { return text && !text->empty(); }

// Collects the parts of the notes.
class Notes {
 public:
  void add(std::string_view label, std::string_view value) {
    if (!text_.empty()) text_ += "; ";
    text_.append(label).append(": ").append(value);
  }
  void add_if_any(std::string_view label, const std::optional<std::string>& value) {
    if (says(value)) add(label, *value);
  }
  std::string take() { return std::move(text_); }

 private:
  std::string text_;
};

std::string two_digits(std::int64_t number) {
  const std::string digits = std::to_string(number);
  return digits.size() < 2 ? "0" + digits : digits;
}

std::string clock_text(std::int64_t seconds) {
  return two_digits(seconds / 3600) + ":" + two_digits(seconds / 60 % 60) + ":" + two_digits(seconds % 60);
}

std::string amount_text(const Money& money) {
  if (money.currency == Currency("USD")) return "$" + money.to_string();
  return std::string(money.currency.code()) + " " + money.to_string();
}

std::string joined(const std::vector<std::string>& steps) {
  std::string text;
  for (const std::string& step : steps) text.append(text.empty() ? "" : " \u2192 ").append(step);
  return text;
}

std::string dialing_text(const Outcome& outcome) {
  std::string text = outcome.dialing_status.value_or("");
  if (says(outcome.dialing_code)) text += (text.empty() ? "(" : " (") + *outcome.dialing_code + ")";
  if (says(outcome.dialing_details)) text += (text.empty() ? "" : " - ") + *outcome.dialing_details;
  return text;
}

}  // namespace

void apply_outcome(const Outcome& outcome, Loan& loan) {
  apply_changes(loan, outcome.loan);
  if (outcome.agreed_amount && outcome.agreed_amount->is_positive()) {
    naming("agreed_amount", [&] { require_currency(*outcome.agreed_amount, loan.currency); });
    loan.due_amount = *outcome.agreed_amount;
  }
  if (outcome.agreed_date) loan.acceptable_pay_later_date = outcome.agreed_date;
  if (outcome.disposition) apply_disposition(lower(*outcome.disposition), loan);
}

std::string outcome_notes(const Outcome& outcome) {
  Notes notes;
  notes.add_if_any("Call Type", outcome.direction);
  if (outcome.duration_seconds) notes.add("Duration", clock_text(*outcome.duration_seconds));
  notes.add("Call ID", outcome.call_id);
  if (!outcome.disposition_trace.empty()) notes.add("Disposition Trace", joined(outcome.disposition_trace));
  if (outcome.agreed_amount) notes.add("Agreed Payment Amount", amount_text(*outcome.agreed_amount));
  if (outcome.agreed_date) notes.add("Payment Date Agreed", to_string(*outcome.agreed_date));
  notes.add_if_any("Call End", outcome.end_status);
  notes.add_if_any("Dialing Status", dialing_text(outcome));
  notes.add_if_any("Outcome Note", outcome.note);
  notes.add_if_any("Additional Notes", outcome.additional_notes);
  return notes.take();
}

Interaction interaction_of(const Outcome& outcome) {
  Interaction interaction;
  if (outcome.ended_at) interaction.creation_date = *outcome.ended_at;
  interaction.source = says(outcome.contact_type) ? *outcome.contact_type : kDefaultSource;
  interaction.status = says(outcome.disposition) ? *outcome.disposition : kDefaultStatus;
  interaction.notes = outcome_notes(outcome);
  interaction.follow_up_at = outcome.follow_up_at;
  interaction.call_id = outcome.call_id;
  interaction.agent = outcome.agent;
  interaction.direction = outcome.direction;
  interaction.disposition = outcome.disposition;
  interaction.disposition_trace = outcome.disposition_trace;
  interaction.duration_seconds = outcome.duration_seconds;
  interaction.currency = outcome.currency;
  interaction.agreed_amount = outcome.agreed_amount;
  interaction.agreed_date = outcome.agreed_date;
  interaction.end_status = outcome.end_status;
  interaction.dialing_status = outcome.dialing_status;
  interaction.dialing_code = outcome.dialing_code;
  interaction.dialing_details = outcome.dialing_details;
  return interaction;
}

void check_outcome(const Outcome& outcome) {
  check_record(outcome);
  if (!outcome.account_number && !outcome.customer_id)
    throw Error(Code::invalid_argument, "account_number or customer_id is required.", "account_number");
}

}  // namespace crm::domain
