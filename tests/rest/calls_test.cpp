// Pre-call and post-call over HTTP.
#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

const std::string kPreCall = "/api/fetch_user_profile_pre_call/", kPostCall = "/api/post_call_outcomes/";

json contract_outcome() {
  return json::parse(
      R"({"user_info": {"account_number": "1234567890", "due_amount": 500, "acceptable_pay_later_date": "2024-03-15"},
   "outcome_details": {"final_disposition": "Promise_to_Pay", "contact_type": "Phone",
   "user_agreed_payment_amount": "500", "pay_later_date": "2024-03-15",
   "disposition_trace": ["Connected", "Discussed Payment", "Promise_to_Pay"],
   "call_duration": "00:08:45", "call_identifier": "CALL123456789", "call_type": "OUTBOUND",
   "call_end_status": "CUSTOMER HANGUP",
   "dialing_status": {"long_code": "Dialed - Answered", "short_code": "DAN", "details": "on second ring"}},
   "call_outcome_note": "Will pay.",
   "metadata": {"creation_date": "2024-02-01 10:30:00.000-05:00", "source": "s", "status": "t", "notes": "More."}})");
}

json newest_interaction(const RestServer& server, int customer = 1) {
  return server.get("/api/customers/" + std::to_string(customer) + "/interactions").json().at(0);
}

json only_loan(const RestServer& server, int customer = 1) {
  return server.get("/api/loans?customer_id=" + std::to_string(customer)).json().at(0);
}

}  // namespace

TEST_CASE("a pre-call answers in the contract's shape by GET and by POST") {
  const RestServer server(every_server_database());
  const json answer = server.get(kPreCall + "?caller_number=5551234567").json();
  CHECK(answer["success"] == "True");
  CHECK(answer["status"] == json{{"type", "success"}, {"message", "Successful"}});
  REQUIRE(answer["caller_details"].size() == 1);
  const json& user = answer["caller_details"][0]["user_info"];
  for (const char* key : {"account_number",
                          "first_name",
                          "last_name",
                          "product_name",
                          "address_line_1",
                          "address_line_2",
                          "zip_code",
                          "city",
                          "state",
                          "ssn",
                          "dob",
                          "primary_phone_number",
                          "email_address",
                          "due_amount",
                          "no_of_missed_installments",
                          "contractual_installment_amount",
                          "interest_late_fee",
                          "minimum_amount",
                          "customer_number",
                          "acceptable_pay_later_date",
                          "acceptable_already_paid_date",
                          "grace_period_date",
                          "due_date",
                          "record_type",
                          "borrower_first_name",
                          "borrower_last_name",
                          "is_eligible_to_call",
                          "transfer_phone_number",
                          "transfer_ip_address"}) {
    INFO(key);
    CHECK(user.contains(key));
  }
  CHECK(user["due_amount"] == 1250.0);
  CHECK(user["ssn"].is_null());
  CHECK(answer["caller_details"][0]["metadata"] ==
        json{{"creation_date", "2024-02-01T10:00:00"},
             {"last_updated_date", "2024-02-01"},
             {"source", "System Generated"},
             {"status", "Sent"},
             {"notes", "Sample data: the statement for February was sent by e-mail."}});
  CHECK(answer["caller_details"][0]["decision"].contains("reasons"));
  const HttpAnswer posted = server.post(kPreCall + "?caller_number=5551234567", "this body is ignored");
  CHECK(posted.status == 200);
  CHECK(posted.json()["caller_details"][0]["user_info"] == user);
}

TEST_CASE("a pre-call takes the number in every form that clients write") {
  const RestServer server;
  for (const char* number : {"5551234567", "+15551234567", "%2B15551234567", "1-555-123-4567",
                             "(555)%20123-4567", "15551234567"}) {
    INFO(number);
    CHECK(server.get(kPreCall + "?caller_number=" + number).status == 200);
  }
  CHECK(server.get("/api/fetch_user_profile_pre_call?caller_number=5551234567").status == 200);
}

