// Who is behind a number, through the raw API: the library's pre-call without its decision. Every column that
// the library reads is read, into new structs each time.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "raw_sqlite.hpp"

namespace crm::bench::raw {

using Number = std::optional<std::int64_t>;  // NULL or a number; an empty text stands for NULL too

// When: how a date or an instant is held, a text on SQLite, and on PostgreSQL the number that it sends.
template <class When>
struct CustomerOf {
  std::int64_t id = 0, version = 0;
  std::string account_number, external_id;
  Number customer_number;
  std::string record_type, first_name, last_name, borrower_first_name, borrower_last_name;
  When dob;
  std::string ssn_last4, email_address, primary_phone_number, transfer_phone_number, transfer_ip_address,
      address_line_1, address_line_2, city, state, postal_code, country, language, time_zone;
  std::int64_t is_eligible_to_call = 0, do_not_call = 0;
  Number credit_score;
  std::string currency;
  Number monthly_income;
  std::string employment_status, attributes;
  When created_at, updated_at;
};

template <class When>
struct PhoneOf {
  std::int64_t id = 0, customer_id = 0, version = 0;
  std::string number, kind;
  std::int64_t rank = 0;
  std::string status;
  std::int64_t do_not_call = 0;
  When created_at, updated_at;
};

template <class When>
struct LoanOf {
  std::int64_t id = 0, customer_id = 0, version = 0;
  std::string product_name, status, currency;
  std::int64_t due_amount = 0, no_of_missed_installments = 0, contractual_installment_amount = 0,
               interest_late_fee = 0, minimum_amount = 0;
  When due_date, acceptable_pay_later_date, acceptable_already_paid_date, grace_period_date;
  std::int64_t days_past_due = 0;
  Number vehicle_id, loan_amount;
  std::string interest_rate;
  Number term_months, monthly_payment, balance_remaining;
  When next_payment_date, origination_date, created_at, updated_at;
};

template <class When>
struct InteractionOf {
  std::int64_t id = 0, customer_id = 0, version = 0;
  When creation_date, last_updated_date;
  std::string source, status, notes;
  When follow_up_at;
  Number loan_id;
  std::string call_id, agent, direction, disposition, disposition_trace;
  Number duration_seconds;
  std::string currency;
  Number agreed_amount;
  When agreed_date;
  std::string end_status, dialing_status, dialing_code, dialing_details;
  When created_at, updated_at;
};

template <class When>
struct ProfileOf {
  CustomerOf<When> customer;
  PhoneOf<When> phone;
  std::vector<LoanOf<When>> loans;                // newest first
  std::vector<InteractionOf<When>> interactions;  // newest first
};

using Customer = CustomerOf<std::string>;
using Phone = PhoneOf<std::string>;
using Loan = LoanOf<std::string>;
using Interaction = InteractionOf<std::string>;
using Profile = ProfileOf<std::string>;

// "SELECT ... FROM ..." of the columns in the order in which read() takes them.
std::string select_customer();
std::string select_phone();
std::string select_loan();
std::string select_interaction();

// From a row of either database.
template <class Row, class When>
void read_from(int& column, Row& row, CustomerOf<When>& c) {
  row.read(column, c.id, c.version, c.account_number, c.external_id, c.customer_number, c.record_type,
           c.first_name, c.last_name, c.borrower_first_name, c.borrower_last_name, c.dob, c.ssn_last4,
           c.email_address, c.primary_phone_number, c.transfer_phone_number, c.transfer_ip_address,
           c.address_line_1, c.address_line_2, c.city, c.state, c.postal_code, c.country, c.language,
           c.time_zone, c.is_eligible_to_call, c.do_not_call, c.credit_score, c.currency, c.monthly_income,
           c.employment_status, c.attributes, c.created_at, c.updated_at);
}

template <class Row, class When>
void read_from(int& column, Row& row, PhoneOf<When>& p) {
  row.read(column, p.id, p.customer_id, p.version, p.number, p.kind, p.rank, p.status, p.do_not_call,
           p.created_at, p.updated_at);
}

template <class Row, class When>
void read_from(int& column, Row& row, LoanOf<When>& l) {
  row.read(column, l.id, l.customer_id, l.version, l.product_name, l.status, l.currency, l.due_amount,
           l.no_of_missed_installments, l.contractual_installment_amount, l.interest_late_fee,
           l.minimum_amount, l.due_date, l.acceptable_pay_later_date, l.acceptable_already_paid_date,
           l.grace_period_date, l.days_past_due, l.vehicle_id, l.loan_amount, l.interest_rate, l.term_months,
           l.monthly_payment, l.balance_remaining, l.next_payment_date, l.origination_date, l.created_at,
           l.updated_at);
}

template <class Row, class When>
void read_from(int& column, Row& row, InteractionOf<When>& i) {
  row.read(column, i.id, i.customer_id, i.version, i.creation_date, i.last_updated_date, i.source, i.status,
           i.notes, i.follow_up_at, i.loan_id, i.call_id, i.agent, i.direction, i.disposition,
           i.disposition_trace, i.duration_seconds, i.currency, i.agreed_amount, i.agreed_date, i.end_status,
           i.dialing_status, i.dialing_code, i.dialing_details, i.created_at, i.updated_at);
}

template <class Row, class Record>
void read(Row& row, Record& record) {
  int column = 0;
  read_from(column, row, record);
}

template <class When>
void sort_newest_first(std::vector<LoanOf<When>>& loans) {
  std::sort(loans.begin(), loans.end(), [](const LoanOf<When>& a, const LoanOf<When>& b) {
    return std::tie(a.created_at, a.id) > std::tie(b.created_at, b.id);
  });
}

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
