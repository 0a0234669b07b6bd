// Records as JSON, both ways: what is shown, what is read, and what is refused with the field's name.
#include <catch2/catch.hpp>
#include <crm/json.hpp>
#include <crm/session.hpp>
#include <nlohmann/json.hpp>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;
using nlohmann::json;

namespace {

// The members that a caller may name, of a record shown as JSON.
template <class R>
std::string nameable_of(const R& record) {
  const json all = json::parse(to_json(record));
  json some = json::object();
  each_nameable<R>([&](const auto& field) { some[std::string(field.name)] = all[std::string(field.name)]; });
  return some.dump();
}

template <class R>
void check_same_content(const R& a, const R& b) {
  each_nameable<R>([&](const auto& field) {
    INFO("field " << field.name);
    CHECK((a.*field.member == b.*field.member));
  });
}

}  // namespace

TEST_CASE("A record that is shown as JSON and read back is the same record") {
  TestDatabase database(every_database());
  Session session = database.session();
  CustomerFields fields = john_doe();
  fields.first_name = "Zo\xC3\xAB \"\\/\n\r\t \xF0\x9F\x98\x80 \xE2\x80\xA8";
  fields.dob = day("1980-01-15");
  fields.postal_code = "02139";
  fields.currency = Currency("KWD");
  fields.monthly_income = Money{1'234'567, Currency("KWD")};
  fields.attributes = JsonObject{R"({"a":[1,2.5,{"b":null}]})"};
  const Customer customer = session.customers().create(fields);
  session.customers().update(customer.id, {.account_number = std::nullopt});  // two cannot share it
  check_same_content(session.customers().create(fields_from_json<Customer>(nameable_of(customer))), customer);

  LoanFields loan_fields = a_loan(Money::parse("1500", Currency("JPY")));
  loan_fields.interest_rate = Decimal::parse("7.125");
  loan_fields.next_payment_date = day("2024-02-29");
  const Loan loan = session.loans().create(customer.id, loan_fields);
  check_same_content(session.loans().create(customer.id, fields_from_json<Loan>(nameable_of(loan))), loan);

  InteractionFields contact = an_interaction();
  contact.disposition_trace = std::vector<std::string>{"a", "\"b\""};
  contact.follow_up_at = instant("2024-02-05T10:00:00.123456Z");
  const Interaction interaction = session.interactions().create(customer.id, contact);
  check_same_content(
      session.interactions().create(customer.id, fields_from_json<Interaction>(nameable_of(interaction))),
      interaction);
}

TEST_CASE("JSON shows every field of every record, absent ones as null") {
  const auto check = [](const auto& record) {
    using R = std::remove_cvref_t<decltype(record)>;
    const json shown = json::parse(to_json(record));
    std::size_t fields = 0;
    domain::each_field<R>([&](const auto& field) {
      ++fields;
      CHECK(shown.contains(std::string(field.name)));
    });
    CHECK(shown.size() == fields);
  };
  Loan loan;
  loan.due_date = day("2024-01-31");
  check(Customer{});
  check(CustomerPhone{});
  check(loan);
  check(Vehicle{});
  check(Payment{});
  check(Interaction{});
  check(CustomerNote{});
  check(LoanNote{});
}