TEST_CASE("a pre-call takes a number of another country with and without the plus") {
  const RestServer server;
  CHECK(server.put("/api/customers/1", R"({"primary_phone_number":"+447911123456"})").status == 200);
  for (const char* number : {"447911123456", "%2B447911123456", "+447911123456", "+44%207911%20123456"}) {
    INFO(number);
    CHECK(server.get(kPreCall + "?caller_number=" + number).status == 200);
  }
}

TEST_CASE("a pre-call's errors have the contract's words") {
  const RestServer server(every_server_database());
  const auto check = [&](const std::string& query, int status, const char* message) {
    const HttpAnswer answer = server.get(kPreCall + query);
    CHECK(answer.status == status);
    CHECK(answer.json()["success"] == "False");
    CHECK(answer.json()["caller_details"] == json::array());
    CHECK(answer.json()["status"] == json{{"type", "error"}, {"message", message}});
    CHECK(answer.json()["message"] == message);
  };
  check("", 400, "caller_number parameter is required in query string");
  check("?caller_number=", 400, "caller_number parameter is required in query string");
  check("?caller_number=abc", 400, "Invalid caller_number format");
  check("?caller_number=12", 400, "Invalid caller_number format");
  check("?caller_number=5550000000", 404, "Customer not found with the provided caller number");
}

TEST_CASE("a shared number gives everyone and whose primary number it is first") {
  const RestServer server(every_server_database());
  Database database = server.open();
  Session session = database.session("tester");
  session.phones().create({2}, {.number = PhoneNumber::parse("5551234567")});
  const auto made = session.customers().create(
      {.first_name = "No", .primary_phone_number = PhoneNumber::parse("5551234567")});
  const json details = server.get(kPreCall + "?caller_number=5551234567").json()["caller_details"];
  REQUIRE(details.size() == 3);
  CHECK(details[0]["user_info"]["first_name"] == "John");
  CHECK(details[1]["customer_id"] == made.id.value);
  CHECK(details[1]["user_info"]["product_name"].is_null());
  CHECK(details[1]["metadata"]["source"].is_null());
  CHECK(details[2]["user_info"]["first_name"] == "Sarah");
}

TEST_CASE("a post-call records the outcome as the contract says") {
  const RestServer server(every_server_database());
  const HttpAnswer answer = server.post(kPostCall, contract_outcome().dump());
  CHECK(answer.status == 200);
  const json body = answer.json();
  CHECK(body["success"] == "True");
  CHECK(body["message"] == "Call outcome processed successfully");
  CHECK(body["updates"]["customer_updated"] == false);
  CHECK(body["updates"]["loan_updated"] == true);
  CHECK(body["updates"]["interaction_created"] == true);
  CHECK(body["status"] ==
        json{{"type", "success"}, {"message", "Call outcome recorded and updates applied"}});
  const json loan = only_loan(server);
  CHECK(loan["due_amount"] == 500);
  CHECK(loan["acceptable_pay_later_date"] == "2024-03-15");
  CHECK(loan["status"] == "arranged");
  const json noted = newest_interaction(server);
  CHECK(noted["id"] == body["updates"]["interaction_id"]);
  CHECK(noted["creation_date"] == "2024-02-01T15:30:00");
  CHECK(noted["source"] == "Phone");
  CHECK(noted["status"] == "Promise_to_Pay");
  CHECK(noted["notes"] ==
        "Call Type: OUTBOUND; Duration: 00:08:45; Call ID: CALL123456789; Disposition Trace: Connected "
        "\u2192 Discussed "
        "Payment \u2192 Promise_to_Pay; Agreed Payment Amount: $500.00; Payment Date Agreed: 2024-03-15; "
        "Call End: "
        "CUSTOMER HANGUP; Dialing Status: Dialed - Answered (DAN) - on second ring; Outcome Note: Will pay.; "
        "Additional Notes: More.");
}

