// Secrets that are easy to find again go through the whole server; then everything that it left is searched
// for them.
#include <crm/maintenance.hpp>
#include <filesystem>
#include <fstream>

#include "rest/operations.hpp"
#include "rest/people.hpp"
#include "support/url_parameter.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

constexpr const char *kSsn = "987654320", *kWrittenSsn = "987-65-4320", *kCanaryPassword = "canary password";
constexpr const char* kPreCall = "/api/fetch_user_profile_pre_call/?caller_number=5551234567";

std::string text_of(const std::filesystem::path& file) {
  std::string text(std::filesystem::file_size(file), '\0');
  std::ifstream(file, std::ios::binary).read(text.data(), static_cast<std::streamsize>(text.size()));
  return text;
}

std::size_t count(const std::string& text, const std::string& part) {
  std::size_t found = 0;
  for (std::size_t at = text.find(part); at != text.npos; at = text.find(part, at + 1)) ++found;
  return found;
}

using Lines = std::vector<std::string>;

// "file: text" for each of the texts that stands in a file below the folder.
Lines finds(const std::filesystem::path& folder, const Lines& texts) {
  Lines found;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    const std::string content = text_of(entry.path());
    for (const std::string& text : texts)
      if (content.find(text) != content.npos) found.push_back(entry.path().filename().string() + ": " + text);
  }
  return found;
}

// A working day: a supervisor writes and reads the number, somebody mistypes the password, a machine looks
// on. Gives back what must be found nowhere.
Lines live_through(const RestServer& server) {
  add_user(server, "sue", Role::supervisor);
  const std::string key = add_key(server, "m", Right::read | Right::call | Right::write);
  const json tokens = sign_in(server, "sue");
  const Headers sue = bearer(tokens["access_token"]), machine = bearer(key);
  CHECK(try_sign_in(server, "sue", kCanaryPassword).status == 401);
  CHECK(
      server.put("/api/customers/1", json{{"ssn", 987654320}, {"first_name", "Marker"}}.dump(), sue).status ==
      200);
  CHECK(server.post("/api/customers", json{{"ssn", kWrittenSsn}}.dump(), machine).status == 201);
  const json outcome{{"user_info", {{"account_number", "2345678901"}, {"ssn", kSsn}}},
                     {"outcome_details", {{"call_identifier", "C-1"}}}};
  CHECK(server.post("/api/post_call_outcomes", outcome.dump(), machine).status == 200);
  CHECK(server.get("/api/customers/2", sue).json()["ssn"] == 987654320);
  CHECK(server.get(kPreCall, sue).body.find(kSsn) != std::string::npos);
  const json change{{"password", kPassword}, {"new_password", "a canary password"}};
  CHECK(server.post("/api/auth/password", change.dump(), sue).status == 200);
  const json again = sign_in(server, "sue", "a canary password");
  const json next =
      server.post("/api/auth/refresh", json{{"refresh_token", again["refresh_token"]}}.dump()).json();
  CHECK(server.post("/api/auth/logout", json{{"refresh_token", next["refresh_token"]}}.dump()).status == 200);
  Lines secrets{kSsn, kWrittenSsn, kCanaryPassword, kPassword, key};
  for (const json& pair : {tokens, again, next})
    for (const char* token : {"access_token", "refresh_token"})
      secrets.push_back(pair.at(token).get<std::string>());
  return secrets;
}

void back_up(const RestServer& server) {
  server.open().maintenance("tester").backup(server.folder().file("copy.db"));
}

}  // namespace

TEST_CASE("no file holds what is secret") {
  const RestServer server(Where::in_a_file, {"--sample-data"});
  const Lines secrets = live_through(server);
  back_up(server);
  const auto& folder = server.folder().path();
  CHECK(std::filesystem::file_size(folder + "/crm.db-wal") > 0);  // it is searched as well
  CHECK(finds(folder, secrets) == Lines{});
  CHECK(finds(folder, {"Marker"}).size() >= 2);  // what is no secret is found
}

