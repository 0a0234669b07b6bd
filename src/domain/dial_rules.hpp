// The dial rules: each looks at one call that is about to be made and says what is against it. All are asked,
// all reasons count. A new rule is one function and one line in the table of dial_rules.cpp.
#pragma once

#include <crm/customer.hpp>
#include <crm/customer_phone.hpp>
#include <crm/decision.hpp>

namespace crm::domain {

// What a rule may look at.
struct CallFacts {
  const Customer& customer;
  const CustomerPhone*
      phone;                  // the number to be dialed as the customer has it; none: they have no such phone
  const PhoneNumber& number;  // the number to be dialed; may be empty
  Instant now;
  const CallingHours& hours;
  std::string_view default_country;
};

Decision decide(const CallFacts& facts);

}  // namespace crm::domain
