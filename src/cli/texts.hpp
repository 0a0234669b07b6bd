// Values in the words that a person reads.
#pragma once

#include <string>

#include <crm/customer.hpp>

namespace crm::cli {

// To the second, as "2024-02-01 10:00:00 UTC".
std::string instant_text(Instant instant);

// "1250.00 USD".
std::string money_text(const Money& money);

// First and last name; "(no name)" when there is neither.
std::string name_of(const Customer& customer);

}  // namespace crm::cli
