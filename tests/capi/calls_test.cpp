// The call path through the C interface: who is behind a number, and what came of the call.
#include "c_api.hpp"

using namespace crm::test;

namespace {

OutcomeHandle promise(int64_t customer, const char* call_id) {
  auto outcome = made<OutcomeHandle>(crm_outcome_new);
  crm_outcome* to = outcome.get();
  must([&](auto err) { return crm_outcome_set_call_id(to, call_id, CRM_NTS, err); });
  must([&](auto err) { return crm_outcome_set_customer_id(to, customer, err); });
  must([&](auto err) { return crm_outcome_set_disposition(to, "Promise_to_Pay", CRM_NTS, err); });
  must([&](auto err) { return crm_outcome_set_agreed_amount(to, 50000, err); });
  must([&](auto err) { return crm_outcome_set_agreed_date(to, 20260315, err); });
  must([&](auto err) { return crm_outcome_add_disposition_trace(to, "Connected", CRM_NTS, err); });
  must([&](auto err) { return crm_outcome_add_disposition_trace(to, "Verified", CRM_NTS, err); });
  return outcome;
}

ResultHandle post(crm_session* session, const crm_outcome* outcome) {
  return made<ResultHandle>(
      [&](crm_outcome_result** out, crm_error** err) { return crm_post_call(session, outcome, out, err); });
}

}  // namespace

TEST_CASE("a pre-call says who is behind the number and what they owe and that they may be called") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  create_loan(session.get(), john);

  const auto answer = pre_call(session.get(), "(555) 123-4567");
  CHECK(text(crm_pre_call_answer_number(answer.get(), nullptr)) == "+15551234567");
  CHECK(crm_pre_call_answer_as_of(answer.get()) > 1'700'000'000'000'000);
  CHECK(crm_pre_call_answer_truncated(answer.get()) == 0);
  REQUIRE(crm_pre_call_answer_candidate_count(answer.get()) == 1);

  const crm_candidate* who = crm_pre_call_answer_candidate(answer.get(), 0);
  CHECK(crm_candidate_primary(who) == 1);
  const crm_customer* customer = crm_candidate_customer(who);
  CHECK(crm_customer_id(customer) == john);
  size_t len = 0;
  CHECK(text(crm_customer_first_name(customer, &len)) == "John");
  CHECK(len == 4);
  CHECK(crm_customer_email_address(customer, &len) == nullptr);
  CHECK(len == 0);
  CHECK(text(crm_customer_phone_number(crm_candidate_phone(who), nullptr)) == "+15551234567");

  REQUIRE(crm_candidate_loan_count(who) == 1);
  const crm_loan* loan = crm_candidate_loan(who, 0);
  CHECK(crm_loan_due_amount(loan) == 125000);
  CHECK(text(crm_loan_currency(loan, &len)) == "USD");
  CHECK(crm_loan_due_date(loan) == 20260131);
  CHECK(crm_loan_is_open(loan) == 1);
  int64_t amount = 7;
  CHECK(crm_loan_balance_remaining(loan, &amount) == 0);
  CHECK(amount == 0);
  REQUIRE(crm_candidate_total_due_count(who) == 1);
  CHECK(crm_candidate_total_due(who, 0) == 125000);
  CHECK(text(crm_candidate_total_due_currency(who, 0, nullptr)) == "USD");

  const crm_decision* decision = crm_candidate_decision(who);
  CHECK(crm_decision_allowed(decision) == 1);
  CHECK(crm_decision_reason_count(decision) == 0);
  CHECK(crm_decision_rule_count(decision) == 4);
  CHECK(text(crm_decision_rule(decision, 3, nullptr)) == "calling_hours");
  int64_t instant = 0;
  CHECK(crm_decision_hours_allow_at(decision, &instant) == 1);
  CHECK(instant == crm_pre_call_answer_as_of(answer.get()));
}

TEST_CASE("a pre-call gives every reason against") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  must([&](auto err) {
    return crm_customer_update(session.get(), john, R"({"do_not_call": true, "is_eligible_to_call": false})",
                               CRM_NTS, 0, nullptr, err);
  });
  const auto answer = pre_call(session.get());
  const crm_decision* decision = crm_candidate_decision(crm_pre_call_answer_candidate(answer.get(), 0));
  CHECK(crm_decision_allowed(decision) == 0);
  REQUIRE(crm_decision_reason_count(decision) == 2);
  size_t len = 0;
  CHECK(text(crm_decision_reason_rule(decision, 0, &len)) == "eligible");
  CHECK(len == 8);
  CHECK(text(crm_decision_reason_code(decision, 1, &len)) == "do_not_call");
  const std::string message = text(crm_decision_reason_message(decision, 1, &len));
  CHECK(message.size() == len);
  CHECK(crm_decision_reason_message(decision, 2, &len) == nullptr);
}

TEST_CASE("nobody behind a number is an answer without candidates") {
  const OpenDatabase database;
  const auto session = database.session();
  CHECK(crm_pre_call_answer_candidate_count(pre_call(session.get(), "+15559990000").get()) == 0);
}

