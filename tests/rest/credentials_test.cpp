// What every route asks of every kind of credential.
#include "rest/credentials.hpp"
#include "rest/operations.hpp"

namespace crm::test {

namespace {

bool is_as_it_should(const Operation& route, const Credential& credential, int status) {
  if (route.open) return status != 401 && status != 403;
  if (!credential.good) return status == 401;
  if ((credential.rights & route.needed) != route.needed) return status == 403;
  return status != 401 && status != 403;
}

using Lines = std::vector<std::string>;

// One line for each answer that is not what the route's rule says.
Lines breaches(const RestServer& server, const std::vector<Operation>& routes,
               const std::vector<Credential>& credentials) {
  Lines found;
  for (const Credential& credential : credentials)
    for (const Operation& route : routes) {
      const std::string body = route.takes_body() ? "{}" : "";
      const int status = server.ask(route.method, route.target({"1"}), body, credential.headers).status;
      if (!is_as_it_should(route, credential, status))
        found.push_back(credential.name + ": " + route.name() + " gave " + std::to_string(status));
    }
  return found;
}

// The webhook has a secret of its own: see deploy_test.
std::vector<Operation> routes_with_rules(const RestServer& server) {
  auto routes = operations(server);
  std::erase_if(routes, [](const Operation& route) { return route.name() == "POST /deploy"; });
  return routes;
}

const RestServer::Arguments kUnhurried{
    "--sample-data",    "--rate",          "0", "--login-rate", "0", "--log", "off",
    "--token-key-file", "crm.db.token-key"};

}  // namespace

TEST_CASE("every route asks of every credential what its rule says") {
  const RestServer server(every_server_database(), kUnhurried);
  const auto routes = routes_with_rules(server);
  CHECK(routes.size() > 30);
  const auto credentials = Population(server).everybody();
  CHECK(std::count_if(credentials.begin(), credentials.end(), [](const auto& one) { return !one.good; }) >
        35);
  CHECK(breaches(server, routes, credentials) == Lines{});
}

TEST_CASE("a route that asks too little or too much is noticed") {
  const RestServer server(Where::in_a_file, kUnhurried);
  const Credential nobody{"none"},
      reader{"key read", {{"X-API-Key", add_key(server, "r", Right::read)}}, true, Right::read};
  Operation closed{"GET", "/health", Right::read}, open{"GET", "/api/customers", {}, true},
      other{"GET", "/api/customers", Right::manage};
  CHECK(breaches(server, {closed, open}, {nobody}) ==
        Lines{"none: GET /health gave 200", "none: GET /api/customers gave 401"});
  CHECK(breaches(server, {other}, {reader}) == Lines{"key read: GET /api/customers gave 200"});
}

}  // namespace crm::test