TEST_CASE("Money in JSON is a number with the currency's decimals, dates and instants are ISO 8601") {
  Loan loan;
  loan.due_date = day("2024-01-31");
  loan.due_amount = usd(42'550);
  loan.created_at = instant("2024-02-01T10:00:00Z");
  const std::string shown = to_json(loan);
  CHECK(shown.find("\"due_amount\":425.50,") != std::string::npos);
  CHECK(shown.find("\"due_date\":\"2024-01-31\"") != std::string::npos);
  CHECK(shown.find("\"created_at\":\"2024-02-01T10:00:00.000000Z\"") != std::string::npos);
  CHECK(shown.find("\"currency\":\"USD\"") != std::string::npos);
}

TEST_CASE("Only what the JSON names is named in the fields, and null takes a value away") {
  const auto fields = fields_from_json<Customer>(R"({"city": null, "state": "NY", "do_not_call": true})");
  std::vector<std::string> named;
  each_nameable<Customer>([&](const auto& field) {
    if ((fields.*field.change).named()) named.emplace_back(field.name);
  });
  CHECK(named == std::vector<std::string>{"city", "state", "do_not_call"});
  CHECK_FALSE(fields.city.value());
  CHECK(fields.state.value() == "NY");
  each_nameable<Customer>(
      [&](const auto& field) { CHECK_FALSE((fields_from_json<Customer>("{}").*field.change).named()); });
}

TEST_CASE("Numbers may come as text, and digits of phones and SSNs as numbers") {
  const auto loan = fields_from_json<Loan>(
      R"({"due_amount": "425.5", "interest_late_fee": 25, "minimum_amount": 5e1, "interest_rate": "7.25",
          "days_past_due": "31", "term_months": 36.0, "no_of_missed_installments": 2})");
  CHECK(loan.due_amount.value() == usd(42'550));
  CHECK(loan.interest_late_fee.value() == usd(2'500));
  CHECK(loan.minimum_amount.value() == usd(5'000));
  CHECK(loan.interest_rate.value() == Decimal::parse("7.25"));
  CHECK(loan.days_past_due.value() == 31);
  CHECK(loan.term_months.value() == 36);
  const auto customer =
      fields_from_json<Customer>(R"({"primary_phone_number": 5551234567, "ssn": 123456789})");
  CHECK(customer.primary_phone_number.value()->e164() == "+15551234567");
  CHECK(customer.ssn.value()->last4() == "6789");
  CHECK(fields_from_json<Customer>(R"({"primary_phone_number": "020 7946 0123"})", "GB")
            .primary_phone_number.value()
            ->e164() == "+442079460123");
}

TEST_CASE("Amounts in JSON are read exactly in the currency that the object names") {
  CHECK(fields_from_json<Loan>(R"({"due_amount": 90000000000000.00})").due_amount.value().minor ==
        Money::limit);
  CHECK(fields_from_json<Loan>(R"({"due_amount": 0.1, "currency": "KWD"})").due_amount.value().minor == 100);
  CHECK(fields_from_json<Loan>(R"({"currency": "JPY", "due_amount": 1500})").due_amount.value() ==
        Money{1500, Currency("JPY")});
  CHECK_REFUSED(invalid_argument, "due_amount",
                fields_from_json<Loan>(R"({"due_amount": 1.5, "currency": "JPY"})"));
  CHECK_REFUSED(invalid_argument, "due_amount", fields_from_json<Loan>(R"({"due_amount": 0.001})"));
  CHECK_REFUSED(invalid_argument, "due_amount",
                fields_from_json<Loan>(R"({"due_amount": 90000000000000.01})"));
  CHECK_REFUSED(invalid_argument, "currency", fields_from_json<Loan>(R"({"currency": "usd"})"));
}

TEST_CASE("An unknown field, and one that is not the caller's to set, is refused with its name") {
  CHECK_REFUSED(invalid_argument, "citty", fields_from_json<Customer>(R"({"citty": "Boston"})"));
  CHECK_REFUSED(invalid_argument, "id", fields_from_json<Customer>(R"({"id": 1})"));
  CHECK_REFUSED(invalid_argument, "version", fields_from_json<Customer>(R"({"version": 1})"));
  CHECK_REFUSED(invalid_argument, "created_at", fields_from_json<Loan>(R"({"created_at": "2024-02-01"})"));
  CHECK_REFUSED(invalid_argument, "customer_id", fields_from_json<Loan>(R"({"customer_id": 1})"));
  CHECK_REFUSED(invalid_argument, "due_reduction", fields_from_json<Payment>(R"({"due_reduction": 1})"));
  CHECK_REFUSED(invalid_argument, "nope", outcome_from_json(R"({"call_id": "C", "nope": 1})"));
  CHECK_REFUSED(invalid_argument, "citty",
                outcome_from_json(R"({"call_id": "C", "customer": {"citty": 1}})"));
  // What we do not know may be anybody's data.
  CHECK_REFUSED(invalid_argument, "?", fields_from_json<Customer>(R"({"John Doe": 1})"));
}

TEST_CASE("A value of a wrong type is refused with the field's name") {
  const std::pair<const char*, const char*> customers[] = {
      {"city", R"({"city": 1})"},
      {"city", R"({"city": ["Boston"]})"},
      {"is_eligible_to_call", R"({"is_eligible_to_call": 1})"},
      {"is_eligible_to_call", R"({"is_eligible_to_call": "true"})"},
      {"is_eligible_to_call", R"({"is_eligible_to_call": null})"},
      {"credit_score", R"({"credit_score": 1.5})"},
      {"credit_score", R"({"credit_score": "many"})"},
      {"credit_score", R"({"credit_score": ""})"},
      {"credit_score", R"({"credit_score": true})"},
      {"credit_score", R"({"credit_score": 9223372036854775808})"},
      {"dob", R"({"dob": 19800115})"},
      {"dob", R"({"dob": "1980-02-30"})"},
      {"dob", R"({"dob": "15.01.1980"})"},
      {"ssn", R"({"ssn": "12345678"})"},
      {"ssn", R"({"ssn": "***-**-12345"})"},
      {"primary_phone_number", R"({"primary_phone_number": "abc"})"},
      {"attributes", R"({"attributes": "{}"})"},
      {"attributes", R"({"attributes": []})"},
      {"monthly_income", R"({"monthly_income": "1,000"})"},
      {"monthly_income", R"({"monthly_income": {}})"}};
  for (const auto& [field, text] : customers)
    CHECK_REFUSED(invalid_argument, field, fields_from_json<Customer>(text));
  CHECK_REFUSED(invalid_argument, "due_date", fields_from_json<Loan>(R"({"due_date": null})"));
  CHECK_REFUSED(invalid_argument, "status", fields_from_json<Loan>(R"({"status": null})"));
  CHECK_REFUSED(invalid_argument, "vehicle_id", fields_from_json<Loan>(R"({"vehicle_id": "x"})"));
  CHECK_REFUSED(invalid_argument, "interest_rate", fields_from_json<Loan>(R"({"interest_rate": "7,25"})"));
  CHECK_REFUSED(invalid_argument, "creation_date",
                fields_from_json<Interaction>(R"({"creation_date": "yesterday"})"));
  CHECK_REFUSED(invalid_argument, "disposition_trace",
                fields_from_json<Interaction>(R"({"disposition_trace": "a"})"));
  CHECK_REFUSED(invalid_argument, "disposition_trace",
                fields_from_json<Interaction>(R"({"disposition_trace": [1]})"));
}

TEST_CASE("Text that is no JSON object is refused") {
  for (const std::string& text :
       {std::string(), std::string("[]"), std::string("null"), std::string("1"), std::string("{\"city\":"),
        std::string("{\"city\": \"a\", \"city\": \"b\"}"), std::string("{} {}"),
        std::string("{\"city\": \"\\u0000\"}"), std::string("{\"city\": \"\xFF\"}"),
        std::string("{\"city\":\"\0\"}", 12), std::string(2 << 20, ' ') + "{}",
        "{\"attributes\": " + std::string(1000, '[') + std::string(1000, ']') + "}"})
    CHECK(refusal_of([&] { fields_from_json<Customer>(text); }).code == Code::invalid_argument);
}

TEST_CASE("An outcome is read with the fields that it corrects") {
  const Outcome outcome = outcome_from_json(R"({
      "call_id": "CALL-1", "account_number": "1234567890", "loan_id": 7, "agent": "Ana", "direction": "OUTBOUND",
      "contact_type": "Phone", "disposition": "Promise_to_Pay", "disposition_trace": ["a", "b"],
      "duration_seconds": "525", "agreed_amount": "500", "agreed_date": "2024-03-15", "end_status": "HANGUP",
      "dialing_status": "Dialed", "dialing_code": "D", "dialing_details": "x", "note": "n", "additional_notes": "m",
      "ended_at": "2024-02-01 10:30:00.000-05:00", "follow_up_at": null,
      "customer": {"city": "Boston"}, "loan": {"status": "repo"}})");
  CHECK(outcome.call_id == "CALL-1");
  CHECK(outcome.account_number == "1234567890");
  CHECK(outcome.loan_id == LoanId{7});
  CHECK(outcome.disposition_trace == std::vector<std::string>{"a", "b"});
  CHECK(outcome.duration_seconds == 525);
  CHECK(outcome.agreed_amount == usd(50'000));
  CHECK(outcome.agreed_date == day("2024-03-15"));
  CHECK(outcome.ended_at == instant("2024-02-01T15:30:00Z"));
  CHECK_FALSE(outcome.follow_up_at);
  CHECK(outcome.customer.city.value() == "Boston");
  CHECK(outcome.loan.status.value() == "repo");
  CHECK_REFUSED(invalid_argument, "agreed_amount", outcome_from_json(R"({"agreed_amount": "five hundred"})"));
  CHECK_REFUSED(invalid_argument, "agreed_date", outcome_from_json(R"({"agreed_date": "soon"})"));
  CHECK(refusal_of([] { outcome_from_json(R"({"customer": 1})"); }).code == Code::invalid_argument);
}

TEST_CASE(
    "The amounts that an outcome corrects are read in the currency that the loan's part names, or the "
    "outcome's") {
  const Outcome outcome =
      outcome_from_json(R"({"currency": "JPY", "agreed_amount": 1500, "loan": {"due_amount": 1500}})");
  CHECK(outcome.agreed_amount == Money{1500, Currency("JPY")});
  CHECK(outcome.loan.due_amount.value() == Money{1500, Currency("JPY")});
}

TEST_CASE("What an outcome did is shown as JSON") {
  const OutcomeResult result{
      .customer_id = {1}, .loan_id = std::nullopt, .interaction_id = {3}, .loan_updated = true};
  CHECK(json::parse(to_json(result)) ==
        json::parse(R"({"customer_id": 1, "loan_id": null, "interaction_id": 3,
      "customer_updated": false, "loan_updated": true, "replayed": false})"));
}