TEST_CASE("a pre-call by account number and by id knows one customer or none") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  const auto by_account = made<AnswerHandle>([&](crm_pre_call_answer** out, crm_error** err) {
    return crm_pre_call_account(session.get(), "1234567890", 10, out, err);
  });
  const auto by_id = made<AnswerHandle>([&](crm_pre_call_answer** out, crm_error** err) {
    return crm_pre_call_customer(session.get(), john, out, err);
  });
  for (const crm_pre_call_answer* answer : {by_account.get(), by_id.get()}) {
    const crm_candidate* who = crm_pre_call_answer_candidate(answer, 0);
    CHECK(crm_customer_id(crm_candidate_customer(who)) == john);
    CHECK(text(crm_pre_call_answer_number(answer, nullptr)) == kJohnsNumber);
    CHECK(crm_pre_call_answer_as_of(answer) > 1'700'000'000'000'000);
  }
  crm_pre_call_answer* none = by_id.get();
  CHECK(said([&](auto err) { return crm_pre_call_customer(session.get(), 999, &none, err); }) ==
        "not_found customer_id");
  CHECK(none == nullptr);
  CHECK(said([&](auto err) { return crm_pre_call_account(session.get(), "1", 1, &none, err); }) ==
        "not_found account_number");
}

TEST_CASE("the JSON answer goes into a text of its own or into the caller's buffer") {
  const OpenDatabase database;
  const auto session = database.session();
  create_john(session.get());
  const std::string owned = json_of([&](crm_text** out, crm_error** err) {
    return crm_pre_call_json(session.get(), kJohnsNumber, CRM_NTS, out, err);
  });
  CHECK(owned.find(R"("first_name":"John")") != std::string::npos);

  std::string buffer(owned.size() + 1, '#');
  const auto into = [&](size_t size, size_t* len) {
    return said([&](auto err) {
      return crm_pre_call_json_into(session.get(), kJohnsNumber, CRM_NTS, buffer.data(), size, len, err);
    });
  };
  size_t len = 0;
  CHECK(into(buffer.size(), &len) == "ok");
  CHECK(len == owned.size());
  CHECK(buffer[len] == '\0');
  CHECK(buffer.substr(0, 50) == owned.substr(0, 50));  // up to as_of

  buffer.assign(buffer.size(), '#');
  CHECK(into(owned.size(), &len) == "buffer_too_small buffer");
  CHECK(len == owned.size());
  CHECK(buffer == std::string(buffer.size(), '#'));
  CHECK(said([&](auto err) {
          return crm_pre_call_json_into(session.get(), kJohnsNumber, CRM_NTS, nullptr, 0, &len, err);
        }) == "buffer_too_small buffer");
  CHECK(len == owned.size());
}

TEST_CASE("an outcome is recorded once and the same again is replayed") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  const int64_t loan = create_loan(session.get(), john);

  const auto first = post(session.get(), promise(john, "CALL-1").get());
  CHECK(crm_outcome_result_customer_id(first.get()) == john);
  CHECK(crm_outcome_result_loan_id(first.get()) == loan);
  CHECK(crm_outcome_result_interaction_id(first.get()) > 0);
  CHECK(crm_outcome_result_loan_updated(first.get()) == 1);
  CHECK(crm_outcome_result_customer_updated(first.get()) == 0);
  CHECK(crm_outcome_result_replayed(first.get()) == 0);

  const auto again = post(session.get(), promise(john, "CALL-1").get());
  CHECK(crm_outcome_result_replayed(again.get()) == 1);
  CHECK(crm_outcome_result_interaction_id(again.get()) == crm_outcome_result_interaction_id(first.get()));

  const auto other = promise(john, "CALL-1");
  must([&](auto err) { return crm_outcome_set_agreed_amount(other.get(), 1, err); });
  CHECK(said([&](auto err) { return crm_post_call(session.get(), other.get(), nullptr, err); }) ==
        "conflict call_id");

  const auto answer = pre_call(session.get());
  const crm_candidate* who = crm_pre_call_answer_candidate(answer.get(), 0);
  CHECK(crm_loan_due_amount(crm_candidate_loan(who, 0)) == 50000);
  REQUIRE(crm_candidate_interaction_count(who) == 1);
  const crm_interaction* interaction = crm_candidate_interaction(who, 0);
  CHECK(text(crm_interaction_agent(interaction, nullptr)) == "test");
  REQUIRE(crm_interaction_disposition_trace_count(interaction) == 2);
  CHECK(text(crm_interaction_disposition_trace(interaction, 1, nullptr)) == "Verified");
  CHECK(crm_interaction_agreed_date(interaction) == 20260315);
  int64_t amount = 0;
  CHECK(crm_interaction_agreed_amount(interaction, &amount) == 1);
  CHECK(amount == 50000);
}

