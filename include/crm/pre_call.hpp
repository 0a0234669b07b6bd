// The answer to the question before a call: who is behind this number, what do they owe, may I call them now?
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <crm/customer.hpp>
#include <crm/customer_phone.hpp>
#include <crm/decision.hpp>
#include <crm/interaction.hpp>
#include <crm/loan.hpp>

namespace crm {

// One customer who may be behind the number. Do not tell a person on the phone anything of this before you
// know that it is the customer: 12 CFR 1006.6(d) forbids telling others about a debt.
struct Candidate {
  Customer customer;
  std::optional<CustomerPhone> phone;  // the number that matched; none: found otherwise and without a phone
  bool primary = false;                // whether it is the customer's primary number
  std::vector<Loan> loans;             // all, newest first; is_open(loan) tells open ones
  std::vector<Money> total_due;        // the due amounts of the open loans, summed by currency
  std::vector<Interaction> interactions;  // the newest, latest first
  Decision decision;
};

// Everyone behind one number, as of one instant, from one consistent snapshot of the database.
struct PreCall {
  PhoneNumber number;
  Instant as_of;
  // The customers whose primary number it is first, then by the phone's rank, then by id. Empty: nobody has
  // it.
  std::vector<Candidate> candidates;
  bool truncated = false;  // more than 100 customers have the number; these are 100 of them
};

}  // namespace crm
