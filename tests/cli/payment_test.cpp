// payment: list, show, add, reverse; a ledger.
#include <nlohmann/json.hpp>

#include "cli/terminal.hpp"
#include "support/records.hpp"

using namespace crm;
using namespace crm::test;
using Catch::Contains;
using nlohmann::json;

namespace {

Money due_of(const Terminal& terminal, std::int64_t loan) {
  Session session = terminal.open().session("test");
  return session.loans().get(session.loans().find({loan}).value()).value().due_amount;
}

}  // namespace

TEST_CASE("payment add lowers the loan and reverse gives it back") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const Ended added = terminal.crmctl({"payment", "add", "--loan", "1", "amount=50.25", "method=card"});
  CHECK(added.exit_code == 0);
  CHECK(added.out == "Added payment 1 of customer 1.\n");
  CHECK(due_of(terminal, 1) == usd(119'975));
  const Ended reversed =
      terminal.crmctl({"payment", "reverse", "1", "--loan", "1", "--reason", "wrong loan", "--json"});
  CHECK(reversed.exit_code == 0);
  const json reversal = json::parse(reversed.out);
  CHECK(reversal["reverses_id"] == 1);
  CHECK(reversal["note"] == "wrong loan");
  CHECK(due_of(terminal, 1) == usd(125'000));
  check_refused(terminal.crmctl({"payment", "reverse", "1", "--loan", "1", "--reason", "again"}), 3,
                "reversed before");
}

TEST_CASE("payment add with the same idempotency key pays once") {
  const Terminal terminal;
  terminal.make_seeded_database();
  const std::vector<std::string> command = {"payment",   "add",       "--customer",         "1",
                                            "loan_id=1", "amount=10", "idempotency_key=k-1"};
  REQUIRE(terminal.crmctl(command).exit_code == 0);
  CHECK(terminal.crmctl(command).out == "Added payment 1 of customer 1.\n");
  CHECK(due_of(terminal, 1) == usd(124'000));
}

TEST_CASE("payment add --loan pays in the currency of the loan") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"loan", "set", "1", "currency=EUR"}).exit_code == 0);
  REQUIRE(terminal.crmctl({"payment", "add", "--loan", "1", "amount=250"}).exit_code == 0);
  CHECK(due_of(terminal, 1) == Money{100'000, Currency("EUR")});
  check_refused(terminal.crmctl({"payment", "add", "--loan", "1", "amount=1", "loan_id=2"}), 2, "loan_id");
}

TEST_CASE("payment add finds the customer by the loan that a field names") {
  const Terminal terminal;
  terminal.make_seeded_database();
  CHECK(terminal.crmctl({"payment", "add", "loan_id=2", "amount=10"}).out ==
        "Added payment 1 of customer 2.\n");
  CHECK(terminal.crmctl({"payment", "add", "-"}, R"({"loan_id": 2, "amount": 5})").exit_code == 0);
  CHECK(terminal.crmctl({"payment", "add", "--loan", "2", "loan_id=2", "amount=1"}).exit_code == 0);
  CHECK(terminal.crmctl({"payment", "add", "--customer", "2", "loan_id=2", "amount=1"}).exit_code == 0);
  check_refused(terminal.crmctl({"payment", "add", "loan_id=99", "amount=1"}), 1, "no loan 99");
  check_refused(terminal.crmctl({"payment", "add", "loan_id=two", "amount=1"}), 2, "loan_id");
  check_refused(terminal.crmctl({"payment", "add", "amount=1"}), 2, "--customer");
  CHECK(terminal.crmctl({"note", "add", "loan_id=2", "note=About the loan."}).exit_code == 0);
  CHECK(terminal.crmctl({"note", "list", "--loan", "2", "--csv", "--columns", "note"}).out ==
        "note\nAbout the loan.\n");
}

TEST_CASE("payments are listed and shown by customer or by loan") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"payment", "add", "--loan", "1", "amount=10"}).exit_code == 0);
  {
    Session session = terminal.open().session("test");
    const LoanId second = session.loans().create({1}, a_loan()).id;
    session.payments().record({1}, {.loan_id = second, .amount = usd(2'000)});
    session.payments().record({1}, {.loan_id = LoanId{1}, .amount = usd(3'000)});
  }
  const std::vector<std::string> list = {"payment", "list", "--csv", "--columns", "id,amount"};
  const auto with = [&](std::vector<std::string> more) {
    more.insert(more.begin(), list.begin(), list.end());
    return terminal.crmctl(more);
  };
  CHECK(with({"--customer", "1"}).out == "id,amount\n1,10.00\n2,20.00\n3,30.00\n");
  CHECK(with({"--loan", "1"}).out == "id,amount\n1,10.00\n3,30.00\n");
  const Ended first = with({"--loan", "1", "--limit", "1"});
  CHECK(first.out == "id,amount\n1,10.00\n");
  CHECK_THAT(first.err, Contains("There are more"));
  check_refused(with({}), 2, "--customer");
  check_refused(with({"--loan", "99"}), 1, "no loan 99");
  CHECK(json::parse(terminal.crmctl({"payment", "show", "2", "--customer", "1", "--json"}).out)["amount"] ==
        20.0);
  check_refused(terminal.crmctl({"payment", "show", "2", "--customer", "2"}), 1,
                "no payment 2 of customer 2");
}

TEST_CASE("payments are never changed or deleted and the refusal says why") {
  const Terminal terminal;
  terminal.make_seeded_database();
  REQUIRE(terminal.crmctl({"payment", "add", "--loan", "1", "amount=10"}).exit_code == 0);
  check_refused(terminal.crmctl({"payment", "set", "1", "--customer", "1", "amount=1"}), 2, "ledger");
  check_refused(terminal.crmctl({"payment", "delete", "1", "--yes"}), 2, "payment reverse");
  CHECK_THAT(terminal.crmctl({"payment", "--help"}).out,
             Contains("\n  reverse ") && !Contains("\n  set ") && !Contains("\n  delete "));
  check_refused(terminal.crmctl({"payment", "reverse", "1", "--customer", "1"}), 2, "--reason");
  check_refused(terminal.crmctl({"payment", "reverse", "1", "--customer", "1", "--reason", ""}), 2, "reason");
  CHECK(due_of(terminal, 1) == usd(124'000));
}
