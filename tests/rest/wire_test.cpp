// HTTP itself: methods, limits, connections, the way the server ends.
#include <fstream>

#include "cli/files.hpp"
#include "rest/rest_server.hpp"
#include "support/process.hpp"

namespace crm::test {

TEST_CASE("OPTIONS is answered on every route and unknown methods are 405") {
  const RestServer server;
  for (const char* path :
       {"/", "/health", "/api/customers", "/api/customers/1", "/api/loans", "/api/loans/1",
        "/api/customers/1/interactions", "/api/customers/1/interactions/1",
        "/api/fetch_user_profile_pre_call/", "/api/post_call_outcomes/", "/api/dashboard-stats"}) {
    INFO(path);
    CHECK(server.ask("OPTIONS", path).status == 204);
    const HttpAnswer wrong = server.ask("PATCH", path);
    CHECK(wrong.status == 405);
    CHECK(wrong.header("allow") == server.ask("OPTIONS", path).header("allow"));
  }
  CHECK(server.get("/api/nothing").status == 404);
  CHECK(server.get("/api/customers/1/2/3/4").status == 404);
}

TEST_CASE("HEAD answers like GET without the body") {
  const RestServer server;
  const HttpAnswer head = server.ask("HEAD", "/api/customers"), get = server.get("/api/customers");
  CHECK(head.status == 200);
  CHECK(head.header("content-length") == get.header("content-length"));
}

TEST_CASE("every error is a problem document with the request's id") {
  const RestServer server;
  const HttpAnswer answer = server.get("/api/customers/99", {{"X-Request-Id", "abc-1"}});
  CHECK(answer.header("content-type") == "application/problem+json");
  CHECK(answer.header("x-request-id") == "abc-1");
  const auto body = answer.json();
  CHECK(body["status"] == 404);
  CHECK(body["title"] == "Not Found");
  CHECK(body["detail"] == body["message"]);
  CHECK(body["code"] == "not_found");
  CHECK(body["request_id"] == "abc-1");
  CHECK(server.get("/health", {{"X-Request-Id", "not plain \"x\""}}).header("x-request-id").size() == 32);
}

TEST_CASE("a problem's title is the name of its status") {
  const RestServer server;
  HttpConnection newer(server.port());
  newer.send("GET / HTTP/1.2\r\nHost: localhost\r\n\r\n");
  const HttpAnswer answer = newer.answer();
  CHECK(answer.status == 505);
  CHECK(answer.json()["title"] == "HTTP Version Not Supported");
  CHECK(server.get("/api/customers/99").json()["title"] == "Not Found");
}

TEST_CASE("a target with a host before it is that host's path") {
  const RestServer server;
  CHECK(server.ask("GET", "http://localhost/api/customers/1").status == 200);
  CHECK(server.ask("GET", "http://localhost").status == 200);
  CHECK(server.ask("GET", "ftp://localhost/health").status == 400);
}

TEST_CASE("a connection serves many requests also when they come at once") {
  const RestServer server;
  HttpConnection connection(server.port());
  std::string both = http_request("GET", "/health");
  both += http_request("POST", "/api/customers", R"({"first_name":"A"})") +
          http_request("GET", "/api/customers/6");
  connection.send(both);
  CHECK(connection.answer().status == 200);
  CHECK(connection.answer().status == 201);
  CHECK(connection.answer().json()["first_name"] == "A");
}

TEST_CASE("what is too large is refused before it is read") {
  const RestServer server(Where::in_a_file, {"--auth", "off", "--max-body", "1000", "--max-header", "2000"});
  CHECK(server.post("/api/customers", std::string(1001, ' ')).status == 413);
  CHECK(server.get("/health", {{"X-Long", std::string(3000, 'x')}}).status == 431);
  HttpConnection endless(server.port());
  endless.send("POST /api/customers HTTP/1.1\r\nHost: localhost\r\nContent-Length: 200000000\r\n\r\n");
  CHECK(endless.answer().status == 413);
}

TEST_CASE("what is refused before it is a request stands in the log under its id") {
  const RestServer server(Where::in_a_file, {"--auth", "off", "--max-header", "2000", "--max-body", "1000"});
  const auto check = [&](int status, const HttpAnswer& answer) {
    CHECK(answer.status == status);
    const std::string line = "\"status\":" + std::to_string(status) + ",\"us\":0,\"request_id\":\"" +
                             answer.header("x-request-id") + "\"";
    CHECK_THAT(read_file(server.folder().file("server.log")), Catch::Contains(line));
  };
  check(413, server.post("/api/customers", std::string(1001, ' ')));
  check(431, server.get("/health", {{"X-Long", std::string(3000, 'x')}}));
  check(400, server.get("/health", {{"Bad Name", "x"}}));
}

TEST_CASE("JSON that is too deep is refused") {
  const RestServer server;
  CHECK(server.post("/api/customers", std::string(100'000, '[')).status == 400);
  CHECK(
      server.post("/api/customers", "{\"a\":" + std::string(100, '[') + std::string(100, ']') + "}").status ==
      400);
}

TEST_CASE("a chunked body is read") {
  const RestServer server;
  HttpConnection connection(server.port());
  connection.send(
      "POST /api/customers HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: "
      "chunked\r\n\r\n3\r\n{\"c\r\n9\r\nity\":\"X\"}\r\n0\r\n\r\n");
  CHECK(connection.answer().status == 201);
}

TEST_CASE("the server ends well when it is asked to") {
  RestServer server;
  HttpConnection idle(server.port());
  idle.send(http_request("GET", "/health"));
  CHECK(idle.answer().status == 200);
  CHECK(server.stop() == "");
  CHECK(idle.ends());
}

TEST_CASE("without authentication only this machine is served") {
  const TempFolder folder;
  const auto start = [&](std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), CRM_BIN_DIR "/crm_server");
    return run(arguments, {folder.path()});
  };
  const Ended open = start({"--auth", "off", "--bind", "0.0.0.0"});
  CHECK(open.exit_code != 0);
  CHECK_THAT(open.err, Catch::Contains("--auth off serves this machine only"));
  CHECK(start({"--no-such-flag"}).exit_code == 2);
}

TEST_CASE("without authentication the server says so at every start") {
  const RestServer server;
  CHECK_THAT(read_file(server.folder().file("server.log")), Catch::Contains("authentication is off"));
}

}  // namespace crm::test
