#include "cli/texts.hpp"

namespace crm::cli {

std::string instant_text(Instant instant) {
  const std::string text = to_string(instant);
  return text.substr(0, 10) + " " + text.substr(11, 8) + " UTC";
}

std::string money_text(const Money& money) {
  return money.to_string() + " " + std::string(money.currency.code());
}

std::string name_of(const Customer& customer) {
  const std::string first = customer.first_name.value_or(""), last = customer.last_name.value_or("");
  if (first.empty() && last.empty()) return "(no name)";
  return first.empty() || last.empty() ? first + last : first + " " + last;
}

}  // namespace crm::cli
