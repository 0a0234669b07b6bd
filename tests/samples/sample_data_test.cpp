// The sample customers have the values that clients of the REST contract know.
#include "samples/sample_data.hpp"

#include <catch2/catch.hpp>
#include <string>

using namespace crm;

namespace {

// A row of the contract's table: "At a glance".
struct Row {
  std::string name, dob, phone, account, ssn;
  std::int64_t customer_number;
  std::string city, state, postal_code, product, status, due, late_fee;
  std::int64_t missed;
  std::string instalment, minimum;
  std::size_t interactions;
};

const std::vector<Row> kRows = {
    {"John Doe", "1980-01-15", "+15551234567", "1234567890", "123456789", 10001, "New York", "NY", "10001",
     "Auto Loan Premium", "active", "1250.00", "25.00", 0, "425.50", "50.00", 3},
    {"Sarah Johnson", "1985-06-22", "+15552345678", "2345678901", "234567890", 10002, "Los Angeles", "CA",
     "90210", "Personal Loan Standard", "past_due", "875.00", "45.00", 1, "350.00", "75.00", 4},
    {"Michael Brown", "1978-11-08", "+15553456789", "3456789012", "345678901", 10003, "Chicago", "IL",
     "60601", "Auto Loan Standard", "delinquent", "2100.00", "85.00", 2, "525.00", "100.00", 5},
    {"Emily Davis", "1992-03-14", "+15554567890", "4567890123", "456789012", 10004, "Houston", "TX", "77001",
     "Personal Loan Plus", "current", "0.00", "0.00", 0, "275.00", "25.00", 4},
    {"Robert Wilson", "1975-09-30", "+15555678901", "5678901234", "567890123", 10005, "Phoenix", "AZ",
     "85001", "Auto Loan Deluxe", "default", "3150.00", "125.00", 3, "650.00", "150.00", 5},
};

Row row_of(const CustomerFile& file) {
  const CustomerFields& who = file.customer;
  const LoanFields& loan = file.loans.at(0);
  return {*who.first_name.value() + " " + *who.last_name.value(),
          to_string(*who.dob.value()),
          who.primary_phone_number.value()->e164(),
          *who.account_number.value(),
          std::string(who.ssn.value()->digits()),
          *who.customer_number.value(),
          *who.city.value(),
          *who.state.value(),
          *who.postal_code.value(),
          loan.product_name.value(),
          loan.status.value(),
          loan.due_amount.value().to_string(),
          loan.interest_late_fee.value().to_string(),
          loan.no_of_missed_installments.value(),
          loan.contractual_installment_amount.value().to_string(),
          loan.minimum_amount.value().to_string(),
          file.interactions.size()};
}

std::string text(const Row& row) {
  std::string all;
  for (const std::string& part :
       {row.name, row.dob, row.phone, row.account, row.ssn, std::to_string(row.customer_number), row.city,
        row.state, row.postal_code, row.product, row.status, row.due, row.late_fee,
        std::to_string(row.missed), row.instalment, row.minimum, std::to_string(row.interactions)})
    all += part + "|";
  return all;
}

}  // namespace

TEST_CASE("the five sample customers are as the contract says") {
  const auto files = samples::sample_customers();
  REQUIRE(files.size() == kRows.size());
  for (std::size_t i = 0; i < files.size(); ++i) {
    CHECK(text(row_of(files[i])) == text(kRows[i]));
    CHECK(files[i].loans.size() == 1);
  }
}

TEST_CASE("only Emily Davis is not eligible, only Michael Brown is a co-signer") {
  for (const CustomerFile& file : samples::sample_customers()) {
    const std::string& name = *file.customer.first_name.value();
    CHECK(file.customer.is_eligible_to_call.value() == (name != "Emily"));
    CHECK((file.customer.record_type.value() == "co_signer") == (name == "Michael"));
    CHECK(file.customer.borrower_first_name.value() == (name == "Michael" ? "Lisa" : name));
  }
}

TEST_CASE("every sample note says that it is one") {
  for (const CustomerFile& file : samples::sample_customers())
    for (const InteractionFields& interaction : file.interactions)
      CHECK(interaction.notes.value()->starts_with("Sample data: "));
}
