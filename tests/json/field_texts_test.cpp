// Fields as plain text: what every field of every record is called, how it is written and read again.
#include <catch2/catch.hpp>
#include <crm/fields.hpp>
#include <map>

#include "domain/record.hpp"
#include "support/fields.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

namespace {

using Texts = std::map<std::string, std::string>;

std::vector<NamedText> named(const Texts& texts) {
  std::vector<NamedText> list;
  for (const auto& [name, text] : texts) list.push_back({name, text});
  return list;
}

template <class R>
typename R::Fields read(const Texts& texts) {
  return fields_from_text<R>(named(texts));
}

template <class R>
std::string text_of(const R& record, std::string_view name) {
  std::string text;
  append_field_text(record, field_index<R>(name).value(), text);
  return text;
}

template <class R>
const FieldInfo& info_of(std::string_view name) {
  return fields_of<R>()[field_index<R>(name).value()];
}

// The texts name every field that a caller may name; the record made of them writes the same texts.
template <class R>
void check_round_trip(const Texts& texts) {
  const auto fields = read<R>(texts);
  require_all_named<R>(fields);
  const R record = domain::make_record<R>(fields);
  domain::check_record(record);
  for (const auto& [name, text] : texts) CHECK(text_of(record, name) == text);
}

const Texts kLoan = {{"product_name", "Auto Loan"},
                     {"status", "past_due"},
                     {"currency", "KWD"},
                     {"due_amount", "1250.000"},
                     {"no_of_missed_installments", "2"},
                     {"contractual_installment_amount", "425.500"},
                     {"interest_late_fee", "0.001"},
                     {"minimum_amount", "0.000"},
                     {"due_date", "2024-01-31"},
                     {"acceptable_pay_later_date", "2024-02-29"},
                     {"acceptable_already_paid_date", "2024-01-01"},
                     {"grace_period_date", "2024-03-01"},
                     {"days_past_due", "31"},
                     {"vehicle_id", "9007199254740991"},
                     {"loan_amount", "9000000000000.000"},
                     {"interest_rate", "7.125"},
                     {"term_months", "72"},
                     {"monthly_payment", "425.500"},
                     {"balance_remaining", "18000.000"},
                     {"next_payment_date", "2024-02-28"},
                     {"origination_date", "2022-12-31"}};

}  // namespace

TEST_CASE("Every field of a customer that is written as text reads back the same") {
  check_round_trip<Customer>({{"account_number", "001234"},
                              {"external_id", "crm-7"},
                              {"customer_number", "0"},
                              {"record_type", "co_signer"},
                              {"first_name", "Zo\xC3\xAB \xF0\x9F\x98\x80"},
                              {"last_name", "O'Brien, \"Bob\"\n"},
                              {"borrower_first_name", "Ann"},
                              {"borrower_last_name", "Doe"},
                              {"dob", "1980-01-15"},
                              {"email_address", "zoe@example.com"},
                              {"primary_phone_number", "+12125551234"},
                              {"transfer_phone_number", "+442079460123"},
                              {"transfer_ip_address", "2001:db8::1"},
                              {"address_line_1", "1 Main St"},
                              {"address_line_2", "Apt 2"},
                              {"city", "Boston"},
                              {"state", "MA"},
                              {"postal_code", "02139"},
                              {"country", "US"},
                              {"language", "es-MX"},
                              {"time_zone", "America/New_York"},
                              {"is_eligible_to_call", "no"},
                              {"do_not_call", "yes"},
                              {"credit_score", "700"},
                              {"currency", "JPY"},
                              {"monthly_income", "450000"},
                              {"employment_status", "retired"},
                              {"attributes", R"({"a":[1,2.50,null]})"},
                              {"ssn", ""}});
}

TEST_CASE("Every field of a loan that is written as text reads back the same") {
  check_round_trip<Loan>(kLoan);
}

TEST_CASE("Every field of a phone or a vehicle that is written as text reads back the same") {
  check_round_trip<CustomerPhone>({{"number", "+12125551234"},
                                   {"kind", "mobile"},
                                   {"rank", "99"},
                                   {"status", "wrong_number"},
                                   {"do_not_call", "yes"}});
  check_round_trip<Vehicle>({{"vin", "1HGCM82633A004352"},
                             {"make", "Honda"},
                             {"model", "Accord"},
                             {"year", "2003"},
                             {"mileage", "120000"},
                             {"color", "red"},
                             {"condition", "fair"},
                             {"currency", "USD"},
                             {"market_value", "4500.50"}});
}

