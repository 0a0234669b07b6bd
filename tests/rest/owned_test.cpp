// Beyond the contract: phones, vehicles, notes and payments of a customer.
#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

std::string id_in(const HttpAnswer& answer) {
  INFO(answer.body);
  REQUIRE(answer.status == 201);
  return std::to_string(answer.json().at("id").get<std::int64_t>());
}

}  // namespace

TEST_CASE("phones and vehicles and notes are made and listed and changed and deleted") {
  const RestServer server(every_server_database());
  const auto check = [&](const std::string& kind, const json& body, const json& change) {
    const std::string place = "/api/customers/1/" + kind;
    const std::string one = place + "/" + id_in(server.post(place, body.dump()));
    const HttpAnswer shown = server.get(one);
    CHECK(shown.status == 200);
    for (const auto& [name, value] : body.items()) CHECK(shown.json()[name] == value);
    CHECK(server.get(place).json().back() == shown.json());
    CHECK(server.put(one, change.dump(), {{"If-Match", shown.header("etag")}}).status == 200);
    CHECK(server.put(one, change.dump(), {{"If-Match", "\"99\""}}).status == 412);
    for (const auto& [name, value] : change.items()) CHECK(server.get(one).json()[name] == value);
    CHECK(server.get("/api/customers/2" + one.substr(16)).status == 404);  // another customer's
    CHECK(server.del(one).status == 200);
    CHECK(server.get(one).status == 404);
    CHECK(server.post("/api/customers/99/" + kind, body.dump()).status == 404);
    CHECK(server.post(place, "").status == 400);
  };
  check("phones", {{"number", "+12125550000"}, {"kind", "mobile"}}, {{"do_not_call", true}});
  check("vehicles", {{"vin", "1HGCM82633A004352"}, {"make", "Honda"}, {"model", "Accord"}, {"year", 2003}},
        {{"mileage", 120000}});
  check("notes", {{"note", "Speaks Spanish."}}, {{"note", "Speaks English."}});
}

TEST_CASE("a payment lowers the loan once and its reversal raises it again") {
  const RestServer server(every_server_database());
  const std::string place = "/api/customers/1/payments",
                    body = R"({"loan_id":1,"amount":250,"method":"card"})";
  const auto due = [&] { return server.get("/api/loans/1").json()["due_amount"].get<double>(); };
  const std::string id = id_in(server.post(place, body, {{"Idempotency-Key", "p-1"}}));
  CHECK(due() == 1000);
  CHECK(id_in(server.post(place, body, {{"Idempotency-Key", "p-1"}})) == id);
  CHECK(due() == 1000);
  CHECK(server.post(place, R"({"loan_id":1,"amount":251})", {{"Idempotency-Key", "p-1"}}).status == 409);
  CHECK(server.get(place + "/" + id).json()["amount"] == 250);
  CHECK(server.post(place + "/" + id + "/reverse", "{}").status == 400);
  const auto reverse = [&] {
    return id_in(
        server.post(place + "/" + id + "/reverse", R"({"reason":"bounced"})", {{"Idempotency-Key", "r-1"}}));
  };
  CHECK(reverse() == reverse());
  CHECK(due() == 1250);
  CHECK(server.post(place + "/" + id + "/reverse", R"({"reason":"again"})").status == 409);
  CHECK(server.get(place).json().size() == 2);
  CHECK(server.post(place, R"({"amount":1})").json()["field"] == "loan_id");
  CHECK(server.post(place, R"({"loan_id":2,"amount":1})").status == 404);
  CHECK(server.get(place + "/99").status == 404);
}

TEST_CASE("a customer's phones and vehicles and payments are filtered by what they are") {
  const RestServer server(every_server_database());
  const std::string place = "/api/customers/1/";
  const auto count = [&](const std::string& list) { return server.get(place + list).json().size(); };
  for (const char* phone : {R"({"number":"+12125550000","kind":"mobile"})",
                            R"({"number":"+12125550001","kind":"work","do_not_call":true})",
                            R"({"number":"+12125550002","kind":"work","status":"wrong_number"})"})
    id_in(server.post(place + "phones", phone));
  const auto all = count("phones");
  CHECK(count("phones?kind=work") == 2);
  CHECK(count("phones?kind=work&status=wrong_number") == 1);
  CHECK(count("phones?do_not_call=true") == 1);
  CHECK(count("phones?kind=") == all);
  CHECK(count("phones?kind=nonsense") == 0);
  CHECK(server.get(place + "phones?do_not_call=maybe").json()["field"] == "do_not_call");
  CHECK(count("phones?kind=work&limit=1") == 1);
  const std::string next = server.get(place + "phones?kind=work&limit=1").header("link");
  CHECK_THAT(next, Catch::Contains("kind=work"));
  CHECK(server.get(next.substr(1, next.find('>') - 1)).json()[0]["status"] == "wrong_number");
  const auto cars = count("vehicles");
  id_in(server.post(place + "vehicles",
                    R"({"vin":"1HGCM82633A004352","make":"Honda","model":"Accord","year":1999})"));
  CHECK(count("vehicles?make=Honda&year=1999") == 1);
  CHECK(count("vehicles") == cars + 1);
  CHECK(server.get(place + "vehicles?year=old").status == 400);
  id_in(server.post(place + "payments", R"({"loan_id":1,"amount":5,"method":"card"})"));
  id_in(server.post(place + "payments", R"({"loan_id":1,"amount":6})"));
  CHECK(count("payments?loan_id=1") == 2);
  CHECK(count("payments?loan_id=1&method=card") == 1);
  CHECK(count("payments?loan_id=2") == 0);
}

}  // namespace crm::test
