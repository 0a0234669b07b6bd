// The contract's customers over HTTP.
#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

const std::vector<std::string> kRowKeys{"id",
                                        "account_number",
                                        "first_name",
                                        "last_name",
                                        "email_address",
                                        "primary_phone_number",
                                        "customer_number",
                                        "record_type",
                                        "is_eligible_to_call",
                                        "created_at"};
const std::vector<std::string> kDetailKeys{"id",
                                           "account_number",
                                           "first_name",
                                           "last_name",
                                           "email_address",
                                           "primary_phone_number",
                                           "ssn",
                                           "dob",
                                           "address_line_1",
                                           "address_line_2",
                                           "city",
                                           "state",
                                           "zip_code",
                                           "customer_number",
                                           "record_type",
                                           "borrower_first_name",
                                           "borrower_last_name",
                                           "is_eligible_to_call",
                                           "transfer_phone_number",
                                           "transfer_ip_address",
                                           "credit_score",
                                           "monthly_income",
                                           "employment_status",
                                           "created_at",
                                           "loans",
                                           "interactions"};

void check_keys(const json& object, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) {
    INFO(key);
    CHECK(object.contains(key));
  }
}

std::int64_t create(const RestServer& server, const json& customer) {
  const HttpAnswer made = server.post("/api/customers", customer.dump());
  check_message(made, 201, "Customer created successfully");
  return made.json().at("id");
}

}  // namespace

TEST_CASE("customers are listed as an array with the contract's keys") {
  const RestServer server(every_server_database());
  const HttpAnswer answer = server.get("/api/customers");
  CHECK(answer.status == 200);
  CHECK(answer.header("content-type") == "application/json");
  const json list = answer.json();
  REQUIRE(list.size() == 5);
  check_keys(list[0], kRowKeys);
  CHECK(list[0]["account_number"] == "1234567890");
  CHECK(list[0]["primary_phone_number"] == 5551234567);
  CHECK(list[3]["is_eligible_to_call"] == false);
  CHECK(list[0]["created_at"].get<std::string>().find('Z') == std::string::npos);
}

TEST_CASE("a customer's detail has every key of the contract and no SSN without the right to it") {
  const RestServer server(every_server_database());
  const json detail = server.get("/api/customers/1").json();
  check_keys(detail, kDetailKeys);
  CHECK(detail["zip_code"] == 10001);
  CHECK(detail["ssn"].is_null());
  CHECK(detail["ssn_last4"] == "6789");
  CHECK(detail["dob"] == "1980-01-15");
  CHECK(detail["phone"] == "+15551234567");
  REQUIRE(detail["loans"].size() == 1);
  check_keys(detail["loans"][0],
             {"id", "product_name", "due_amount", "no_of_missed_installments",
              "contractual_installment_amount", "interest_late_fee", "minimum_amount", "due_date", "status"});
  CHECK(detail["loans"][0]["due_amount"] == 1250.0);
  REQUIRE(detail["interactions"].size() == 3);
  check_keys(detail["interactions"][0],
             {"id", "creation_date", "last_updated_date", "source", "status", "notes"});
  CHECK(detail["interactions"][0]["creation_date"] == "2024-02-01T10:00:00");
}

TEST_CASE("a customer that is not there is 404 with a message") {
  const RestServer server;
  for (const char* id : {"99", "0", "-1", "x", "9999999999999999999999"}) {
    INFO(id);
    CHECK(server.get(std::string("/api/customers/") + id).status == 404);
  }
  check_message(server.get("/api/customers/99"), 404, "Customer not found");
  check_message(server.put("/api/customers/99", R"({"city":"X"})"), 404, "Customer not found");
  check_message(server.del("/api/customers/99"), 404, "Customer not found");
}