TEST_CASE("Every field of a payment or an interaction that is written as text reads back the same") {
  check_round_trip<Payment>({{"loan_id", "17"},
                             {"currency", "EUR"},
                             {"amount", "500.00"},
                             {"paid_at", "2024-02-01T10:30:00.000001Z"},
                             {"method", "card"},
                             {"reference", "r-1"},
                             {"note", "half"},
                             {"idempotency_key", "k-1"}});
  check_round_trip<Interaction>({{"creation_date", "2024-01-28T14:30:00.000000Z"},
                                 {"last_updated_date", "2024-01-28"},
                                 {"source", "Phone Call"},
                                 {"status", "Completed"},
                                 {"notes", "line one\nline two"},
                                 {"follow_up_at", "2024-02-05T10:00:00.123456Z"},
                                 {"loan_id", "17"},
                                 {"call_id", "c-1"},
                                 {"agent", "Ada"},
                                 {"direction", "OUTBOUND"},
                                 {"disposition", "Promise_to_Pay"},
                                 {"disposition_trace", R"(["Connected","say \"yes\""])"},
                                 {"duration_seconds", "525"},
                                 {"currency", "USD"},
                                 {"agreed_amount", "500.00"},
                                 {"agreed_date", "2024-03-15"},
                                 {"end_status", "AGENT HANGUP"},
                                 {"dialing_status", "Dialed - Answered"},
                                 {"dialing_code", "DAN"},
                                 {"dialing_details", "second ring"}});
}

TEST_CASE("Every field of a note that is written as text reads back the same") {
  check_round_trip<CustomerNote>({{"note", "\xE2\x80\xA8 long"}});
  check_round_trip<LoanNote>({{"loan_id", "17"}, {"note", "n"}});
}

TEST_CASE("fields_of lists every field of every record in order and with a description") {
  const auto check = [](const auto& record) {
    using R = std::remove_cvref_t<decltype(record)>;
    std::size_t at = 0;
    domain::each_field<R>([&](const auto& field) {
      const FieldInfo& info = fields_of<R>()[at];
      CHECK(info.name == field.name);
      CHECK(field_index<R>(field.name) == at);
      CHECK_FALSE(info.type.empty());
      CHECK(info.description.ends_with('.'));
      CHECK((info.access == FieldAccess::read_only) != std::remove_cvref_t<decltype(field)>::nameable);
      ++at;
    });
    CHECK(fields_of<R>().size() == at);
    CHECK_FALSE(field_index<R>("nonsense"));
  };
  check(Customer{});
  check(CustomerPhone{});
  check(Loan{});
  check(Vehicle{});
  check(Payment{});
  check(Interaction{});
  check(CustomerNote{});
  check(LoanNote{});
}

TEST_CASE("A field says its type in an everyday word and what a caller may do with it") {
  CHECK(info_of<Customer>("ssn").type == "SSN");
  CHECK(info_of<Customer>("ssn").personal);
  CHECK(info_of<Customer>("ssn").optional);
  CHECK(info_of<Customer>("ssn").access == FieldAccess::writable);
  CHECK(info_of<Customer>("do_not_call").type == "yes or no");
  CHECK_FALSE(info_of<Customer>("do_not_call").required);
  CHECK_FALSE(info_of<Customer>("do_not_call").personal);
  CHECK(info_of<Customer>("attributes").type == "JSON object");
  CHECK(info_of<Customer>("dob").type == "date");
  CHECK(info_of<Customer>("currency").type == "currency");
  CHECK(info_of<Customer>("primary_phone_number").type == "phone number");
  CHECK(info_of<Loan>("due_amount").type == "amount");
  CHECK(info_of<Loan>("due_amount").required);
  CHECK_FALSE(info_of<Loan>("due_amount").optional);
  CHECK(info_of<Loan>("interest_rate").type == "decimal");
  CHECK(info_of<Loan>("vehicle_id").type == "id");
  CHECK(info_of<Loan>("version").type == "whole number");
  CHECK(info_of<Loan>("version").access == FieldAccess::read_only);
  CHECK(info_of<Vehicle>("year").required);
  CHECK(info_of<Interaction>("call_id").access == FieldAccess::on_create);
  CHECK(info_of<Interaction>("disposition_trace").type == "list");
  CHECK(info_of<Interaction>("disposition_trace").access == FieldAccess::on_create);
  CHECK(info_of<Interaction>("disposition_trace").personal);
  CHECK(info_of<Interaction>("creation_date").type == "instant");
}

TEST_CASE("An empty text takes an optional value away, and absent values write nothing") {
  const auto fields = read<Customer>({{"city", ""}, {"ssn", ""}, {"monthly_income", ""}, {"dob", ""}});
  CHECK((fields.city.named() && !fields.city.value()));
  CHECK((fields.ssn.named() && !fields.ssn.value()));
  CHECK((fields.monthly_income.named() && !fields.monthly_income.value()));
  CHECK((fields.dob.named() && !fields.dob.value()));
  CHECK(text_of(Customer{}, "city") == "");
  CHECK(text_of(Interaction{}, "disposition_trace") == "");
  CHECK(read<Interaction>({{"disposition_trace", ""}}).disposition_trace.value().empty());
}

