// loan: list, show, add, set, delete.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;
using Catch::StartsWith;
using nlohmann::json;

namespace {

const std::vector<std::string> kNewLoan = {"loan",
                                           "add",
                                           "--customer",
                                           "1",
                                           "product_name=Boat \u2693",
                                           "currency=EUR",
                                           "due_amount=1250",
                                           "contractual_installment_amount=425.50",
                                           "interest_late_fee=0",
                                           "minimum_amount=50",
                                           "due_date=2024-01-31",
                                           "days_past_due=31",
                                           "interest_rate=7.125"};

Loan loan_of(const Terminal& terminal, std::int64_t id) {
  Session session = terminal.open().session("test");
  return session.loans().get(session.loans().find({id}).value()).value();
}

std::size_t lines_in(const std::string& text) {
  return static_cast<std::size_t>(std::count(text.begin(), text.end(), '\n'));
}

}  // namespace

TEST_CASE("loan add stores a loan of the customer with amounts in the currency named") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended ended = terminal.crmctl(kNewLoan);
  CHECK(ended.exit_code == 0);
  CHECK(ended.out == "Added loan 6 of customer 1.\n");
  const Loan loan = loan_of(terminal, 6);
  CHECK(loan.product_name == "Boat \u2693");
  CHECK(loan.due_amount == Money{125'000, Currency("EUR")});
  CHECK(loan.interest_rate == Decimal::parse("7.125"));
  CHECK(loan.customer_id == CustomerId{1});
}

TEST_CASE("loan add says whose and what is missing") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"loan", "add", "product_name=Boat"}), 2, "--customer");
  check_refused(terminal.crmctl({"loan", "add", "--customer", "1", "product_name=Boat"}), 2, "due_amount");
  std::vector<std::string> nobody = kNewLoan;
  nobody[3] = "99";
  check_refused(terminal.crmctl(nobody), 1, "customer");
  check_refused(terminal.crmctl({"loan", "add", "--customer", "1", "--account", "1", "status=x"}), 2,
                "--account");
  CHECK(terminal.open().session("test").dashboard().total_loans == 5);
}

TEST_CASE("a value that a loan cannot do without is not taken away") {
  const Terminal terminal;
  terminal.make_seeded_database();
  check_refused(terminal.crmctl({"loan", "set", "1", "due_amount="}), 2, "due_amount: cannot be taken away");
}

TEST_CASE("loan add --help lists the fields with their types and which are required") {
  const std::string help = Terminal().crmctl({"loan", "add", "--help"}).out;
  CHECK_THAT(help, Contains("product_name") && Contains("text, required: Name of the product.") &&
                       Contains("interest_rate") && Contains("decimal: Percent a year, exact: 7.25.") &&
                       !Contains("  created_at"));
}

TEST_CASE("loan show takes the id alone") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK_THAT(terminal.crmctl({"loan", "show", "1"}).out,
             Contains("due amount                      1250.00\n") &&
                 Contains("customer id                     1\n"));
  CHECK(terminal.crmctl({"loan", "show", "1", "--json"}).out == to_json(loan_of(terminal, 1)) + "\n");
  check_refused(terminal.crmctl({"loan", "show", "99"}), 1, "no loan 99");
  check_refused(terminal.crmctl({"loan", "show", "one"}), 2, "ID");
  check_refused(terminal.crmctl({"loan", "show"}), 2, "ID");
}

TEST_CASE("loan set changes fields in the currency of the loan") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl(kNewLoan).exit_code == 0);
  const Ended ended = terminal.crmctl({"loan", "set", "6", "due_amount=99.90", "status=arranged", "--json"});
  CHECK(ended.exit_code == 0);
  CHECK(json::parse(ended.out)["version"] == 2);
  CHECK(loan_of(terminal, 6).due_amount == Money{9'990, Currency("EUR")});
  check_refused(terminal.crmctl({"loan", "set", "6", "due_amount="}), 2, "due_amount");
  check_refused(terminal.crmctl({"loan", "set", "6", "status=x", "--if-version", "1"}), 3, "version");
}

TEST_CASE("loan list filters by customer and status and days past due") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl(kNewLoan).exit_code == 0);
  CHECK(lines_in(terminal.crmctl({"loan", "list"}).out) == 7);
  CHECK(terminal.crmctl({"loan", "list", "--customer", "1", "--columns", "id", "--csv"}).out == "id\n1\n6\n");
  CHECK(terminal.crmctl({"loan", "list", "--account", "2345678901", "--columns", "id", "--csv"}).out ==
        "id\n2\n");
  CHECK(terminal.crmctl({"loan", "list", "--status", "past_due", "--columns", "id,status", "--csv"}).out ==
        "id,status\n2,past_due\n");
  CHECK(terminal.crmctl({"loan", "list", "--min-days-past-due", "30", "--csv"}).out ==
        "id,customer_id,status,due_amount,currency,due_date,days_past_due\n"
        "6,1,active,1250.00,EUR,2024-01-31,31\n");
  check_refused(terminal.crmctl({"loan", "list", "--customer", "99"}), 1, "no customer 99");
}

TEST_CASE("loan list fits a terminal of 80 columns") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::string out = terminal.crmctl({"loan", "list"}).out;
  CHECK(out.find('\n') <= 80);
}

TEST_CASE("loan delete asks first and then deletes") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl(kNewLoan).exit_code == 0);
  check_refused(terminal.crmctl({"loan", "delete", "6"}), 9, "--yes");
  const Ended ended = terminal.crmctl({"loan", "delete", "6", "--yes", "--csv"});
  CHECK(ended.out == "customer_id,id,done\n1,6,deleted\n");
  CHECK(terminal.open().session("test").dashboard().total_loans == 5);
  check_refused(terminal.crmctl({"loan", "delete", "6", "--yes"}), 1, "no loan 6");
}
