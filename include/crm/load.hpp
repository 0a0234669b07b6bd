// Loading many customers at once, with everything of theirs: for seeds, imports and moves.
#pragma once

#include <vector>

#include <crm/customer.hpp>
#include <crm/customer_phone.hpp>
#include <crm/interaction.hpp>
#include <crm/loan.hpp>

namespace crm {

// One customer and what is theirs. The primary phone number needs no entry in phones.
struct CustomerFile {
  CustomerFields customer;
  std::vector<CustomerPhoneFields> phones{};
  std::vector<LoanFields> loans{};
  std::vector<InteractionFields> interactions{};
};

}  // namespace crm
