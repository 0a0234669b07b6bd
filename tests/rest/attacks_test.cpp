// What somebody might try: the same call many times at once, connections that never finish.
#include <thread>

#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

TEST_CASE("the same outcome sent many times at once is recorded once", "[threads]") {
  const RestServer server(every_server_database());
  const std::string body =
      R"({"user_info":{"account_number":"1234567890"},"outcome_details":{"call_identifier":"C-1"}})";
  std::vector<HttpAnswer> answers(32);
  {
    std::vector<std::jthread> clients;
    for (HttpAnswer& answer : answers)
      clients.emplace_back([&] {
        HttpConnection connection(server.port());
        connection.send(http_request("POST", "/api/post_call_outcomes/", body));
        answer = connection.answer();
      });
  }
  int first = 0;
  for (const HttpAnswer& answer : answers) {
    CHECK(answer.status == 200);
    CHECK(answer.json()["updates"] == answers[0].json()["updates"]);
    first += answer.json()["replayed"] == false;
  }
  CHECK(first == 1);
  CHECK(server.get("/api/customers/1/interactions").json().size() == 4);
}

TEST_CASE("a flood of sign-ins is turned away and the others are served meanwhile", "[threads]") {
  const RestServer server(Where::in_a_file, {"--login-rate", "0", "--log", "off"});
  const std::string request =
      http_request("POST", "/api/auth/login", R"({"username":"nobody","password":"not the password"})");
  std::vector<std::unique_ptr<HttpConnection>> flood;
  for (int i = 0; i < 40; ++i) {
    flood.push_back(std::make_unique<HttpConnection>(server.port()));
    flood.back()->send(request);
  }
  CHECK(server.get("/health").status == 200);  // before the first of them has been looked at to the end
  int refused = 0, turned_away = 0;
  for (const auto& connection : flood) {
    const int status = connection->answer().status;
    refused += status == 401;
    turned_away += status == 503;
  }
  CHECK(refused + turned_away == 40);
  CHECK(turned_away >= 10);
  CHECK(refused >= 16);
}

TEST_CASE("connections that send nothing or too slowly are cut and the others are served") {
  const RestServer server(Where::in_a_file, {"--auth", "off", "--header-seconds", "1", "--request-seconds",
                                             "1", "--idle-seconds", "1"});
  HttpConnection silent(server.port()), in_header(server.port()), in_body(server.port());
  in_header.send("GET /health HTTP/1.1\r\nHost: loc");
  in_body.send("POST /api/customers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{\"city\"");
  CHECK(server.get("/health").status == 200);
  CHECK(silent.ends());
  CHECK(in_header.ends());
  CHECK(in_body.ends());
  CHECK(server.get("/health").status == 200);
}

TEST_CASE("more connections than are allowed are refused and told so") {
  const RestServer server(Where::in_a_file, {"--auth", "off", "--max-connections", "3"});
  HttpConnection one(server.port()), two(server.port());
  for (HttpConnection* connection : {&one, &two}) {
    connection->send(http_request("GET", "/health"));
    CHECK(connection->answer().status == 200);
  }
  HttpConnection three(server.port());
  three.send(http_request("GET", "/health"));
  CHECK(three.answer().status == 200);
  HttpConnection four(server.port());
  CHECK(four.answer().status == 503);
}

}  // namespace crm::test
