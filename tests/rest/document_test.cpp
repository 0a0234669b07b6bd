// The OpenAPI document, the page that shows it, and what every route asks of every credential.
#include <crm/auth.hpp>

#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

struct Operation {
  std::string method, path, rights;
  bool open = false;
};

std::string with_ones(std::string path) {
  for (std::size_t at = path.find('{'); at != path.npos; at = path.find('{'))
    path.replace(at, path.find('}') - at + 1, "1");
  return path;
}

// From the document, which the server makes from its router.
std::vector<Operation> operations(const RestServer& server) {
  std::vector<Operation> found;
  for (const auto& [path, methods] : server.document().json().at("paths").items())
    for (const auto& [method, operation] : methods.items()) {
      std::string verb = method;
      for (char& letter : verb) letter = static_cast<char>(letter - 'a' + 'A');
      found.push_back({verb, with_ones(path), operation.at("x-rights"), operation.at("security").empty()});
    }
  return found;
}

struct Credential {
  std::string name;
  Headers headers{};
  bool good = false;
  Rights rights{};
};

Headers bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }

// Every kind of credential, good and bad.
std::vector<Credential> credentials(const RestServer& server) {
  constexpr const char* password = "correct horse battery";
  Session session = server.open().session("tester");
  Users users(session);
  ApiKeys keys(session);
  Gatekeeper gatekeeper(server.open(), {server.folder().file("crm.db.token-key")});
  std::vector<Credential> all{{"none"},
                              {"nonsense", bearer("nonsense")},
                              {"another scheme", {{"Authorization", "Basic YTpi"}}},
                              {"alg none", bearer("eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.")}};
  for (const Role role : {Role::admin, Role::supervisor, Role::agent, Role::service}) {
    if (role == Role::admin) {
      users.set_password("admin", password);  // the first start has made that one
    } else {
      users.create(name(role), role, password);
    }
    all.push_back({std::string(name(role)), bearer(gatekeeper.sign_in(name(role), password).access), true,
                   rights_of(role)});
  }
  all.push_back({"cut signature", bearer(all.back().headers.at(0).second.substr(7, 100))});
  const std::string invited = users.invite("invited", Role::admin);
  all.push_back({"must change", bearer(gatekeeper.sign_in("invited", invited).access), true, {}});
  users.create("disabled", Role::admin, password);
  all.push_back({"disabled", bearer(gatekeeper.sign_in("disabled", password).access)});
  users.set_disabled("disabled", true);
  for (const Right right : {Right::read, Right::call, Right::write, Right::erase, Right::manage})
    all.push_back(
        {"key " + names_of(right), {{"X-API-Key", keys.create(names_of(right), right)}}, true, right});
  all.push_back({"removed key", {{"X-API-Key", keys.create("removed", Right::read)}}});
  keys.remove("removed");
  all.push_back(
      {"expired key",
       {{"X-API-Key", keys.create("expired", Right::read, parse_instant("2020-01-01T00:00:00Z"))}}});
  return all;
}

}  // namespace

TEST_CASE("every route asks of every credential what its rule says") {
  const RestServer server(every_server_database(), {"--sample-data", "--rate", "0", "--login-rate", "0",
                                                    "--token-key-file", "crm.db.token-key"});
  const auto routes = operations(server);
  CHECK(routes.size() > 30);
  for (const Credential& credential : credentials(server)) {
    for (const Operation& route : routes) {
      const Rights needed = rights_from(route.rights);
      const int status =
          server.ask(route.method, route.path, route.method == "GET" ? "" : "{}", credential.headers).status;
      INFO(credential.name << ": " << route.method << " " << route.path << " gave " << status);
      if (route.path == "/deploy") continue;  // has a secret of its own: see deploy_test
      if (route.open) {
        CHECK(status != 401);
        CHECK(status != 403);
      } else if (!credential.good) {
        CHECK(status == 401);
      } else if ((credential.rights & needed) == needed) {
        CHECK(status != 401);
        CHECK(status != 403);
      } else {
        CHECK(status == 403);
      }
    }
  }
}

TEST_CASE("only what is meant to be public is open") {
  const RestServer server;
  std::vector<std::string> open;
  for (const Operation& route : operations(server))
    if (route.open) open.push_back(route.method + " " + route.path);
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
  const auto& customer = document["components"]["schemas"]["Customer"];
  CHECK(customer["properties"]["dob"]["description"] == "Date of birth.");
  CHECK(customer["properties"]["ssn"]["type"] == json{"integer", "null"});
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
  CHECK_THAT(server.get("/docs/start.js").body, Catch::Contains("/openapi.json"));
}

}  // namespace crm::test
