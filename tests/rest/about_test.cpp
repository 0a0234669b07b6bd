// What the server says about itself and the portfolio.
#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

TEST_CASE("health says that the database is there and how it is called") {
  const RestServer server(every_server_database());
  const json health = server.get("/health").json();
  CHECK(health["status"] == "healthy");
  CHECK(health["database"] == "connected");
  CHECK(health["environment"] == "local");
  CHECK(health.contains("message"));
  CHECK(health.contains("timestamp"));
  CHECK(health["customers"].is_null());  // of nobody's business
}

TEST_CASE("health is 503 and unhealthy when the database is away") {
  PostgresServer postgres;
  RestServer server(Where::in_a_file, {"--auth", "off", "--database", postgres.url()});
  CHECK(server.get("/health").status == 200);
  postgres.stop("immediate");
  const HttpAnswer answer = server.get("/health");
  CHECK(answer.status == 503);
  CHECK(answer.json()["status"] == "unhealthy");
  postgres.start();
  // The library tries the server again after a moment, and finds its lost connections one by one.
  const auto latest = std::chrono::steady_clock::now() + std::chrono::seconds(30);
  int status = 503;
  while (status != 200 && std::chrono::steady_clock::now() < latest) status = server.get("/health").status;
  CHECK(status == 200);
}

TEST_CASE("the detailed health has the contract's keys") {
  const RestServer server(every_server_database());
  const json health = server.get("/api/health").json();
  CHECK(health["database"] == json{{"status", "connected"},
                                   {"customers", 5},
                                   {"loans", 5},
                                   {"interactions", 21},
                                   {"has_sample_data", true}});
  CHECK(health["environment"] ==
        json{{"platform", "local"}, {"repl_slug", nullptr}, {"repl_owner", nullptr}});
  for (const char* key : {"customers", "loans", "pre_call", "post_call"})
    CHECK(health["endpoints"].contains(key));
  CHECK(health.contains("api_version"));
}

TEST_CASE("the root and the deploy guide have the contract's keys") {
  const RestServer server;
  for (const char* key : {"message", "description", "version", "health_check", "api_health", "deploy_webhook",
                          "documentation", "sample_data", "replit_url"})
    CHECK(server.get("/").json().contains(key));
  for (const char* key :
       {"message", "description", "usage", "setup_instructions", "manual_alternative", "status"})
    CHECK(server.get("/deploy").json().contains(key));
}

TEST_CASE("the dashboard counts by the contract's rules") {
  const RestServer server(every_server_database());
  server.put("/api/loans/1", R"({"balance_remaining":100.25})");
  server.put("/api/loans/2", R"({"balance_remaining":50,"days_past_due":12})");
  const json stats = server.get("/api/dashboard-stats").json();
  CHECK(stats["total_customers"] == 5);
  CHECK(stats["total_loans"] == 5);
  CHECK(stats["active_loans"] == 1);
  CHECK(stats["past_due_loans"] == 1);
  CHECK(stats["total_portfolio"] == 150.25);
}

TEST_CASE("the platform is told by its own variables") {
  const RestServer server(Where::in_a_file, {"--auth", "off"}, {"REPL_SLUG=crm", "REPL_OWNER=ann"});
  CHECK(server.get("/health").json()["environment"] == "replit");
  CHECK(server.get("/").json()["replit_url"] == "https://crm.ann.repl.co");
}

TEST_CASE("sample data needs no key file where none has a place by itself") {
  const RestServer server(Where::on_postgres, {"--auth", "off", "--sample-data"}, {"CRM_KEY_FILE="});
  CHECK_THAT(server.said(), Catch::Contains("without SSNs") && Catch::Contains("CRM_KEY_FILE"));
  CHECK(server.get("/api/customers").json().size() == 5);
  CHECK(server.get("/api/customers/1").json()["ssn_last4"].is_null());
  const HttpAnswer keyless = server.post("/api/customers", R"({"ssn":123456789})");
  CHECK(keyless.status == 501);
  CHECK(keyless.header("retry-after") == "");
  CHECK_THAT(keyless.json()["message"].get<std::string>(), Catch::Contains("operator must name a key file"));
  const RestServer with_key(Where::on_postgres);
  CHECK(with_key.get("/api/customers/1").json()["ssn_last4"] == "6789");
}

}  // namespace crm::test