TEST_CASE("a customer is created from numbers or texts and nothing is required") {
  const RestServer server(every_server_database());
  create(server, {{"zip_code", nullptr}, {"first_name", ""}});
  const auto id = create(server, {{"account_number", "A-1"},
                                  {"first_name", "Zo\u00eb"},
                                  {"primary_phone_number", 2125550000},
                                  {"transfer_phone_number", "2125550001"},
                                  {"ssn", 1234567},
                                  {"zip_code", 2139},
                                  {"customer_number", "77"},
                                  {"dob", ""},
                                  {"monthly_income", 4500.5},
                                  {"record_type", "guarantor"}});
  const json made = server.get("/api/customers/" + std::to_string(id)).json();
  CHECK(made["first_name"] == "Zo\u00eb");
  CHECK(made["primary_phone_number"] == 2125550000);
  CHECK(made["transfer_phone_number"] == 2125550001);
  CHECK(made["ssn_last4"] == "4567");
  CHECK(made["zip_code"] == 2139);
  CHECK(made["postal_code"] == "02139");
  CHECK(made["customer_number"] == 77);
  CHECK(made["dob"].is_null());
  CHECK(made["monthly_income"] == 4500.5);
  CHECK(made["is_eligible_to_call"] == true);
}

TEST_CASE("unknown and unwritable keys are dropped and never written") {
  const RestServer server(every_server_database());
  const auto id = create(
      server, {{"first_name", "Ann"}, {"id", 4711}, {"version", 9}, {"role", "admin"}, {"no_such", {1}}});
  CHECK(id != 4711);
  check_message(server.put("/api/customers/1",
                           R"({"id":99,"created_at":"2001-01-01","is_admin":true,"city":"Boston"})"),
                200, "Customer updated successfully");
  const json changed = server.get("/api/customers/1").json();
  CHECK(changed["city"] == "Boston");
  CHECK(changed["created_at"] != "2001-01-01T00:00:00");
}

TEST_CASE("an account number that is taken is a conflict") {
  const RestServer server(every_server_database());
  const HttpAnswer answer = server.post("/api/customers", R"({"account_number":"1234567890"})");
  CHECK(answer.status == 409);
  CHECK(answer.json()["field"] == "account_number");
  const HttpAnswer list = server.get("/api/customers?name=" + std::string(2000, 'x'));
  CHECK(list.status == 400);
  CHECK(list.json()["field"] == "name");
}

TEST_CASE("a partial update changes what it names and null empties a field") {
  const RestServer server(every_server_database());
  check_message(server.put("/api/customers/1",
                           R"({"address_line_2":null,"credit_score":"700","is_eligible_to_call":false})"),
                200, "Customer updated successfully");
  const json now = server.get("/api/customers/1").json();
  CHECK(now["address_line_2"].is_null());
  CHECK(now["credit_score"] == 700);
  CHECK(now["is_eligible_to_call"] == false);
  CHECK(now["first_name"] == "John");
}

TEST_CASE("an update without content is 400") {
  const RestServer server;
  for (const char* body : {"", "  ", "{}"})
    check_message(server.put("/api/customers/1", body), 400, "No data provided");
  check_message(server.post("/api/customers", ""), 400, "No data provided");
  const HttpAnswer unnamed = server.post("/api/customers", "{}");  // no field is required
  CHECK(unnamed.status == 201);
  CHECK(server.get("/api/customers/6").json()["first_name"].is_null());
  CHECK(server.put("/api/customers/1", "[1]").status == 400);
  CHECK(server.put("/api/customers/1", "{\"city\":").status == 400);
}

TEST_CASE("a record that is sent back whole changes nothing") {
  const RestServer server(every_server_database());
  const auto id = create(server, {{"first_name", "Urs"},
                                  {"country", "CH"},
                                  {"postal_code", "8001"},
                                  {"phone", "+41442345678"},
                                  {"ssn", "078051120"}});
  const std::string place = "/api/customers/" + std::to_string(id);
  const json before = server.get(place).json();
  CHECK(before["zip_code"] == 8001);
  CHECK(before["primary_phone_number"] == 41442345678);
  CHECK(server.put(place, before.dump()).status == 200);
  const json after = server.get(place).json();
  CHECK(after == before);
}

