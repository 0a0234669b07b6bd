// The contract's loans over HTTP.
#include "rest/rest_server.hpp"

namespace crm::test {

using nlohmann::json;

namespace {

const json kLoan{{"customer_id", 1},        {"product_name", "Boat Loan"},
                 {"due_amount", 500.5},     {"contractual_installment_amount", "100"},
                 {"interest_late_fee", 0},  {"minimum_amount", 25},
                 {"due_date", "2024-05-01"}};

}  // namespace

TEST_CASE("loans are listed with the customer's name") {
  const RestServer server(every_server_database());
  const json list = server.get("/api/loans").json();
  REQUIRE(list.size() == 5);
  for (const char* key :
       {"id", "customer", "customer_id", "vehicle", "product_name", "due_amount", "no_of_missed_installments",
        "contractual_installment_amount", "interest_late_fee", "minimum_amount", "due_date",
        "acceptable_pay_later_date", "acceptable_already_paid_date", "grace_period_date", "status"}) {
    INFO(key);
    CHECK(list[0].contains(key));
  }
  CHECK(list[0]["customer"] == "John Doe");
  CHECK(list[0]["vehicle"].is_null());
  CHECK(list[0]["contractual_installment_amount"] == 425.5);
}

TEST_CASE("a loan is created and shown with its detail keys") {
  const RestServer server(every_server_database());
  const HttpAnswer made = server.post("/api/loans", kLoan.dump());
  check_message(made, 201, "Loan created successfully");
  const json loan = server.get("/api/loans/" + std::to_string(made.json()["id"].get<int>())).json();
  for (const char* key :
       {"vehicle_id", "loan_amount", "interest_rate", "term_months", "monthly_payment", "balance_remaining",
        "next_payment_date", "origination_date", "days_past_due", "created_at"}) {
    INFO(key);
    CHECK(loan.contains(key));
  }
  CHECK(loan["due_amount"] == 500.5);
  CHECK(loan["status"] == "active");
  CHECK(loan["no_of_missed_installments"] == 0);
  CHECK(loan["days_past_due"] == 0);
}

TEST_CASE("a loan without a required field is 400 and names it") {
  const RestServer server(every_server_database());
  for (const auto& [key, value] : kLoan.items()) {
    json body = kLoan;
    body.erase(key);
    const HttpAnswer answer = server.post("/api/loans", body.dump());
    INFO(key << ": " << answer.body);
    CHECK(answer.status == 400);
    CHECK(answer.json()["field"] == key);
  }
  json nobody = kLoan;
  nobody["customer_id"] = 4711;
  check_message(server.post("/api/loans", nobody.dump()), 404, "Customer not found");
  CHECK(server.get("/api/loans").json().size() == 5);
}

TEST_CASE("a loan is updated in part and deleted") {
  const RestServer server(every_server_database());
  check_message(
      server.put(
          "/api/loans/2",
          R"({"status":"arranged","due_amount":"12.34","days_past_due":31,"interest_rate":7.25,"product_name":""})"),
      200, "Loan updated successfully");
  const json loan = server.get("/api/loans/2").json();
  CHECK(loan["status"] == "arranged");
  CHECK(loan["due_amount"] == 12.34);
  CHECK(loan["days_past_due"] == 31);
  CHECK(loan["interest_rate"] == 7.25);
  CHECK(loan["product_name"] == "Personal Loan Standard");
  check_message(server.put("/api/loans/2", ""), 400, "No data provided");
  CHECK(server.put("/api/loans/2", R"({"due_amount":"1.005"})").status == 400);
  check_message(server.del("/api/loans/2"), 200, "Loan deleted successfully");
  check_message(server.get("/api/loans/2"), 404, "Loan not found");
  check_message(server.put("/api/loans/2", R"({"status":"x"})"), 404, "Loan not found");
}

TEST_CASE("a loan stays with its customer") {
  const RestServer server(every_server_database());
  check_message(server.put("/api/loans/2", R"({"customer_id":1,"status":"arranged"})"), 409,
                "A loan stays with its customer: add one to the other customer instead.");
  CHECK(server.get("/api/loans/2").json()["status"] == "past_due");
  CHECK(server.put("/api/loans/2", R"({"customer_id":"2","status":"arranged"})").status == 200);
  CHECK(server.put("/api/loans/2", R"({"customer_id":"","status":"current"})").status == 200);
  CHECK(server.get("/api/loans/2").json()["customer_id"] == 2);
}

TEST_CASE("a loan shows the vehicle that secures it") {
  const RestServer server(every_server_database());
  Database database = server.open();
  Session session = database.session("tester");
  const auto vehicle = session.vehicles().create(
      {1}, {.vin = "1HGCM82633A004352", .make = "Honda", .model = "Accord", .year = std::int64_t{2003}});
  CHECK(server.put("/api/loans/1", json{{"vehicle_id", vehicle.id.value}}.dump()).status == 200);
  CHECK(server.get("/api/loans").json()[0]["vehicle"] == "2003 Honda Accord");
  CHECK(server.get("/api/loans/1").json()["vehicle_id"] == vehicle.id.value);
}

TEST_CASE("amounts of an update are in the loan's currency") {
  const RestServer server(every_server_database());
  json yen = kLoan;
  yen["currency"] = "JPY";
  yen["due_amount"] = 5000;
  const auto id = std::to_string(server.post("/api/loans", yen.dump()).json()["id"].get<int>());
  CHECK(server.put("/api/loans/" + id, R"({"minimum_amount":700})").status == 200);
  CHECK(server.put("/api/loans/" + id, R"({"minimum_amount":700.5})").status == 400);
  CHECK(server.get("/api/loans/" + id).json()["minimum_amount"] == 700);
}

TEST_CASE("loans are filtered by customer and status and days past due") {
  const RestServer server(every_server_database());
  CHECK(server.get("/api/loans?customer_id=3").json().at(0)["customer"] == "Michael Brown");
  CHECK(server.get("/api/loans?status=default").json().at(0)["id"] == 5);
  CHECK(server.get("/api/loans?min_days_past_due=1").json().empty());
  CHECK(server.get("/api/loans?customer_id=x").status == 400);
}

}  // namespace crm::test
