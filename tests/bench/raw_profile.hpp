// Who is behind a number, through the raw API: the library's pre-call without its decision. Every column that
// the library reads is read, into new structs each time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "raw_sqlite.hpp"

namespace crm::bench::raw {

using Number = std::optional<std::int64_t>;  // NULL or a number; an empty text stands for NULL too

struct Customer {
  std::int64_t id = 0, version = 0;
  std::string account_number, external_id;
  Number customer_number;
  std::string record_type, first_name, last_name, borrower_first_name, borrower_last_name, dob, ssn_last4,
      email_address, primary_phone_number, transfer_phone_number, transfer_ip_address, address_line_1,
      address_line_2, city, state, postal_code, country, language, time_zone;
  std::int64_t is_eligible_to_call = 0, do_not_call = 0;
  Number credit_score;
  std::string currency;
  Number monthly_income;
  std::string employment_status, attributes, created_at, updated_at;
};

struct Phone {
  std::int64_t id = 0, customer_id = 0, version = 0;
  std::string number, kind;
  std::int64_t rank = 0;
  std::string status;
  std::int64_t do_not_call = 0;
  std::string created_at, updated_at;
};

struct Loan {
  std::int64_t id = 0, customer_id = 0, version = 0;
  std::string product_name, status, currency;
  std::int64_t due_amount = 0, no_of_missed_installments = 0, contractual_installment_amount = 0,
               interest_late_fee = 0, minimum_amount = 0;
  std::string due_date, acceptable_pay_later_date, acceptable_already_paid_date, grace_period_date;
  std::int64_t days_past_due = 0;
  Number vehicle_id, loan_amount;
  std::string interest_rate;
  Number term_months, monthly_payment, balance_remaining;
  std::string next_payment_date, origination_date, created_at, updated_at;
};

struct Interaction {
  std::int64_t id = 0, customer_id = 0, version = 0;
  std::string creation_date, last_updated_date, source, status, notes, follow_up_at;
  Number loan_id;
  std::string call_id, agent, direction, disposition, disposition_trace;
  Number duration_seconds;
  std::string currency;
  Number agreed_amount;
  std::string agreed_date, end_status, dialing_status, dialing_code, dialing_details, created_at, updated_at;
};

struct Profile {
  Customer customer;
  Phone phone;
  std::vector<Loan> loans;                // newest first
  std::vector<Interaction> interactions;  // newest first
};

// "SELECT ..." of the columns in the order in which read() takes them.
std::string select_customer();
std::string select_loan();
void read(Statement& row, Customer& customer);
void read(Statement& row, Loan& loan);

// The library's steps: the directory first, then each table, all in one read transaction.
class ProfileReader {
 public:
  explicit ProfileReader(const Connection& connection);
  std::vector<Profile> find(std::string_view number);

 private:
  void find_ids(std::string_view number);
  void read_one(std::int64_t id, std::string_view number, Profile& profile);

  Statement begin_, commit_, directory_, customer_, phone_, loans_, interactions_;
  std::vector<std::int64_t> ids_;
};

// What a program does that takes SQLite as it comes: three queries, each a transaction of its own.
class PlainReader {
 public:
  explicit PlainReader(const Connection& connection);
  std::vector<Profile> find(std::string_view number);

 private:
  Statement customer_and_phone_, loans_, interactions_;
};

}  // namespace crm::bench::raw
