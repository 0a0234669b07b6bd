// The OpenAPI document, and the page that shows it.
#include <set>

#include "rest/operations.hpp"

namespace crm::test {

using nlohmann::json;

TEST_CASE("only what is meant to be public is open") {
  const RestServer server;
  std::vector<std::string> open;
  for (const Operation& route : operations(server))
    if (route.open) open.push_back(route.name());
  CHECK(open == std::vector<std::string>{"GET /", "POST /api/auth/login", "POST /api/auth/logout",
                                         "POST /api/auth/refresh", "GET /deploy", "POST /deploy", "GET /docs",
                                         "GET /docs/start.js", "GET /docs/swagger-ui-bundle.js",
                                         "GET /docs/swagger-ui.css", "GET /health", "GET /openapi.json"});
}

TEST_CASE("the document names everything that it refers to") {
  const RestServer server;
  const json document = server.get("/openapi.json").json();
  CHECK(document["openapi"] == "3.1.0");
  const std::string text = document.dump(), mark = "\"$ref\":\"#/components/schemas/";
  int references = 0;
  for (std::size_t at = text.find(mark); at != text.npos; at = text.find(mark, at + 1), ++references) {
    const std::string name =
        text.substr(at + mark.size(), text.find('"', at + mark.size()) - at - mark.size());
    INFO(name);
    CHECK(document["components"]["schemas"].contains(name));
  }
  CHECK(references > 30);
  const auto& header = document["paths"]["/api/customers"]["post"]["parameters"].at(0);
  CHECK(header["name"] == "Idempotency-Key");
  CHECK(header["in"] == "header");
  const auto& customer = document["components"]["schemas"]["Customer"];
  CHECK(customer["properties"]["dob"]["description"] == "Date of birth.");
  CHECK(customer["properties"]["ssn"]["type"] == json{"integer", "null"});
}

TEST_CASE("the document says which headers are taken and given and which errors come") {
  const RestServer server;
  const json paths = server.get("/openapi.json").json()["paths"];
  const auto names_in = [](const json& parameters) {
    std::set<std::string> names;
    for (const json& parameter : parameters) names.insert(parameter["name"]);
    return names;
  };
  const json &loan = paths["/api/loans/{id}"], &customer = paths["/api/customers/{id}"];
  CHECK(names_in(loan["put"]["parameters"]).contains("If-Match"));
  CHECK(names_in(customer["delete"]["parameters"]).contains("If-Match"));
  CHECK(customer["get"]["responses"]["200"]["headers"].contains("ETag"));
  CHECK(paths["/api/loans"]["get"]["responses"]["200"]["headers"].contains("Link"));
  for (const char* status : {"400", "401", "403", "404", "409", "412", "429", "default"}) {
    INFO(status);
    CHECK(loan["put"]["responses"].contains(status));
  }
  CHECK(names_in(paths["/deploy"]["post"]["parameters"]).contains("X-Hub-Signature-256"));
  CHECK(paths["/deploy"]["post"].contains("requestBody"));
  const json schemas = server.get("/openapi.json").json()["components"]["schemas"];
  CHECK(schemas["Loan"]["properties"]["id"]["type"] == "integer");
  CHECK(schemas["Loan"]["properties"]["due_amount"]["type"] == "number");
}

TEST_CASE("every operation has a name of its own for what is made from the document") {
  const RestServer server;
  const json paths = server.get("/openapi.json").json()["paths"];
  std::set<std::string> names;
  std::size_t operations = 0;
  for (const json& path : paths)
    for (const json& operation : path) {
      ++operations;
      const std::string name = operation["operationId"];
      CHECK(name.find_first_not_of("abcdefghijklmnopqrstuvwxyz_") == name.npos);
      names.insert(name);
    }
  CHECK(names.size() == operations);
  CHECK(names.contains("put_api_customers_id"));
}

TEST_CASE("an ETag is documented where one is given and nowhere else") {
  const RestServer server;
  const json paths = server.get("/openapi.json").json()["paths"];
  const auto tells = [&](const char* path, const char* method, const char* status) {
    return paths[path][method]["responses"][status]["headers"].contains("ETag");
  };
  CHECK(tells("/api/customers/{id}", "get", "200"));
  CHECK(tells("/api/customers/{id}", "put", "200"));
  CHECK_FALSE(tells("/api/customers/{id}", "delete", "200"));
  CHECK(tells("/api/customers", "post", "201"));
  CHECK_FALSE(tells("/api/customers", "get", "200"));
  CHECK_FALSE(tells("/api/customers/{id}/payments/{payment_id}", "get", "200"));
  CHECK(server.post("/api/customers", "{}").header("etag") == "\"1\"");
}

TEST_CASE("an answer that is not as documented is noticed") {
  const RestServer server;
  HttpAnswer answer = server.get("/api/loans/1");
  CHECK(server.document().faults("GET", "/api/loans/1", answer).empty());
  json body = answer.json();
  body["due_amount"] = "a lot";
  body.erase("status");
  answer.body = body.dump();
  CHECK(server.document().faults("GET", "/api/loans/1", answer) ==
        std::vector<std::string>{"$.status is missing", "$.due_amount is of another type"});
  answer.status = 202;
  CHECK(server.document().faults("GET", "/api/loans/1", answer).size() == 1);
}

TEST_CASE("the documentation page comes from this server alone") {
  const RestServer server;
  const HttpAnswer page = server.get("/docs");
  CHECK(page.status == 200);
  CHECK_THAT(page.header("content-type"), Catch::StartsWith("text/html"));
  CHECK_THAT(page.header("content-security-policy"),
             Catch::Contains("script-src 'self'") && Catch::Contains("connect-src 'self'"));
  CHECK(page.body.find("http") == page.body.npos);
  CHECK(server.get("/docs/swagger-ui-bundle.js").body.size() > 1'000'000);
  CHECK(server.get("/docs/swagger-ui.css").body.size() > 100'000);
  const HttpAnswer start = server.get("/docs/start.js");
  CHECK_THAT(start.body, Catch::Contains("/openapi.json"));
  CHECK_THAT(start.header("cache-control"), Catch::StartsWith("max-age="));
  CHECK(page.header("cache-control") == "no-store");
}

}  // namespace crm::test
