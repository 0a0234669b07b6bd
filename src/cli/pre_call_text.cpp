// Lays the answer out in lines of a label and a value.
#include "cli/pre_call_text.hpp"

#include "cli/output.hpp"
#include "cli/screen.hpp"
#include "cli/texts.hpp"

namespace crm::cli {

namespace {

constexpr std::size_t kLabelWidth = 12, kMostNoteBytes = 400;

void add_line(std::string& out, std::string_view label, std::string_view value) {
  constexpr std::size_t column = 2 + kLabelWidth;
  out.append("  ").append(label);
  if (label.size() < kLabelWidth) out.append(kLabelWidth - label.size(), ' ');
  out.append(wrapped(value, width_behind(column), column)).append("\n");
}

void append_word(std::string& out, std::string_view separator, std::string_view word) {
  if (word.empty()) return;
  if (!out.empty()) out += separator;
  out += printable(word);
}

std::string place_of(const Customer& customer) {
  std::string place;
  append_word(place, ", ", customer.city.value_or(""));
  append_word(place, ", ", customer.state.value_or(""));
  append_word(place, " ", customer.postal_code.value_or(""));
  return place.empty() ? "unknown" : place;
}

std::string phone_text(const Candidate& candidate) {
  if (!candidate.phone) return "none";
  const CustomerPhone& phone = *candidate.phone;
  return phone.number.e164() + ", " + (candidate.primary ? "their primary number" : printable(phone.kind)) +
         ", " + printable(phone.status);
}

std::string total_text(const std::vector<Money>& totals) {
  std::string text;
  for (const Money& total : totals) append_word(text, ", ", money_text(total));
  return text.empty() ? "nothing" : text;
}

std::string loan_text(const Loan& loan) {
  return printable(loan.product_name) + ", " + printable(loan.status) + (is_open(loan) ? "" : " (closed)") +
         ": " + money_text(loan.due_amount) + " due " + to_string(loan.due_date) + ", " +
         std::to_string(loan.no_of_missed_installments) + " missed, " + std::to_string(loan.days_past_due) +
         " days past due";
}

// A long note is cut, but not inside a UTF-8 character.
std::string note_text(const std::string& notes) {
  if (notes.size() <= kMostNoteBytes) return printable(notes);
  std::size_t end = kMostNoteBytes;
  while (end > 0 && (static_cast<unsigned char>(notes[end]) & 0xc0) == 0x80) --end;
  return printable(std::string_view(notes).substr(0, end)) + " ...";
}

void add_interaction(std::string& out, const Interaction& interaction) {
  add_line(out, "Contact",
           instant_text(interaction.creation_date) + ", " + printable(interaction.source) + ": " +
               printable(interaction.status));
  if (interaction.notes) add_line(out, "", note_text(*interaction.notes));
}

void add_decision(std::string& out, const Decision& decision) {
  std::string_view label = "May I call?";
  if (decision.allowed) add_line(out, label, "yes");
  for (const Reason& reason : decision.reasons) {
    add_line(out, label, "NO: " + std::string(reason.message));
    label = "";
  }
  if (decision.allowed || !decision.hours_allow_at) return;
  add_line(out, "", "Calling hours allow it at " + instant_text(*decision.hours_allow_at) + ".");
}

std::string heading(const Customer& customer) {
  std::string text = printable(name_of(customer)) + " (customer " + std::to_string(customer.id.value);
  if (customer.account_number) text += ", account " + printable(*customer.account_number);
  return wrapped(text + ")", width_behind(2), 2) + "\n";
}

std::string how_many(const PreCall& answer) {
  const std::size_t count = answer.candidates.size();
  if (count == 0) return "nobody has this number.";
  if (answer.truncated) return "more than " + std::to_string(count) + " customers have it; these are some.";
  return count == 1 ? "one customer has it."
                    : std::to_string(count) + " customers have it, the likeliest first.";
}

}  // namespace

std::string to_text(const PreCall& answer) {
  const std::string head =
      answer.number.e164() + " at " + instant_text(answer.as_of) + ": " + how_many(answer);
  std::string out = wrapped(head, width_behind(2), 2) + "\n";
  for (const Candidate& candidate : answer.candidates) out += "\n" + to_text(candidate);
  return out;
}

std::string to_text(const Candidate& candidate) {
  std::string out = heading(candidate.customer);
  add_decision(out, candidate.decision);
  add_line(out, "Number", phone_text(candidate));
  add_line(out, "Place", place_of(candidate.customer));
  add_line(out, "Total due", total_text(candidate.total_due));
  for (const Loan& loan : candidate.loans)
    add_line(out, "Loan " + std::to_string(loan.id.value), loan_text(loan));
  for (const Interaction& interaction : candidate.interactions) add_interaction(out, interaction);
  return out;
}

}  // namespace crm::cli
