// What somebody might try: the same call many times at once, connections that never finish.
#include <condition_variable>
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

TEST_CASE("a request that comes too slowly is told so and a connection without one ends in silence") {
  const RestServer server(Where::in_a_file, {"--auth", "off", "--header-seconds", "1", "--request-seconds",
                                             "1", "--idle-seconds", "1"});
  HttpConnection silent(server.port()), in_header(server.port()), in_body(server.port()),
      in_chunk(server.port());
  const std::string start = "POST /api/customers HTTP/1.1\r\nHost: localhost\r\n";
  in_header.send("GET /health HTTP/1.1\r\nHost: loc");
  in_body.send(start + "Content-Length: 100\r\n\r\n{\"city\"");
  in_chunk.send(start + "Transfer-Encoding: chunked\r\n\r\n3\r\n{\"");
  CHECK(server.get("/health").status == 200);
  CHECK(silent.ends());
  for (HttpConnection* connection : {&in_header, &in_body, &in_chunk}) {
    const HttpAnswer answer = connection->answer();
    CHECK(answer.status == 408);
    CHECK(answer.json()["message"] == "The request came too slowly.");
    CHECK(answer.header("connection") == "close");
    CHECK(connection->ends());
  }
  CHECK(server.get("/health").status == 200);
}

TEST_CASE("a byte now and then does not make a slow request a good one") {
  const RestServer server(Where::in_a_file, {"--auth", "off", "--header-seconds", "1"});
  HttpConnection connection(server.port());
  const auto start = std::chrono::steady_clock::now();
  std::jthread dribble([&](const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any never;
    while (!stop.stop_requested()) {
      connection.send("G");
      never.wait_for(lock, stop, std::chrono::milliseconds(50), [] { return false; });
    }
  });
  CHECK(connection.answer().status == 408);
  CHECK(std::chrono::steady_clock::now() - start < std::chrono::seconds(10));
}

TEST_CASE("who does not take the answer does not keep the connection") {
  const RestServer server(Where::in_a_file,
                          {"--auth", "off", "--request-seconds", "1", "--max-connections", "1"});
  server.document();  // before the only connection is taken
  HttpConnection connection(server.port());
  for (int i = 0; i < 20; ++i) connection.send(http_request("GET", "/docs/swagger-ui-bundle.js"));
  CHECK(server.get("/health").status == 503);
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(20);
  int status = 503;
  while (status == 503 && std::chrono::steady_clock::now() < latest) status = server.get("/health").status;
  CHECK(status == 200);
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