TEST_CASE("a post-call that is sent again changes nothing and with other content is a conflict") {
  const RestServer server(every_server_database());
  const json first = server.post(kPostCall, contract_outcome().dump()).json();
  const json again = server.post(kPostCall, contract_outcome().dump()).json();
  CHECK(again["updates"] == first["updates"]);
  CHECK(again["replayed"] == true);
  CHECK(server.get("/api/customers/1/interactions").json().size() == 4);
  json other = contract_outcome();
  other["call_outcome_note"] = "Will not pay.";
  const HttpAnswer conflict = server.post(kPostCall, other.dump());
  CHECK(conflict.status == 409);
  CHECK(conflict.json()["success"] == "False");
}

TEST_CASE("a post-call without an identifier takes the Idempotency-Key") {
  const RestServer server(every_server_database());
  const std::string body =
      R"({"user_info":{"account_number":1234567890},"outcome_details":{"call_identifier":""}})";
  server.post(kPostCall, body, {{"Idempotency-Key", "k1"}});
  CHECK(server.post(kPostCall, body, {{"Idempotency-Key", "k1"}}).json()["replayed"] == true);
  CHECK(server.post(kPostCall, body).json()["replayed"] == false);
  CHECK(server.post(kPostCall, body).json()["replayed"] == false);
  CHECK(server.get("/api/customers/1/interactions").json().size() == 6);
  CHECK(newest_interaction(server)["source"] == "Phone Call");
  CHECK(newest_interaction(server)["status"] == "Completed");
  const HttpAnswer other = server.post(
      kPostCall,
      R"({"user_info":{"account_number":1234567890},"outcome_details":{"call_end_status":"busy"}})",
      {{"Idempotency-Key", "k1"}});
  CHECK(other.status == 409);
  CHECK(other.json()["field"] == "Idempotency-Key");  // that the client sent, not call_identifier
}

TEST_CASE("dispositions change the loan in any letter case") {
  const RestServer server;
  const auto status_after = [&](const char* disposition) {
    const json body{{"user_info", {{"account_number", "3456789012"}}},
                    {"outcome_details", {{"final_disposition", disposition}}}};
    CHECK(server.post(kPostCall, body.dump()).status == 200);
    return only_loan(server, 3)["status"].get<std::string>();
  };
  CHECK(status_after("Busy") == "delinquent");
  CHECK(status_after("CALLBACK_SCHEDULED") == "arranged");
  CHECK(status_after("Paid") == "current");
  CHECK(only_loan(server, 3)["due_amount"] == 0);
  CHECK(only_loan(server, 3)["no_of_missed_installments"] == 0);
}

TEST_CASE("the pre-call's user_info may be sent back whole with one value changed") {
  const RestServer server(every_server_database());
  json user = server.get(kPreCall + "?caller_number=5552345678").json()["caller_details"][0]["user_info"];
  const json before = server.get("/api/customers/2").json();
  user["city"] = "Pasadena";
  const json body{{"user_info", user},
                  {"outcome_details", {{"pay_later_date", ""}, {"final_disposition", nullptr}}}};
  const json updates = server.post(kPostCall, body.dump()).json()["updates"];
  CHECK(updates["customer_updated"] == true);
  CHECK(updates["loan_updated"] == false);
  json after = server.get("/api/customers/2").json();
  CHECK(after["city"] == "Pasadena");
  for (const char* key : {"city", "version", "updated_at", "interactions"}) after[key] = before[key];
  CHECK(after == before);
}

TEST_CASE("a whole SSN that is sent back as it was read changes nothing") {
  const RestServer server(every_server_database(), {"--sample-data", "--trust", "127.0.0.1=supervisor"});
  const json before = server.get("/api/customers/2").json();
  const json user =
      server.get(kPreCall + "?caller_number=5552345678").json()["caller_details"][0]["user_info"];
  REQUIRE(user["ssn"].is_number());
  const auto updated = [&](const json& said) {
    return server.post(kPostCall, json{{"user_info", said}}.dump()).json()["updates"]["customer_updated"];
  };
  CHECK(updated(user) == false);
  CHECK(server.get("/api/customers/2").json()["version"] == before["version"]);
  json other = user;
  other["ssn"] = user["ssn"].get<std::int64_t>() + 100'000'000;
  CHECK(updated(other) == true);
  CHECK(server.get("/api/customers/2").json()["ssn"] == other["ssn"]);
}

