// Ids of records that are somebody else's: in a path, a body, a query, a cursor.
#include "rest/operations.hpp"
#include "rest/tables.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

// The part of the path behind the customer: "phones".
std::string kind_of(const Operation& route) {
  const std::string start = "/api/customers/{id}/";
  return route.path.starts_with(start)
             ? route.path.substr(start.size(), route.path.find('/', start.size()) - start.size())
             : "";
}

bool names_a_record(const Operation& route) { return kind_of(route) != "" && route.path.rfind('{') > 20; }

// Customer 2 has a record of each kind, customer 1 has none but those of the samples.
struct TwoCustomers {
  explicit TwoCustomers(Where where) : server(where) {
    for (const auto& [kind, body] : bodies.items()) {
      const HttpAnswer made = server.post("/api/customers/2/" + kind, body.dump());
      REQUIRE(made.status == 201);
      ids[kind] = std::to_string(made.json().at("id").get<std::int64_t>());
    }
  }

  HttpAnswer ask(const Operation& route, const std::string& customer) const {
    json body = bodies.at(kind_of(route));
    body["reason"] = "bounced";  // to reverse a payment with
    return server.ask(route.method, route.target({customer, ids.at(kind_of(route))}),
                      route.takes_body() ? body.dump() : "");
  }

  const json bodies{
      {"interactions", {{"source", "Phone"}, {"status", "Completed"}, {"notes", "Theirs"}}},
      {"phones", {{"number", "+12125550142"}}},
      {"vehicles", {{"vin", "1HGCM82633A004352"}, {"make", "Honda"}, {"model", "Accord"}, {"year", 2003}}},
      {"notes", {{"note", "Theirs"}}},
      {"payments", {{"loan_id", 2}, {"amount", 1}}}};
  RestServer server;
  std::map<std::string, std::string> ids{};
};

// All that the answer says, but for the id of the request.
std::string said_in(const HttpAnswer& answer) {
  json body = answer.json();
  body.erase("request_id");
  return std::to_string(answer.status) + body.dump();
}

}  // namespace

TEST_CASE("a record of another customer is 404 on every route and stays as it is") {
  const TwoCustomers two(every_server_database());
  const Tables tables(two.server);
  const auto before = tables.content();
  int routes = 0;
  for (const Operation& route : operations(two.server)) {
    if (!names_a_record(route)) continue;
    INFO(route.name());
    const HttpAnswer foreign = two.ask(route, "1");
    CHECK(foreign.status == 404);
    CHECK(said_in(foreign) == said_in(two.ask(route, "4")));
    CHECK(two.ask(route, "99").status == 404);
    ++routes;
  }
  CHECK(routes >= 14);
  CHECK((tables.content() == before));
}

TEST_CASE("the records of the test are their owner's") {
  const TwoCustomers two(Where::in_a_file);
  const Tables tables(two.server);
  const auto before = tables.content();
  for (const Operation& route : operations(two.server)) {
    if (!names_a_record(route) || route.method == "DELETE") continue;
    INFO(route.name());
    CHECK(two.ask(route, "2").status < 300);
  }
  CHECK_FALSE((tables.content() == before));  // so a change would be noticed
}

TEST_CASE("a body cannot refer to a record of another customer") {
  const TwoCustomers two(every_server_database());
  const RestServer& server = two.server;
  const std::int64_t vehicle = std::stoll(two.ids.at("vehicles"));
  const json loan{{"customer_id", 1},         {"product_name", "X"},
                  {"due_amount", 1},          {"contractual_installment_amount", 1},
                  {"minimum_amount", 1},      {"interest_late_fee", 0},
                  {"due_date", "2030-01-01"}, {"vehicle_id", vehicle}};
  const json interaction{{"source", "Phone"}, {"status", "Completed"}, {"loan_id", 2}};
  const Tables tables(server);
  const auto before = tables.content();
  const auto refused = [&](const HttpAnswer& answer) {
    INFO(answer.body);
    CHECK((answer.status == 400 || answer.status == 404));
  };
  refused(server.post("/api/loans", loan.dump()));
  refused(server.put("/api/loans/1", json{{"vehicle_id", vehicle}}.dump()));
  refused(server.post("/api/customers/1/interactions", interaction.dump()));
  refused(server.post("/api/customers/1/payments", json{{"loan_id", 2}, {"amount", 1}}.dump()));
  CHECK((tables.content() == before));
}

TEST_CASE("a list of one customer holds nothing of another whatever cursor is given") {
  const TwoCustomers two(every_server_database());
  const RestServer& server = two.server;
  const std::vector<std::string> kinds{"interactions", "phones", "vehicles", "notes", "payments"};
  std::map<std::string, std::string> cursors;
  for (const std::string& kind : kinds) {
    if (kind == "vehicles") {
      json second = two.bodies.at(kind);
      second["vin"] = "1HGCM82633A004353";
      server.post("/api/customers/2/" + kind, second.dump());
    } else if (kind == "phones") {
      server.post("/api/customers/2/phones", R"({"number":"+12125550143"})");
    } else {
      server.post("/api/customers/2/" + kind, two.bodies.at(kind).dump());
    }
  }
  const auto remember = [&](const std::string& name, const std::string& place) {
    const std::string link = server.get(place + "?limit=1").header("link");
    const std::size_t at = link.find("after=");
    REQUIRE(at != link.npos);
    cursors[name] = link.substr(at + 6, link.find('>', at) - at - 6);
  };
  remember("customers", "/api/customers");
  remember("loans", "/api/loans");
  for (const std::string& kind : kinds) remember(kind, "/api/customers/2/" + kind);
  for (const auto& [from, cursor] : cursors) {
    for (const std::string& kind : kinds) {
      INFO(from << " in " << kind);
      const HttpAnswer answer = server.get("/api/customers/1/" + kind + "?after=" + cursor);
      CHECK(answer.status == (from == kind ? 200 : 400));
      if (answer.status == 200)
        for (const json& record : answer.json()) CHECK(record.at("customer_id") == 1);
    }
    CHECK(server.get("/api/customers?after=" + cursor).status == (from == "customers" ? 200 : 400));
    const HttpAnswer loans = server.get("/api/loans?customer_id=1&after=" + cursor);
    CHECK(loans.status == (from == "loans" ? 200 : 400));
    if (loans.status == 200)
      for (const json& loan : loans.json()) CHECK(loan.at("customer_id") == 1);
  }
}

}  // namespace crm::test
