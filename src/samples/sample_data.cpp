// The sample data as tables: a row a customer, a row an interaction.
#include "samples/sample_data.hpp"

#include <span>
#include <string_view>

namespace crm::samples {

namespace {

struct SampleInteraction {
  std::string_view creation_date, source, status, notes;
};

// Amounts are in US cents, dates are "YYYY-MM-DD"; an empty text is an absent value.
struct SampleLoan {
  std::string_view product_name, status;
  std::int64_t due_amount, missed_installments, installment, late_fee, minimum_amount;
  std::string_view due_date, pay_later_date, already_paid_date, grace_period_date;
};

struct SampleCustomer {
  std::string_view account_number, first_name, last_name, email, phone, ssn, dob;
  std::string_view address_line_1, address_line_2, city, state, postal_code;
  std::int64_t customer_number;
  std::string_view record_type, borrower_first_name;
  bool is_eligible_to_call;
  std::string_view transfer_phone, transfer_ip_address;
  SampleLoan loan;
  std::span<const SampleInteraction> interactions;
};

constexpr SampleInteraction kJohn[] = {
    {"2024-01-28T14:30:00", "Inbound Call", "Completed",
     "Sample data: the customer asked when the next instalment is due and was told the date."},
    {"2024-01-30T09:15:00", "Payment System", "Processed",
     "Sample data: the instalment of January was received and booked."},
    {"2024-02-01T10:00:00", "System Generated", "Sent",
     "Sample data: the statement for February was sent by e-mail."},
};
constexpr SampleInteraction kSarah[] = {
    {"2024-01-26T16:45:00", "Outbound Call", "No Answer",
     "Sample data: reminder call on the day after the due date; it rang out."},
    {"2024-01-27T11:20:00", "Inbound Call", "Completed",
     "Sample data: the customer returned our call and said that her salary comes late this month."},
    {"2024-01-28T13:10:00", "Email", "Sent", "Sample data: sent the ways to pay and the late fee so far."},
    {"2024-02-01T08:30:00", "System Generated", "Active",
     "Sample data: the loan was put on the list of early reminders."},
};
constexpr SampleInteraction kMichael[] = {
    {"2024-01-21T09:00:00", "Outbound Call", "No Answer",
     "Sample data: first call after the due date; nobody answered."},
    {"2024-01-22T14:30:00", "Outbound Call", "Busy", "Sample data: the line was busy twice."},
    {"2024-01-23T10:15:00", "Outbound Call", "Completed",
     "Sample data: the co-signer said that he would speak to the borrower."},
    {"2024-01-29T15:45:00", "Outbound Call", "Completed",
     "Sample data: the co-signer asked for a plan with two smaller payments."},
    {"2024-02-02T11:00:00", "Collections Notice", "Sent",
     "Sample data: notice by mail about two missed instalments."},
};
constexpr SampleInteraction kEmily[] = {
    {"2024-01-25T12:00:00", "Inbound Call", "Completed",
     "Sample data: the customer said that the last payment had left her account."},
    {"2024-01-26T09:30:00", "Internal System", "In Progress",
     "Sample data: the payment is being looked for; no calls until it is found."},
    {"2024-01-28T16:20:00", "Bank Verification", "Resolved",
     "Sample data: the bank confirmed the payment; nothing is due."},
    {"2024-01-29T10:45:00", "Outbound Call", "Completed",
     "Sample data: told the customer that the account is up to date."},
};
constexpr SampleInteraction kRobert[] = {
    {"2024-01-16T08:00:00", "System Generated", "Sent", "Sample data: reminder the day after the due date."},
    {"2024-01-18T13:30:00", "Outbound Call", "No Answer", "Sample data: left no message."},
    {"2024-01-22T10:00:00", "Certified Mail", "Sent", "Sample data: notice of default by certified mail."},
    {"2024-01-30T14:15:00", "Legal Department", "Initiated",
     "Sample data: the file was handed over for review after three missed instalments."},
    {"2024-02-01T16:00:00", "Collections Agency", "Transferred",
     "Sample data: the file was passed on to the agency."},
};

constexpr SampleCustomer kCustomers[] = {
    {"1234567890",
     "John",
     "Doe",
     "john.doe@email.com",
     "+15551234567",
     "123456789",
     "1980-01-15",
     "123 Main Street",
     "Apt 4B",
     "New York",
     "NY",
     "10001",
     10001,
     "responsible_party",
     "John",
     true,
     "+15551111111",
     "192.168.1.100",
     {"Auto Loan Premium", "active", 125000, 0, 42550, 2500, 5000, "2024-01-31", "2024-02-15", "2024-01-31",
      "2024-02-10"},
     kJohn},
    {"2345678901",
     "Sarah",
     "Johnson",
     "sarah.johnson@email.com",
     "+15552345678",
     "234567890",
     "1985-06-22",
     "456 Oak Avenue",
     "",
     "Los Angeles",
     "CA",
     "90210",
     10002,
     "responsible_party",
     "Sarah",
     true,
     "+15552222222",
     "192.168.1.101",
     {"Personal Loan Standard", "past_due", 87500, 1, 35000, 4500, 7500, "2024-01-25", "2024-02-20",
      "2024-01-25", "2024-02-05"},
     kSarah},
    {"3456789012",
     "Michael",
     "Brown",
     "michael.brown@email.com",
     "+15553456789",
     "345678901",
     "1978-11-08",
     "789 Pine Street",
     "Unit 12",
     "Chicago",
     "IL",
     "60601",
     10003,
     "co_signer",
     "Lisa",
     true,
     "+15553333333",
     "192.168.1.102",
     {"Auto Loan Standard", "delinquent", 210000, 2, 52500, 8500, 10000, "2024-01-20", "2024-02-25",
      "2024-01-20", "2024-01-30"},
     kMichael},
    {"4567890123",
     "Emily",
     "Davis",
     "emily.davis@email.com",
     "+15554567890",
     "456789012",
     "1992-03-14",
     "321 Elm Drive",
     "Apt 5A",
     "Houston",
     "TX",
     "77001",
     10004,
     "responsible_party",
     "Emily",
     false,
     "+15554444444",
     "192.168.1.103",
     {"Personal Loan Plus", "current", 0, 0, 27500, 0, 2500, "2024-02-01", "2024-02-28", "2024-02-01",
      "2024-02-15"},
     kEmily},
    {"5678901234",
     "Robert",
     "Wilson",
     "robert.wilson@email.com",
     "+15555678901",
     "567890123",
     "1975-09-30",
     "654 Maple Lane",
     "",
     "Phoenix",
     "AZ",
     "85001",
     10005,
     "responsible_party",
     "Robert",
     true,
     "+15555555555",
     "192.168.1.104",
     {"Auto Loan Deluxe", "default", 315000, 3, 65000, 12500, 15000, "2024-01-15", "2024-03-01", "2024-01-15",
      "2024-01-25"},
     kRobert},
};

std::optional<std::string> text(std::string_view value) {
  return value.empty() ? std::nullopt : std::optional(std::string(value));
}

Money dollars(std::int64_t cents) { return {cents, Currency("USD")}; }

// The borrower of every sample has the customer's last name.
CustomerFields customer_of(const SampleCustomer& sample) {
  return {.account_number = text(sample.account_number),
          .customer_number = sample.customer_number,
          .record_type = text(sample.record_type),
          .first_name = text(sample.first_name),
          .last_name = text(sample.last_name),
          .borrower_first_name = text(sample.borrower_first_name),
          .borrower_last_name = text(sample.last_name),
          .dob = parse_date(sample.dob),
          .ssn = Ssn::parse(sample.ssn),
          .email_address = text(sample.email),
          .primary_phone_number = PhoneNumber::parse(sample.phone),
          .transfer_phone_number = PhoneNumber::parse(sample.transfer_phone),
          .transfer_ip_address = text(sample.transfer_ip_address),
          .address_line_1 = text(sample.address_line_1),
          .address_line_2 = text(sample.address_line_2),
          .city = text(sample.city),
          .state = text(sample.state),
          .postal_code = text(sample.postal_code),
          .is_eligible_to_call = sample.is_eligible_to_call};
}

LoanFields loan_of(const SampleLoan& sample) {
  return {.product_name = std::string(sample.product_name),
          .status = std::string(sample.status),
          .due_amount = dollars(sample.due_amount),
          .no_of_missed_installments = sample.missed_installments,
          .contractual_installment_amount = dollars(sample.installment),
          .interest_late_fee = dollars(sample.late_fee),
          .minimum_amount = dollars(sample.minimum_amount),
          .due_date = parse_date(sample.due_date),
          .acceptable_pay_later_date = parse_date(sample.pay_later_date),
          .acceptable_already_paid_date = parse_date(sample.already_paid_date),
          .grace_period_date = parse_date(sample.grace_period_date)};
}

InteractionFields interaction_of(const SampleInteraction& sample) {
  const Instant created = parse_instant(sample.creation_date);
  return {.creation_date = created,
          .last_updated_date = date_of(created),
          .source = std::string(sample.source),
          .status = std::string(sample.status),
          .notes = text(sample.notes)};
}

CustomerFile file_of(const SampleCustomer& sample) {
  CustomerFile file{.customer = customer_of(sample), .loans = {loan_of(sample.loan)}};
  for (const SampleInteraction& interaction : sample.interactions)
    file.interactions.push_back(interaction_of(interaction));
  return file;
}

}  // namespace

std::vector<CustomerFile> sample_customers() {
  std::vector<CustomerFile> files;
  for (const SampleCustomer& sample : kCustomers) files.push_back(file_of(sample));
  return files;
}

}  // namespace crm::samples
