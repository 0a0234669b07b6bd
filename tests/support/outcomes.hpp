// What the tests of outcomes begin with: a customer with a loan, and the contract's example of an outcome.
#pragma once

#include <crm/session.hpp>
#include <string>
#include <utility>

#include "support/databases.hpp"
#include "support/records.hpp"

namespace crm::test {

// John Doe with one loan of 1250.00 due and two missed instalments.
struct JohnDoe {
  explicit JohnDoe(Where where) : database(where), session(database.session("Ana Agent")) {
    id = session.customers().create(john_doe()).id;
    LoanFields fields = a_loan();
    fields.status = "past_due";
    fields.no_of_missed_installments = std::int64_t{2};
    loan_id = session.loans().create(id, fields).id;
  }
  Outcome outcome(std::string call_id = "CALL-1") const {
    return {.call_id = std::move(call_id), .customer_id = id};
  }
  Loan loan() { return *session.loans().get({id, loan_id}); }
  Interaction newest() { return session.pre_call_customer(id)->interactions.at(0); }

  TestDatabase database;
  Session session;
  CustomerId id;
  LoanId loan_id;
};

// The contract's example.
inline Outcome a_full_outcome() {
  return {.call_id = "CALL123456789",
          .account_number = "1234567890",
          .direction = "OUTBOUND",
          .contact_type = "Phone",
          .disposition = "Promise_to_Pay",
          .disposition_trace = {"Connected", "Discussed Payment", "Promise_to_Pay"},
          .duration_seconds = 8 * 60 + 45,
          .agreed_amount = usd(50'000),
          .agreed_date = day("2024-03-15"),
          .end_status = "CUSTOMER HANGUP",
          .dialing_status = "Dialed - Answered",
          .dialing_code = "DAN",
          .dialing_details = "on second ring",
          .note = "Will pay by card",
          .additional_notes = "From the voice agent",
          .ended_at = instant("2024-02-01T15:30:00Z"),
          .follow_up_at = instant("2024-03-16T15:00:00Z")};
}

}  // namespace crm::test