TEST_CASE("An SSN is written masked, and a masked one reads as one that says nothing new") {
  const Customer customer = domain::make_record<Customer>(read<Customer>({{"ssn", "123-45-6789"}}));
  CHECK(text_of(customer, "ssn") == "***-**-6789");
  CHECK(read<Customer>({{"ssn", "***-**-6789"}}).ssn.value()->digits().empty());
}

TEST_CASE("Amounts among texts are in the currency named there or else in the other one") {
  CHECK(read<Loan>({{"currency", "KWD"}, {"due_amount", "0.1"}}).due_amount.value() ==
        Money{100, Currency("KWD")});
  CHECK(read<Loan>({{"due_amount", "0.1"}}).due_amount.value() == usd(10));
  const NamedText amount[] = {{"due_amount", "15"}};
  CHECK(fields_from_text<Loan>(amount, "US", Currency("JPY")).due_amount.value() ==
        Money{15, Currency("JPY")});
  CHECK_REFUSED(invalid_argument, "due_amount", read<Loan>({{"due_amount", "1.5"}, {"currency", "JPY"}}));
  CHECK_REFUSED(invalid_argument, "currency", read<Loan>({{"due_amount", "1.5"}, {"currency", "usd"}}));
}

TEST_CASE("Yes and no are read in the usual spellings and no others") {
  for (const char* yes : {"yes", "YES", "true", "True", "y", "T", "1", "on"})
    CHECK(read<Customer>({{"do_not_call", yes}}).do_not_call.value());
  for (const char* no : {"no", "No", "false", "FALSE", "n", "f", "0", "off"})
    CHECK_FALSE(read<Customer>({{"do_not_call", no}}).do_not_call.value());
  for (const char* neither : {"", " yes", "ye", "yess", "2", "null"})
    CHECK_REFUSED(invalid_argument, "do_not_call", read<Customer>({{"do_not_call", neither}}));
}

TEST_CASE("Phone numbers among texts are read in the default country") {
  const NamedText phone[] = {{"primary_phone_number", "020 7946 0123"}};
  CHECK(fields_from_text<Customer>(phone, "GB").primary_phone_number.value()->e164() == "+442079460123");
}

TEST_CASE("A text that is no value of its field is refused with the field's name") {
  for (const auto& [name, text] : Texts{{"customer_number", "5.0"},
                                        {"credit_score", "7 00"},
                                        {"dob", "01/15/1980"},
                                        {"ssn", "12345678"},
                                        {"primary_phone_number", "call me"},
                                        {"currency", ""},
                                        {"monthly_income", "1,000.00"},
                                        {"attributes", "[1]"}})
    CHECK_REFUSED(invalid_argument, name, read<Customer>({{name, text}}));
  for (const auto& [name, text] : Texts{{"due_amount", ""}, {"due_date", ""}, {"interest_rate", "7,5"}})
    CHECK_REFUSED(invalid_argument, name, read<Loan>({{name, text}}));
  CHECK_REFUSED(invalid_argument, "disposition_trace",
                read<Interaction>({{"disposition_trace", "Connected"}}));
  CHECK_REFUSED(invalid_argument, "disposition_trace", read<Interaction>({{"disposition_trace", "[1]"}}));
}

TEST_CASE("Fields that are unknown or read only or named twice are refused with their name") {
  CHECK_REFUSED(invalid_argument, "citty", read<Customer>({{"citty", "Boston"}}));
  CHECK_REFUSED(invalid_argument, "?", read<Customer>({{"John Doe", "Boston"}}));
  CHECK_REFUSED(invalid_argument, "id", read<Customer>({{"id", "1"}}));
  CHECK_REFUSED(invalid_argument, "created_at", read<Loan>({{"created_at", "2024-01-01"}}));
  const NamedText twice[] = {{"city", "Boston"}, {"city", "Lynn"}};
  CHECK_REFUSED(invalid_argument, "city", fields_from_text<Customer>(twice));
}

TEST_CASE("What is refused says why without the text") {
  const std::string message = message_of([] { read<Customer>({{"ssn", "12-34-secret"}}); });
  CHECK(message.find("secret") == std::string::npos);
  CHECK(message.find("ssn") == 0);
}

TEST_CASE("An index beyond the record's fields is misuse") {
  std::string text;
  CHECK_REFUSED(misuse, "", append_field_text(Loan{}, fields_of<Loan>().size(), text));
}
