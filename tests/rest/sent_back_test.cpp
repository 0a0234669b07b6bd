// A record that a client read and sends back, also where the contract shows less than is stored: phones and
// postal codes as integers, SSNs without the zeros in front.
#include <filesystem>

#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

const RestServer::Arguments kSupervisor{"--trust", "127.0.0.1=supervisor"};
const std::string kPreCall = "/api/fetch_user_profile_pre_call/?caller_number=%2B4721234567";

// Everything that the contract's integers cannot say.
json customer() {
  return {{"account_number", "N1"},
          {"primary_phone_number", "+4721234567"},
          {"transfer_phone_number", "+4930123456"},
          {"zip_code", "SW1A 1AA"},
          {"ssn", "012345678"}};
}

json detail(const RestServer& server) {
  json all = server.get("/api/customers/1").json();
  for (const char* key : {"version", "updated_at", "interactions"}) all.erase(key);
  return all;
}

json as_texts(json object) {
  for (auto& [key, value] : object.items())
    if (value.is_number_integer()) value = std::to_string(value.get<std::int64_t>());
  return object;
}

}  // namespace

TEST_CASE("a caller's profile that is sent back as numbers or as texts changes nothing") {
  const RestServer server(every_server_database(), kSupervisor);
  REQUIRE(server.post("/api/customers", customer().dump()).status == 201);
  const json before = detail(server);
  const json user = server.get(kPreCall).json()["caller_details"][0]["user_info"];
  CHECK(user["primary_phone_number"] == 4721234567);
  CHECK(user["ssn"] == 12345678);
  CHECK(user["zip_code"].is_null());
  for (const json& said : {user, as_texts(user)}) {
    json without_exact = said;
    for (const char* key : {"phone", "postal_code", "ssn_last4"}) without_exact.erase(key);
    const json answer =
        server.post("/api/post_call_outcomes/", json{{"user_info", without_exact}}.dump()).json();
    CHECK(answer["updates"]["customer_updated"] == false);
    CHECK(detail(server) == before);
  }
}

TEST_CASE("a customer that is put as it was read keeps its numbers and its postal code") {
  const RestServer server(every_server_database(), kSupervisor);
  REQUIRE(server.post("/api/customers", customer().dump()).status == 201);
  const json before = detail(server);
  const json contracts{{"primary_phone_number", 4721234567},
                       {"transfer_phone_number", 4930123456},
                       {"zip_code", nullptr},
                       {"ssn", "12345678"}};
  CHECK(server.put("/api/customers/1", contracts.dump()).status == 200);
  CHECK(detail(server) == before);
  CHECK(server.get("/api/customers/1").json()["version"] == 1);
  CHECK(server.put("/api/customers/1", R"({"zip_code": ""})").status == 200);
  CHECK(detail(server) == before);
  CHECK(
      server.put("/api/customers/1", R"({"zip_code": "2139", "primary_phone_number": 5552345678})").status ==
      200);
  const json after = detail(server);
  CHECK(after["postal_code"] == "02139");
  CHECK(after["phone"] == "+15552345678");
  CHECK(server.put("/api/customers/1", R"({"zip_code": null})").status == 200);
  CHECK(detail(server)["postal_code"].is_null());
}

TEST_CASE("a postal code that cannot be one is refused under the name that the client gave it") {
  const RestServer server(every_server_database());
  const std::string long_text(300, '1');
  for (const json& value : {json(-5), json(12.5), json(1e300), json(long_text), json(true), json::array()}) {
    INFO(value.dump());
    for (const char* name : {"zip_code", "postal_code"}) {
      if (name == std::string("postal_code") && value.is_number()) continue;  // a text as any other
      for (const HttpAnswer& answer : {server.put("/api/customers/1", json{{name, value}}.dump()),
                                       server.post("/api/customers", json{{name, value}}.dump())}) {
        CHECK(answer.status == 400);
        CHECK(answer.json()["field"] == name);
      }
    }
  }
  CHECK(server.get("/api/customers/1").json()["version"] == 1);
}

TEST_CASE("who may read SSNs is answered without them where the key is missing") {
  RestServer server(Where::in_a_file, kSupervisor);
  REQUIRE(server.post("/api/customers", customer().dump()).status == 201);
  CHECK(server.stop() == "");
  std::filesystem::remove(server.folder().file("crm.key"));
  std::filesystem::remove(server.folder().file("crm.db.key"));
  server.start(kSupervisor);
  const HttpAnswer answer = server.get(kPreCall);
  CHECK(answer.status == 200);
  CHECK(answer.json()["caller_details"][0]["user_info"]["ssn"].is_null());
  CHECK(detail(server)["ssn"].is_null());
}

}  // namespace crm::test
