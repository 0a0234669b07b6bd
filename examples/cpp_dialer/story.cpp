// Puts records into sentences.
#include "story.hpp"

#include <algorithm>

namespace dialer {

namespace {

constexpr std::size_t kNumberWidth = 18;

std::string text(const crm::Money& money) {
  return money.to_string() + " " + std::string(money.currency.code());
}

std::string total(const std::vector<crm::Money>& amounts) {
  std::string sum;
  for (const crm::Money& amount : amounts) sum += (sum.empty() ? "" : " and ") + text(amount);
  return sum.empty() ? "nothing" : sum;
}

std::string name(const crm::Customer& customer) {
  return customer.first_name.value_or("") + " " + customer.last_name.value_or("");
}

// "500.00 USD, arranged, to be paid by 2026-03-15"
std::string standing(const crm::Loan& loan) {
  std::string line = text(loan.due_amount) + ", " + loan.status;
  if (loan.acceptable_pay_later_date)
    line += ", to be paid by " + crm::to_string(*loan.acceptable_pay_later_date);
  return line;
}

}  // namespace

std::string in_columns(const std::string& number, const std::string& story) {
  std::string lines, column = number;
  for (std::size_t start = 0; start < story.size();) {
    const std::size_t end = std::min(story.find('\n', start), story.size());
    column.resize(kNumberWidth, ' ');
    lines += column + story.substr(start, end - start) + "\n";
    column.clear();
    start = end + 1;
  }
  return lines + "\n";
}

std::string describe(const crm::Candidate& who) {
  std::string lines = name(who.customer) + " owes " + total(who.total_due) + "\n";
  for (const crm::Loan& loan : who.loans)
    lines += loan.product_name + ", " + loan.status +
             ", missed instalments: " + std::to_string(loan.no_of_missed_installments) + "\n";
  return lines;
}

std::string why_not(const crm::Decision& decision) {
  std::string lines;
  for (const crm::Reason& reason : decision.reasons) {
    lines += "not allowed: " + std::string(reason.message) + "\n";
    if (reason.rule == "calling_hours" && decision.hours_allow_at)
      lines += "calling hours allow it at " + crm::to_string(*decision.hours_allow_at) + "\n";
  }
  return lines;
}

std::string describe(const crm::Outcome& outcome) {
  std::string line = "allowed and called: " + outcome.disposition.value_or("Completed");
  if (outcome.agreed_amount) line += ", " + text(*outcome.agreed_amount);
  if (outcome.agreed_date) line += " by " + crm::to_string(*outcome.agreed_date);
  if (outcome.note) line += ". " + *outcome.note;
  return line + "\n";
}

std::string describe_change(const crm::Candidate& before, const crm::Candidate& after) {
  if (before.loans.empty()) return {};
  return "the loan was  " + standing(before.loans.front()) + "\nthe loan is   " +
         standing(after.loans.front()) + "\n";
}

std::string describe(const crm::Dashboard& dashboard) {
  std::string lines = std::to_string(dashboard.total_customers) + " customers, " +
                      std::to_string(dashboard.total_loans) + " loans, " +
                      std::to_string(dashboard.total_interactions) + " interactions\n";
  for (const crm::LoanGroup& group : dashboard.by_status)
    lines += std::to_string(group.loans) + " " + group.key + ", " + text(group.due_amount) + " due\n";
  return in_columns("In all", lines);
}

}  // namespace dialer