TEST_CASE("an outcome may correct the customer and the loan") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  create_loan(session.get(), john);
  const auto outcome = promise(john, "CALL-2");
  must([&](auto err) {
    return crm_outcome_set_customer_json(outcome.get(), R"({"transfer_phone_number": "5550001111"})", CRM_NTS,
                                         err);
  });
  must([&](auto err) {
    return crm_outcome_set_loan_json(outcome.get(), R"({"days_past_due": 12})", CRM_NTS, err);
  });
  const auto result = post(session.get(), outcome.get());
  CHECK(crm_outcome_result_customer_updated(result.get()) == 1);
  const auto answer = pre_call(session.get());
  const crm_candidate* who = crm_pre_call_answer_candidate(answer.get(), 0);
  CHECK(text(crm_customer_transfer_phone_number(crm_candidate_customer(who), nullptr)) == "+15550001111");
  CHECK(crm_loan_days_past_due(crm_candidate_loan(who, 0)) == 12);
}

TEST_CASE("what a call refuses in the JSON of an outcome has a name") {
  const OpenDatabase database;
  const auto session = database.session();
  const auto outcome = promise(create_john(session.get()), "CALL-3");
  const auto refused = [&] {
    crm_outcome_result* none = nullptr;
    return said([&](auto err) { return crm_post_call(session.get(), outcome.get(), &none, err); });
  };
  const auto set_customer = [&](const char* json) {
    must([&](auto err) { return crm_outcome_set_customer_json(outcome.get(), json, CRM_NTS, err); });
  };
  for (const char* malformed : {"{", "[]", "\xff"}) {
    set_customer(malformed);
    CHECK(refused() == "invalid_argument customer_json");
  }
  set_customer(R"({"dob": 1})");
  CHECK(refused() == "invalid_argument dob");
  set_customer("{}");
  must([&](auto err) { return crm_outcome_set_loan_json(outcome.get(), "{", CRM_NTS, err); });
  CHECK(refused() == "invalid_argument loan_json");
  CHECK(said([&](auto err) { return crm_outcome_set_loan_json(outcome.get(), "a\0b", 3, err); }) ==
        "invalid_argument loan_json");
}

TEST_CASE("amounts of an outcome are in its currency whatever the order in which they are set") {
  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  create_loan(
      session.get(), john,
      R"({"product_name": "Loan", "currency": "EUR", "due_amount": 10, "contractual_installment_amount": 1,)"
      R"( "interest_late_fee": 0, "minimum_amount": 1, "due_date": "2026-01-31"})");
  const auto outcome = promise(john, "CALL-3");  // the amount first
  must([&](auto err) { return crm_outcome_set_currency(outcome.get(), "EUR", 3, err); });
  post(session.get(), outcome.get());
  const auto answer = pre_call(session.get());
  const crm_loan* loan = crm_candidate_loan(crm_pre_call_answer_candidate(answer.get(), 0), 0);
  CHECK(text(crm_loan_currency(loan, nullptr)) == "EUR");
  CHECK(crm_loan_due_amount(loan) == 50000);
}

TEST_CASE("an outcome as JSON gives its result as JSON") {
  const OpenDatabase database;
  const auto session = database.session();
  create_john(session.get());
  const std::string result = json_of([&](crm_text** out, crm_error** err) {
    return crm_post_call_json(session.get(), R"({"call_id": "C1", "account_number": "1234567890"})", CRM_NTS,
                              out, err);
  });
  CHECK(number_in(result, "interaction_id") > 0);
  CHECK(result.find(R"("replayed":false)") != std::string::npos);
}

TEST_CASE("an outcome refuses what cannot be a date or a currency and forgets what is set to nothing") {
  const auto outcome = made<OutcomeHandle>(crm_outcome_new);
  const auto date = [&](int32_t number) {
    return said([&](auto err) { return crm_outcome_set_agreed_date(outcome.get(), number, err); });
  };
  for (const int32_t bad : {1, -1, 20260230, 20261301, 99999999, 100000101, INT32_MAX, INT32_MIN, 101})
    CHECK(date(bad) == "invalid_argument agreed_date");
  CHECK(date(20240229) == "ok");
  for (const int64_t bad : {int64_t{-1}, INT64_MIN}) {
    CHECK(said([&](auto err) { return crm_outcome_set_customer_id(outcome.get(), bad, err); }) ==
          "invalid_argument customer_id");
    CHECK(said([&](auto err) { return crm_outcome_set_loan_id(outcome.get(), bad, err); }) ==
          "invalid_argument loan_id");
  }
  CHECK(date(0) == "ok");
  CHECK(said([&](auto err) { return crm_outcome_set_currency(outcome.get(), "usd", 3, err); }) ==
        "invalid_argument currency");

  const OpenDatabase database;
  const auto session = database.session();
  const int64_t john = create_john(session.get());
  const auto named = promise(john, "CALL-4");
  must([&](auto err) { return crm_outcome_set_disposition(named.get(), nullptr, 0, err); });
  must([&](auto err) { return crm_outcome_set_agreed_date(named.get(), 0, err); });
  post(session.get(), named.get());
  const auto answer = pre_call(session.get());
  const crm_interaction* said_of =
      crm_candidate_interaction(crm_pre_call_answer_candidate(answer.get(), 0), 0);
  CHECK(text(crm_interaction_disposition(said_of, nullptr)) == "(none)");
  CHECK(crm_interaction_agreed_date(said_of) == 0);
}
