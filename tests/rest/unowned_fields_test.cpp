// Bodies with members that are not the route's business: every column of every table, and what an attacker
// would like to set. They are dropped, and what is written is the same as without them.
#include <regex>

#include "rest/operations.hpp"
#include "rest/people.hpp"
#include "rest/tables.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

using Names = std::set<std::string>;

struct Write {
  std::string method, path, target;
  json body;
};

// One for each route that writes, in an order in which each finds what it needs; instants are given, so that
// no two runs differ in them.
const std::vector<Write>& writes() {
  static const std::string at = "2024-02-01T10:00:00Z", c = "/api/customers/1/", p = "/api/customers/{id}/";
  static const json interaction{
      {"source", "Phone"}, {"status", "Done"}, {"creation_date", at}, {"last_updated_date", "2024-02-01"}};
  static const std::vector<Write> all{
      {"POST", "/api/customers", "/api/customers", {{"first_name", "Ann"}}},
      {"PUT", "/api/customers/{id}", "/api/customers/1", {{"first_name", "Ann"}}},
      {"POST",
       "/api/loans",
       "/api/loans",
       {{"customer_id", 1},
        {"product_name", "X"},
        {"due_amount", 1},
        {"contractual_installment_amount", 1},
        {"minimum_amount", 1},
        {"interest_late_fee", 0},
        {"due_date", "2030-01-01"}}},
      {"PUT", "/api/loans/{id}", "/api/loans/1", {{"product_name", "Y"}}},
      {"POST", p + "interactions", c + "interactions", interaction},
      {"PUT",
       p + "interactions/{interaction_id}",
       c + "interactions/1",
       {{"notes", "N"}, {"last_updated_date", "2024-02-01"}}},
      {"POST", p + "phones", c + "phones", {{"number", "+12125550142"}}},
      {"PUT", p + "phones/{phone_id}", c + "phones/1", {{"kind", "work"}}},
      {"POST",
       p + "vehicles",
       c + "vehicles",
       {{"vin", "1HGCM82633A004352"}, {"make", "Honda"}, {"model", "Accord"}, {"year", 2003}}},
      {"PUT", p + "vehicles/{vehicle_id}", c + "vehicles/1", {{"color", "red"}}},
      {"POST", p + "notes", c + "notes", {{"note", "N"}}},
      {"PUT", p + "notes/{note_id}", c + "notes/1", {{"note", "M"}}},
      {"POST", p + "payments", c + "payments", {{"loan_id", 1}, {"amount", 1}, {"paid_at", at}}},
      {"POST", p + "payments/{payment_id}/reverse", c + "payments/1/reverse", {{"reason", "bounced"}}},
      {"POST",
       "/api/fetch_user_profile_pre_call",
       "/api/fetch_user_profile_pre_call?caller_number=5551234567",
       {{"caller_number", "1"}}},
      {"POST",
       "/api/post_call_outcomes",
       "/api/post_call_outcomes",
       {{"user_info", {{"account_number", "1234567890"}}},
        {"outcome_details", {{"call_identifier", "C-1"}, {"final_disposition", "Promise_to_Pay"}}},
        {"metadata", {{"creation_date", at}}}}}};
  return all;
}

Names names_in(const json& object) {
  Names names;
  for (const auto& [name, value] : object.items()) names.insert(name);
  return names;
}

// What the document says that a body of this route may hold.
Names owned_by(const RestServer& server, const Write& write) {
  const json& document = server.document().json();
  const json& schemas = document.at("components").at("schemas");
  if (write.path == "/api/post_call_outcomes") {
    const json& outcome = schemas.at("CallOutcome").at("properties");
    Names names = names_in(schemas.at("CustomerFields").at("properties"));
    names.merge(names_in(schemas.at("LoanFields").at("properties")));
    names.merge(names_in(outcome));
    names.merge(names_in(outcome.at("outcome_details").at("properties")));
    names.insert({"creation_date", "notes"});  // of the metadata
    return names;
  }
  const json& operation = document.at("paths").at(write.path).at(write.method == "PUT" ? "put" : "post");
  if (!operation.contains("requestBody")) return {};
  const std::string schema =
      operation.at("requestBody").at("content").at("application/json").at("schema").at("$ref");
  return names_in(schemas.at(schema.substr(schema.rfind('/') + 1)).at("properties"));
}

Names hostile_names(const RestServer& server) {
  Names names = Tables(server).columns();
  names.merge(Names{
      "id",        "role",        "rights",        "created_at", "updated_at",    "version",  "ssn_enc",
      "ssn_last4", "password",    "password_hash", "is_admin",   "admin",         "actor",    "who",
      "__proto__", "constructor", "customer",      "$where",     "token_version", "reverses", "replayed"});
  return names;
}

