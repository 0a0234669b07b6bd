// Requests that are sent again with their Idempotency-Key: one effect, one answer.
#include <crm/auth.hpp>
#include <set>
#include <thread>

#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

struct Creation {
  std::string target;
  json body, other;
};

// Every POST that makes a record.
std::vector<Creation> creations() {
  json loan{{"customer_id", 1},        {"product_name", "Auto"}, {"due_amount", 10},
            {"minimum_amount", 1},     {"interest_late_fee", 1}, {"contractual_installment_amount", 5},
            {"due_date", "2024-03-01"}};
  json other_loan = loan;
  other_loan["due_amount"] = 11;
  const json car{{"vin", "1HGCM82633A004352"}, {"make", "Honda"}, {"model", "Accord"}, {"year", 2003}};
  json other_car = car;
  other_car["vin"] = "1HGCM82633A004353";
  const std::string john = "/api/customers/1";
  return {{"/api/customers",
           {{"first_name", "Ada"}, {"ssn", 987654320}},
           {{"first_name", "Ada"}, {"ssn", 887654320}}},
          {"/api/loans", loan, other_loan},
          {john + "/interactions",
           {{"source", "Email"}, {"status", "Sent"}},
           {{"source", "Email"}, {"status", "Read"}}},
          {john + "/phones", {{"number", "+12125550000"}}, {{"number", "+12125550001"}}},
          {john + "/vehicles", car, other_car},
          {john + "/notes", {{"note", "a"}}, {{"note", "b"}}},
          {john + "/payments", {{"loan_id", 1}, {"amount", 1}}, {{"loan_id", 1}, {"amount", 2}}}};
}

Headers with_key(std::string key, Headers headers = {}) {
  headers.emplace_back("Idempotency-Key", std::move(key));
  return headers;
}

std::size_t count(const RestServer& server, const std::string& list, const Headers& headers = {}) {
  return server.get(list, headers).json().size();
}

// Two programs that may read and write.
std::pair<Headers, Headers> two_callers(const RestServer& server) {
  Session session = server.open().session("tester");
  const auto made = [&](const char* name) {
    return Headers{{"X-API-Key", ApiKeys(session).create(name, Right::read | Right::write | Right::call)}};
  };
  Headers first = made("dialer-1");
  return {std::move(first), made("dialer-2")};
}

}  // namespace

TEST_CASE("what makes a record makes one however often it is sent with its key") {
  const RestServer server(every_server_database());
  int n = 0;
  for (const Creation& creation : creations()) {
    INFO(creation.target);
    const Headers key = with_key("k" + std::to_string(++n));
    const std::size_t before = count(server, creation.target);
    const HttpAnswer first = server.post(creation.target, creation.body.dump(), key);
    CHECK(first.status == 201);
    const HttpAnswer again = server.post(creation.target, creation.body.dump(), key);
    CHECK(again.status == first.status);
    CHECK(again.body == first.body);
    const HttpAnswer other = server.post(creation.target, creation.other.dump(), key);
    CHECK(other.status == 409);
    CHECK(other.json()["field"] == "idempotency_key");
    CHECK(count(server, creation.target) == before + 1);
    CHECK(server.post(creation.target, creation.other.dump()).status == 201);
    CHECK(count(server, creation.target) == before + 2);
  }
}

TEST_CASE("a record that was deleted meanwhile is not made again by a late repetition") {
  const RestServer server(every_server_database());
  const std::string place = "/api/customers/1/notes", body = R"({"note":"a"})";
  const json made = server.post(place, body, with_key("k")).json();
  CHECK(server.del(place + "/" + std::to_string(made["id"].get<std::int64_t>())).status == 200);
  CHECK(server.post(place, body, with_key("k")).status == 409);
  CHECK(count(server, place) == 0);
}

TEST_CASE("a key is its caller's and another caller's same key is another one") {
  const RestServer server(every_server_database(), {"--sample-data"});
  const auto [first, second] = two_callers(server);
  for (const Creation& creation : creations()) {
    if (creation.body.contains("vin") || creation.body.contains("number")) continue;  // are unique themselves
    INFO(creation.target);
    const HttpAnswer one =
        server.post(creation.target, creation.body.dump(), with_key(creation.target, first));
    const HttpAnswer two =
        server.post(creation.target, creation.body.dump(), with_key(creation.target, second));
    CHECK(one.status == 201);
    CHECK(two.status == 201);
    CHECK(one.json()["id"] != two.json()["id"]);
    CHECK(
        server.post(creation.target, creation.other.dump(), with_key("o" + creation.target, second)).status ==
        201);
    CHECK(server.post(creation.target, creation.body.dump(), with_key("o" + creation.target, first)).status ==
          201);
  }
}

TEST_CASE("a call's identifier is the same call whoever reports it and a key in its place is not") {
  const RestServer server(every_server_database(), {"--sample-data"});
  const auto [first, second] = two_callers(server);
  const auto replayed = [&](const char* identifier, const Headers& caller) {
    const json body{{"user_info", {{"account_number", "1234567890"}}},
                    {"outcome_details", {{"call_identifier", identifier}}}};
    return server.post("/api/post_call_outcomes/", body.dump(), with_key("k", caller)).json()["replayed"] ==
           true;
  };
  CHECK_FALSE(replayed("C-1", first));
  CHECK(replayed("C-1", second));
  CHECK_FALSE(replayed("", first));
  CHECK_FALSE(replayed("", second));
  CHECK(replayed("", first));
}

TEST_CASE("a key that cannot be one is refused and nothing is made") {
  const RestServer server;
  for (const std::string& key : {std::string(200, 'k'), std::string("\xFF")})
    CHECK(server.post("/api/customers", R"({"first_name":"Ada"})", with_key(key)).status == 400);
  CHECK(count(server, "/api/customers") == 5);
}

TEST_CASE("sixty-four requests at once under one key have one effect and one answer", "[threads]") {
  const RestServer server(every_server_database());
  for (const Creation& creation : creations()) {
    INFO(creation.target);
    const std::size_t before = count(server, creation.target);
    std::vector<HttpAnswer> answers(64);
    {
      std::vector<std::jthread> clients;
      for (HttpAnswer& answer : answers)
        clients.emplace_back([&] {
          HttpConnection connection(server.port());
          connection.send(
              http_request("POST", creation.target, creation.body.dump(), with_key(creation.target)));
          answer = connection.answer();
        });
    }
    std::set<std::string> bodies;
    for (const HttpAnswer& answer : answers) {
      CHECK(answer.status == 201);
      bodies.insert(answer.body);
    }
    CHECK(bodies.size() == 1);
    CHECK(count(server, creation.target) == before + 1);
  }
}

}  // namespace crm::test