TEST_CASE("the log tells what was done and nothing about anybody") {
  RestServer server(Where::in_a_file, {"--sample-data"});
  live_through(server);
  server.get("/api/customers?name=marker", bearer(add_key(server, "reader", Right::read)));
  CHECK(server.stop() == "");
  const std::string log = text_of(server.folder().file("server.log"));
  CHECK(count(log, "\n") >= 11);
  CHECK(count(log, "\"route\":\"/api/customers/{id}\"") == 2);
  for (const char* personal : {"Marker", "marker", "5551234567", "2345678901"})
    CHECK(count(log, personal) == 0);
}

TEST_CASE("neither the log nor the files of PostgreSQL hold what is secret", "[slow]") {
  PostgresServer postgres({"log_statement=all"});
  const std::string folder = url_parameter(postgres.url(), "host");
  const RestServer server(postgres.url(), {"--sample-data"});
  const Lines secrets = live_through(server);
  postgres.restart("fast");  // what it has in memory is then in its files
  CHECK(finds(folder, secrets) == Lines{});
  CHECK(count(text_of(folder + "/log"), "Marker") > 0);  // it writes the values of all statements
  CHECK(finds(folder, {"Marker"}).size() >= 3);
}

TEST_CASE("no answer shows a whole SSN to whoever may not see it") {
  const RestServer server(every_server_database(), {"--sample-data", "--log", "off"});
  const Headers agent = bearer(add_key(server, "m", Right::read | Right::call | Right::write | Right::erase));
  CHECK(server.put("/api/customers/1", json{{"ssn", kSsn}}.dump(), agent).status == 200);
  for (const Operation& route : operations(server)) {
    INFO(route.name());
    const std::string body = route.takes_body() ? "{}" : "";
    const HttpAnswer answer =
        server.ask(route.method, route.target({"1"}) + "?caller_number=5551234567", body, agent);
    CHECK(count(answer.body, kSsn) + count(answer.body, kWrittenSsn) == 0);
  }
}

TEST_CASE("no error repeats what was sent") {
  const RestServer server(Where::in_a_file, {"--sample-data"});
  const Headers agent = bearer(add_key(server, "m", Right::read | Right::call | Right::write | Right::erase));
  const auto quiet = [&](const HttpAnswer& answer) {
    INFO(answer.body);
    CHECK(answer.status >= 400);
    CHECK(count(answer.body, kWrittenSsn) + count(answer.body, kCanaryPassword) == 0);
    for (const auto& [name, value] : answer.headers) CHECK(count(value, kWrittenSsn) == 0);
  };
  const std::string canary = std::string(kWrittenSsn) + "!";
  for (const char* field : {"ssn", "dob", "phone", "time_zone", "currency", "credit_score", "attributes",
                            "is_eligible_to_call", "monthly_income"})
    quiet(server.put("/api/customers/1", json{{field, canary}}.dump(), agent));
  for (const char* field : {"due_amount", "due_date", "vehicle_id", "term_months"})
    quiet(server.put("/api/loans/1", json{{field, canary}}.dump(), agent));
  quiet(server.put("/api/customers/1", "{\"ssn\": \"" + canary, agent));
  quiet(server.put("/api/customers/1", "{\"ssn\": " + canary + "}", agent));
  quiet(server.get("/api/customers?phone=" + canary, agent));
  quiet(server.get("/api/customers?after=" + canary, agent));
  quiet(server.get("/api/customers?limit=" + canary, agent));
  quiet(server.get("/api/customers/" + canary, agent));
  quiet(server.get("/" + canary, agent));
  quiet(server.get(std::string("/api/fetch_user_profile_pre_call/?caller_number=") + canary, agent));
  quiet(server.get("/api/customers", bearer(canary)));
  quiet(
      server.get("/api/customers/99", {{"X-Request-Id", canary}, {"X-API-Key", agent[0].second.substr(7)}}));
  quiet(try_sign_in(server, "nobody", kCanaryPassword));
  quiet(server.post("/api/auth/refresh", json{{"refresh_token", canary}}.dump()));
}

}  // namespace crm::test