// Every member that is not there yet and is not the route's gets this value.
json with_unowned(json object, const Names& names, const Names& owned, const json& value) {
  for (const std::string& name : names)
    if (!owned.contains(name) && !object.contains(name)) object[name] = value;
  return object;
}

json with_unowned_everywhere(const RestServer& server, const Write& write, const Names& names,
                             const json& value) {
  const Names owned = owned_by(server, write);
  json body = with_unowned(write.body, names, owned, value);
  for (auto& [name, member] : body.items())
    if (member.is_object() && write.body.contains(name)) member = with_unowned(member, names, owned, value);
  return body;
}

// What differs from one database to the next: instants, and what was sealed with its key.
std::string without_chance(const std::string& cell) {
  static const std::regex instant(R"(\d{4}-\d\d-\d\d[T ]\d\d:\d\d:[0-9.]+(Z|\+00)?)"),
      sealed(R"(^(\\x)?[0-9a-f]{16,}$)");
  return std::regex_replace(std::regex_replace(cell, instant, "an instant"), sealed, "sealed");
}

// Every row, as "table|cell|cell"; but sums, which PostgreSQL spreads over rows by chance.
std::vector<std::string> written(const RestServer& server) {
  std::vector<std::string> lines;
  for (const auto& [table, rows] : Tables(server).content()) {
    if (table.ends_with("_total")) continue;
    for (const auto& row : rows) {
      std::string& line = lines.emplace_back(table);
      for (const std::string& cell : row) line += "|" + without_chance(cell);
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<int> run(const RestServer& server, const Names& names, const json& value) {
  std::vector<int> statuses;
  for (const Write& write : writes())
    statuses.push_back(
        server.ask(write.method, write.target, with_unowned_everywhere(server, write, names, value).dump())
            .status);
  return statuses;
}

}  // namespace

TEST_CASE("members that are not a route's own change nothing") {
  const Where where = every_server_database();
  const RestServer plain(where);
  const Names names = hostile_names(plain);
  CHECK(names.size() > 100);
  const std::vector<int> statuses = run(plain, {}, {});
  CHECK(std::all_of(statuses.begin(), statuses.end(), [](int status) { return status < 300; }));
  const auto expected = written(plain);
  for (const json& value : {json(2), json("x"), json(true), json("2020-01-01"), json{{"id", 2}}, json{2}}) {
    INFO(value);
    const RestServer server(where);
    CHECK(run(server, names, value) == statuses);
    CHECK(written(server) == expected);
  }
}

TEST_CASE("a member that a route does take would be noticed") {
  const RestServer plain(Where::in_a_file), server(Where::in_a_file);
  run(plain, {}, {});
  const json body{{"city", "X"}, {"is_admin", true}};
  server.put("/api/customers/1", body.dump());
  run(server, {}, {});
  CHECK(written(server) != written(plain));
}

TEST_CASE("every route that writes is among those that are tried") {
  const RestServer server;
  for (const Operation& route : operations(server)) {
    const bool elsewhere = route.path.starts_with("/api/auth/") || route.path == "/deploy";
    if (!route.takes_body() || elsewhere) continue;
    INFO(route.name());
    CHECK(std::any_of(writes().begin(), writes().end(), [&](const Write& write) {
      return write.method == route.method && write.path == route.path;
    }));
  }
}

TEST_CASE("nobody becomes more than they are by signing in or changing the password") {
  const RestServer server(every_server_database(), {"--login-rate", "0"});
  add_user(server, "ann", Role::agent);
  const Names names = hostile_names(server);
  const auto post = [&](const char* path, const json& body, const Headers& headers = {}) {
    const Names owned = names_in(body);
    Names others = names;
    for (const char* name : {"name", "username"}) others.erase(name);  // two words for who it is
    return server.post(path, with_unowned(body, others, owned, "admin").dump(), headers);
  };
  const json tokens = post("/api/auth/login", {{"username", "ann"}, {"password", kPassword}}).json();
  const json next = post("/api/auth/refresh", {{"refresh_token", tokens.at("refresh_token")}}).json();
  const Headers ann = bearer(next.at("access_token"));
  CHECK(server.get("/api/auth/me", ann).json().at("role") == "agent");
  CHECK(post("/api/auth/password", {{"password", kPassword}, {"new_password", "another password"}}, ann)
            .status == 200);
  CHECK(sign_in(server, "ann", "another password").at("user").at("role") == "agent");
  CHECK(try_sign_in(server, "admin", "another password").status == 401);
}

}  // namespace crm::test