TEST_CASE("a post-call's errors have the contract's words") {
  const RestServer server(every_server_database());
  const auto check = [&](const std::string& body, int status, const char* message, const char* state) {
    const HttpAnswer answer = server.post(kPostCall, body);
    CHECK(answer.status == status);
    CHECK(answer.json()["success"] == "False");
    CHECK(answer.json()["message"] == message);
    CHECK(answer.json()["status"] == json{{"type", "error"}, {"message", state}});
  };
  check("", 400, "No data provided", "Request body is required");
  check("{}", 400, "No data provided", "Request body is required");
  check(R"({"user_info":{}})", 400, "account_number is required in user_info",
        "Missing required field: account_number");
  check(R"({"outcome_details":{}})", 400, "account_number is required in user_info",
        "Missing required field: account_number");
  check(R"({"user_info":{"account_number":"nope"}})", 404, "Customer not found with account number: nope",
        "Customer not found");
}

TEST_CASE("a post-call with a value that cannot be read writes nothing and names the field") {
  const RestServer server(every_server_database());
  const auto field_of = [&](const char* details) {
    const HttpAnswer answer = server.post(
        kPostCall,
        std::string(R"({"user_info":{"account_number":"1234567890","city":"X"},"outcome_details":)") +
            details + "}");
    CHECK(answer.status == 400);
    return answer.json().value("field", "");
  };
  CHECK(field_of(R"({"user_agreed_payment_amount":"a lot"})") == "user_agreed_payment_amount");
  CHECK(field_of(R"({"pay_later_date":"tomorrow"})") == "pay_later_date");
  CHECK(field_of(R"({"call_duration":"long"})") == "call_duration");
  CHECK(field_of(R"({"disposition_trace":{"a":1}})") == "disposition_trace");
  CHECK(field_of(R"("x")") == "outcome_details");
  const std::string long_text(300, 'x');
  for (const char* name : {"final_disposition", "call_identifier", "call_type", "call_end_status"})
    CHECK(field_of(json{{name, long_text}}.dump().c_str()) == name);
  CHECK(field_of(json{{"dialing_status", {{"short_code", long_text}}}}.dump().c_str()) == "short_code");
  CHECK(server.get("/api/customers/1").json()["city"] == "New York");
  CHECK(server.get("/api/customers/1/interactions").json().size() == 3);
}

TEST_CASE("an agreed amount that is not positive leaves the loan as it is") {
  const RestServer server;
  for (const char* amount : {"-5", "0"}) {
    const json body{{"user_info", {{"account_number", "1234567890"}}},
                    {"outcome_details", {{"user_agreed_payment_amount", amount}}}};
    const HttpAnswer answer = server.post(kPostCall, body.dump());
    CHECK(answer.status == 200);
    CHECK(answer.json()["updates"]["loan_updated"] == false);
  }
  CHECK(only_loan(server)["due_amount"] == 1250.0);
}

TEST_CASE("null and an empty text among the steps of a call count as absent") {
  const RestServer server;
  const json body{{"user_info", {{"account_number", "1234567890"}}},
                  {"outcome_details", {{"disposition_trace", {"A", nullptr, "", "B"}}}}};
  CHECK(server.post(kPostCall, body.dump()).status == 200);
  CHECK_THAT(newest_interaction(server)["notes"].get<std::string>(),
             Catch::Contains("Disposition Trace: A \u2192 B"));
}

TEST_CASE("loan values for a customer without a loan are left aside") {
  const RestServer server(every_server_database());
  server.post("/api/customers", R"({"account_number":"none"})");
  const json body{{"user_info", {{"account_number", "none"}, {"due_amount", 5}}},
                  {"outcome_details", {{"user_agreed_payment_amount", 5}}}};
  const HttpAnswer answer = server.post(kPostCall, body.dump());
  CHECK(answer.status == 200);
  CHECK(answer.json()["updates"]["loan_updated"] == false);
}

}  // namespace crm::test
