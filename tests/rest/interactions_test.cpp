// The contract's interactions over HTTP.
#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

TEST_CASE("a customer's interactions are listed with the contract's keys") {
  const RestServer server(every_server_database());
  const json list = server.get("/api/customers/2/interactions").json();
  REQUIRE(list.size() == 4);
  for (const char* key : {"id", "customer_id", "creation_date", "last_updated_date", "source", "status",
                          "notes", "created_at"}) {
    INFO(key);
    CHECK(list[0].contains(key));
  }
  CHECK(list[0]["creation_date"] == "2024-02-01T08:30:00");
  check_message(server.get("/api/customers/99/interactions"), 404, "Customer not found");
}

TEST_CASE("an interaction takes its instant in every form of the contract") {
  const RestServer server(every_server_database());
  const auto created_at = [&](const char* text) {
    const json body{{"source", "Phone Call"},
                    {"status", "Completed"},
                    {"creation_date", text},
                    {"last_updated_date", "2024-02-02"}};
    const HttpAnswer made = server.post("/api/customers/1/interactions", body.dump());
    check_message(made, 201, "Customer interaction created successfully");
    const auto id = std::to_string(made.json()["id"].get<int>());
    const json shown = server.get("/api/customers/1/interactions/" + id).json();
    CHECK(shown["last_updated_date"] == "2024-02-02");
    CHECK(shown.contains("updated_at"));
    return shown["creation_date"].get<std::string>();
  };
  CHECK(created_at("2024-02-01 10:30:00.000-05:00") == "2024-02-01T15:30:00");
  CHECK(created_at("2024-02-01T10:30:00") == "2024-02-01T10:30:00");
  CHECK(created_at("2026-11-22T10:00:00.000Z") == "2026-11-22T10:00:00");
}

TEST_CASE("an interaction without instants is of now and of today") {
  const RestServer server(every_server_database());
  const HttpAnswer made =
      server.post("/api/customers/1/interactions",
                  R"({"source":"Email","status":"Sent","creation_date":"","last_updated_date":null})");
  const json shown =
      server.get("/api/customers/1/interactions/" + std::to_string(made.json()["id"].get<int>())).json();
  CHECK(shown["creation_date"] == shown["created_at"]);
  CHECK(shown["last_updated_date"] == shown["created_at"].get<std::string>().substr(0, 10));
}

TEST_CASE("an interaction needs a source and a status") {
  const RestServer server(every_server_database());
  CHECK(server.post("/api/customers/1/interactions", R"({"source":"Email"})").json()["field"] == "status");
  CHECK(server.post("/api/customers/1/interactions", R"({"status":"Sent"})").json()["field"] == "source");
  CHECK(
      server
          .post("/api/customers/1/interactions", R"({"source":"E","status":"S","creation_date":"yesterday"})")
          .status == 400);
  check_message(server.post("/api/customers/99/interactions", R"({"source":"E","status":"S"})"), 404,
                "Customer not found");
}

TEST_CASE("an interaction is updated and deleted with the contract's answers") {
  const RestServer server(every_server_database());
  const HttpAnswer updated =
      server.put("/api/customers/1/interactions/1", R"({"status":"Reviewed","notes":"n"})");
  check_message(updated, 200, "Customer interaction updated successfully");
  CHECK(updated.json()["interaction"]["status"] == "Reviewed");
  CHECK(updated.json()["interaction"]["creation_date"] == "2024-01-28T14:30:00");
  check_message(server.put("/api/customers/1/interactions/1", "{}"), 400, "No data provided");
  const HttpAnswer deleted = server.del("/api/customers/1/interactions/1");
  check_message(deleted, 200, "Customer interaction deleted successfully");
  CHECK(deleted.json()["deleted_interaction_id"] == 1);
  CHECK(server.get("/api/customers/1/interactions/1").status == 404);
}

TEST_CASE("an interaction of another customer is 404") {
  const RestServer server(every_server_database());
  const std::string foreign = "/api/customers/2/interactions/1";
  check_message(server.get(foreign), 404, "Customer interaction not found");
  check_message(server.put(foreign, R"({"status":"x"})"), 404, "Customer interaction not found");
  check_message(server.del(foreign), 404, "Customer interaction not found");
  CHECK(server.get("/api/customers/1/interactions/1").json()["status"] == "Completed");
}

TEST_CASE("interactions are filtered by when to follow up") {
  const RestServer server(every_server_database());
  const std::string all = "/api/customers/1/interactions", due = all + "?follow_up_due=";
  CHECK(server.get(due + "2030-01-01").json().empty());
  CHECK(server.put(all + "/1", R"({"follow_up_at":"2029-05-01T10:00:00Z"})").status == 200);
  CHECK(server.put(all + "/2", R"({"follow_up_at":"2029-04-01T10:00:00Z"})").status == 200);
  const auto found = server.get(due + "2030-01-01T00:00:00Z").json();
  REQUIRE(found.size() == 2);
  CHECK(found[0]["id"] == 2);
  CHECK(server.get(due + "2029-04-15").json().size() == 1);
  CHECK(server.get(due + "soon").json()["field"] == "follow_up_due");
}

}  // namespace crm::test
