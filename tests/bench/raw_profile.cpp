#include "raw_profile.hpp"

#include "settings.hpp"

namespace crm::bench::raw {

namespace {

constexpr std::string_view kCustomerColumns =
    "customer.id, customer.version, account_number, external_id, customer_number, record_type, first_name, "
    "last_name, borrower_first_name, borrower_last_name, dob, ssn_last4, email_address, "
    "primary_phone_number, "
    "transfer_phone_number, transfer_ip_address, address_line_1, address_line_2, city, state, postal_code, "
    "country, language, time_zone, is_eligible_to_call, customer.do_not_call, credit_score, currency, "
    "monthly_income, employment_status, attributes, customer.created_at, customer.updated_at";
constexpr std::string_view kPhoneColumns =
    "customer_phone.id, customer_phone.customer_id, customer_phone.version, customer_phone.number, kind, "
    "rank, "
    "status, customer_phone.do_not_call, customer_phone.created_at, customer_phone.updated_at";
constexpr std::string_view kLoanColumns =
    "id, customer_id, version, product_name, status, currency, due_amount, no_of_missed_installments, "
    "contractual_installment_amount, interest_late_fee, minimum_amount, due_date, acceptable_pay_later_date, "
    "acceptable_already_paid_date, grace_period_date, days_past_due, vehicle_id, loan_amount, interest_rate, "
    "term_months, monthly_payment, balance_remaining, next_payment_date, origination_date, created_at, "
    "updated_at";
constexpr std::string_view kInteractionColumns =
    "id, customer_id, version, creation_date, last_updated_date, source, status, notes, follow_up_at, "
    "loan_id, call_id, agent, direction, disposition, disposition_trace, duration_seconds, currency, "
    "agreed_amount, agreed_date, end_status, dialing_status, dialing_code, dialing_details, created_at, "
    "updated_at";

std::string select(std::string_view columns, std::string_view rest) {
  return std::string("SELECT ").append(columns).append(" FROM ").append(rest);
}

std::string select_loans() { return select_loan() + " WHERE customer_id = ?1 ORDER BY customer_id, id"; }

std::string select_interactions() {
  return select_interaction() + " WHERE customer_id = ?1 ORDER BY creation_date DESC, id DESC LIMIT ?2";
}

template <class Row>
void read_rows(Statement& statement, std::vector<Row>& rows) {
  while (statement.step()) read(statement, rows.emplace_back());
  statement.reset();
}

void read_loans(Statement& statement, std::int64_t customer, std::vector<Loan>& loans) {
  statement.bind(customer);
  read_rows(statement, loans);
  sort_newest_first(loans);
}

void read_interactions(Statement& statement, std::int64_t customer, std::vector<Interaction>& interactions) {
  statement.bind(customer, std::int64_t{kInteractions});
  read_rows(statement, interactions);
}

template <class Row>
void read_single(Statement& statement, Row& row) {
  if (statement.step()) read(statement, row);
  statement.reset();
}

}  // namespace

std::string select_customer() { return select(kCustomerColumns, "customer"); }
std::string select_phone() { return select(kPhoneColumns, "customer_phone"); }
std::string select_loan() { return select(kLoanColumns, "loan"); }
std::string select_interaction() { return select(kInteractionColumns, "interaction"); }

ProfileReader::ProfileReader(const Connection& connection)
    : begin_(connection, "BEGIN"),
      commit_(connection, "COMMIT"),
      directory_(connection,
                 "SELECT customer_id FROM phone_directory WHERE number = ?1 ORDER BY customer_id LIMIT 101"),
      customer_(connection, select_customer() + " WHERE id = ?1"),
      phone_(connection, select_phone() + " WHERE customer_id = ?1 AND number = ?2"),
      loans_(connection, select_loans()),
      interactions_(connection, select_interactions()) {}

std::vector<Profile> ProfileReader::find(std::string_view number) {
  std::vector<Profile> profiles;
  begin_.run();
  find_ids(number);
  profiles.resize(ids_.size());
  for (std::size_t i = 0; i < ids_.size(); ++i) read_one(ids_[i], number, profiles[i]);
  commit_.run();
  return profiles;
}

void ProfileReader::find_ids(std::string_view number) {
  ids_.clear();
  directory_.bind(number);
  while (directory_.step()) {
    int column = 0;
    directory_.read(column, ids_.emplace_back());
  }
  directory_.reset();
}

void ProfileReader::read_one(std::int64_t id, std::string_view number, Profile& profile) {
  customer_.bind(id);
  read_single(customer_, profile.customer);
  phone_.bind(id, number);
  read_single(phone_, profile.phone);
  read_loans(loans_, id, profile.loans);
  read_interactions(interactions_, id, profile.interactions);
}

PlainReader::PlainReader(const Connection& connection)
    : customer_and_phone_(connection,
                          select(std::string(kCustomerColumns) + ", " + std::string(kPhoneColumns),
                                 "phone_directory JOIN customer ON customer.id = phone_directory.customer_id "
                                 "JOIN customer_phone ON customer_phone.customer_id = customer.id "
                                 "AND customer_phone.number = phone_directory.number "
                                 "WHERE phone_directory.number = ?1")),
      loans_(connection, select_loans()),
      interactions_(connection, select_interactions()) {}

std::vector<Profile> PlainReader::find(std::string_view number) {
  std::vector<Profile> profiles;
  customer_and_phone_.bind(number);
  while (customer_and_phone_.step()) {
    Profile& profile = profiles.emplace_back();
    int column = 0;
    read_from(column, customer_and_phone_, profile.customer);
    read_from(column, customer_and_phone_, profile.phone);
  }
  customer_and_phone_.reset();
  for (Profile& profile : profiles) {
    read_loans(loans_, profile.customer.id, profile.loans);
    read_interactions(interactions_, profile.customer.id, profile.interactions);
  }
  return profiles;
}

}  // namespace crm::bench::raw