TEST_CASE("a value that cannot be taken is 400 and names the field") {
  const RestServer server;
  const auto field_of = [&](const std::string& body) {
    const HttpAnswer answer = server.put("/api/customers/1", body);
    CHECK(answer.status == 400);
    return answer.json().value("field", "");
  };
  CHECK(field_of(R"({"dob":"1980-02-30"})") == "dob");
  CHECK(field_of(R"({"primary_phone_number":"12"})") == "primary_phone_number");
  CHECK(field_of(R"({"ssn":"12"})") != "");
  CHECK(field_of(R"({"first_name":true})") == "first_name");
  CHECK(field_of(R"({"is_eligible_to_call":"maybe"})") == "is_eligible_to_call");
  CHECK(field_of(R"({"monthly_income":"lots"})") == "monthly_income");
  CHECK(server.get("/api/customers/1").json()["dob"] == "1980-01-15");
}

TEST_CASE("a customer with loans is only deleted with erase=true") {
  const RestServer server(every_server_database());
  CHECK(server.del("/api/customers/1").status == 409);
  check_message(server.del("/api/customers/1?erase=true&reason=test"), 200, "Customer deleted successfully");
  CHECK(server.get("/api/customers/1").status == 404);
  const auto id = create(server, {{"first_name", "Nobody"}});
  check_message(server.del("/api/customers/" + std::to_string(id)), 200, "Customer deleted successfully");
}

TEST_CASE("lists are paged with Link and filtered") {
  const RestServer server(every_server_database());
  const HttpAnswer first = server.get("/api/customers?limit=2");
  CHECK(first.json().size() == 2);
  const std::string link = first.header("link");
  REQUIRE_THAT(link,
               Catch::StartsWith("</api/customers?limit=2&after=") && Catch::EndsWith(">; rel=\"next\""));
  const json second = server.get(link.substr(1, link.find('>') - 1)).json();
  REQUIRE(second.size() == 2);
  CHECK(second[0]["id"] == 3);
  CHECK(server.get("/api/customers").header("link") == "");
  CHECK(server.get("/api/customers?phone=5552345678").json()[0]["id"] == 2);
  CHECK(server.get("/api/customers?account=345").json().size() == 1);
  CHECK(server.get("/api/customers?name=davis").json()[0]["id"] == 4);
  for (const char* limit : {"0", "1001", "x", "-1"})
    CHECK(server.get(std::string("/api/customers?limit=") + limit).status == 400);
  CHECK(server.get("/api/customers?after=nonsense").status == 400);
}

TEST_CASE("an update with If-Match of another version is refused and changes nothing") {
  const RestServer server(every_server_database());
  const std::string version = server.get("/api/customers/1").header("etag");
  CHECK(version == "W/\"1\"");  // the loans in the answer have versions of their own
  CHECK(server.put("/api/customers/1", R"({"city":"A"})", {{"If-Match", version}}).status == 200);
  CHECK(server.put("/api/customers/1", R"({"city":"B"})", {{"If-Match", version}}).status == 412);
  for (const char* other : {"\"1\"", "W/\"1\"", "\"abc\"", "\"\"", "\"1\", \"3\"", "-2", ", ,"}) {
    INFO(other);
    CHECK(server.put("/api/customers/1", R"({"city":"B"})", {{"If-Match", other}}).status == 412);
  }
  CHECK(server.get("/api/customers/1").json()["city"] == "A");
  CHECK(server.put("/api/customers/1", R"({"city":"C"})", {{"If-Match", "\"2\""}}).status == 200);
  CHECK(server.put("/api/customers/1", R"({"city":"D"})", {{"If-Match", "\"1\" , W/\"3\""}}).status == 200);
}

}  // namespace crm::test
