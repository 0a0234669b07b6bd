// Vehicles: a loan's collateral, known everywhere by its identification number.
#include <catch2/catch.hpp>
#include <crm/session.hpp>

#include "support/databases.hpp"
#include "support/fields.hpp"
#include "support/records.hpp"
#include "support/refusal.hpp"

using namespace crm;
using namespace crm::test;

TEST_CASE("A vehicle keeps every field as it was given, at its most and at its least") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const Currency dinar("KWD"), yen("JPY");
  const VehicleFields most{.vin = "ZZZZZZZZZZZZZZZZZ",
                           .make = wide_text(50),
                           .model = wide_text(50),
                           .year = std::int64_t{2100},
                           .mileage = 10'000'000,
                           .color = wide_text(30),
                           .condition = wide_text(30),
                           .currency = dinar,
                           .market_value = Money{Money::limit, dinar}};
  const VehicleFields least{.vin = "00000000000000000",
                            .make = "\xC5\xA0",
                            .model = "3",
                            .year = std::int64_t{1886},
                            .mileage = 0,
                            .color = "",
                            .condition = std::nullopt,
                            .currency = yen,
                            .market_value = Money{0, yen}};
  require_all_named<Vehicle>(most);
  require_all_named<Vehicle>(least);
  const Vehicle made = session.vehicles().create(id, most);
  check_holds(made, most);
  check_same(*session.vehicles().get({id, made.id}), made);
  check_same(*session.vehicles().find_vin("ZZZZZZZZZZZZZZZZZ"), made);

  const Vehicle changed = session.vehicles().update({id, made.id}, least, 1);
  check_holds(changed, least);
  check_same(*session.vehicles().find_vin("00000000000000000"), changed);
  CHECK_FALSE(session.vehicles().find_vin("ZZZZZZZZZZZZZZZZZ"));
  CHECK_REFUSED(conflict, "version", session.vehicles().update({id, made.id}, {.color = "red"}, 1));
  CHECK_REFUSED(conflict, "version", session.vehicles().remove({id, made.id}, 1));
}

TEST_CASE("A vehicle's value that is missing, out of range or of a wrong form is refused with its name") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id;
  const std::pair<const char*, void (*)(VehicleFields&)> cases[] = {
      {"vin", [](VehicleFields& vehicle) { vehicle.vin = {}; }},
      {"vin", [](VehicleFields& vehicle) { vehicle.vin = "1HGCM82633A00435"; }},
      {"vin", [](VehicleFields& vehicle) { vehicle.vin = "1HGCM82633A0043520"; }},
      {"vin", [](VehicleFields& vehicle) { vehicle.vin = "1hgcm82633a004352"; }},
      {"vin", [](VehicleFields& vehicle) { vehicle.vin = "IHGCM82633A004352"; }},
      {"make", [](VehicleFields& vehicle) { vehicle.make = ""; }},
      {"make", [](VehicleFields& vehicle) { vehicle.make = {}; }},
      {"model", [](VehicleFields& vehicle) { vehicle.model = wide_text(51); }},
      {"year", [](VehicleFields& vehicle) { vehicle.year = std::int64_t{1885}; }},
      {"year", [](VehicleFields& vehicle) { vehicle.year = std::int64_t{2101}; }},
      {"year", [](VehicleFields& vehicle) { vehicle.year = {}; }},
      {"mileage", [](VehicleFields& vehicle) { vehicle.mileage = -1; }},
      {"mileage", [](VehicleFields& vehicle) { vehicle.mileage = 10'000'001; }},
      {"color", [](VehicleFields& vehicle) { vehicle.color = wide_text(31); }},
      {"condition", [](VehicleFields& vehicle) { vehicle.condition = "\xFE"; }},
      {"market_value", [](VehicleFields& vehicle) { vehicle.market_value = usd(-1); }},
      {"market_value", [](VehicleFields& vehicle) {
         vehicle.market_value = Money{1, Currency("EUR")};
       }}};
  for (const auto& [field, spoil] : cases) {
    VehicleFields fields = a_vehicle();
    spoil(fields);
    CHECK_REFUSED(invalid_argument, field, session.vehicles().create(id, fields));
  }
  CHECK(session.vehicles().list(id).items.empty());
  CHECK_FALSE(session.vehicles().find_vin("1HGCM82633A004352"));
}

TEST_CASE("No two vehicles share an identification number, and a deleted one's is free again") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id, other = session.customers().create({}).id;
  const VehicleId first = session.vehicles().create(id, a_vehicle("1HGCM82633A004352")).id;
  CHECK_REFUSED(conflict, "vin", session.vehicles().create(id, a_vehicle("1HGCM82633A004352")));
  CHECK_REFUSED(conflict, "vin", session.vehicles().create(other, a_vehicle("1HGCM82633A004352")));
  const VehicleId second = session.vehicles().create(other, a_vehicle("1HGCM82633A004353")).id;
  CHECK_REFUSED(conflict, "vin", session.vehicles().update({other, second}, {.vin = "1HGCM82633A004352"}));
  CHECK(session.vehicles().find_vin("1HGCM82633A004353")->id == second);

  session.vehicles().remove({id, first});
  CHECK_FALSE(session.vehicles().find_vin("1HGCM82633A004352"));
  session.vehicles().update({other, second}, {.vin = "1HGCM82633A004352"});
  CHECK(session.vehicles().find_vin("1HGCM82633A004352")->customer_id == other);
}

TEST_CASE("A vehicle of a customer who does not exist, or of another one, is not found") {
  TestDatabase database(every_database());
  Session session = database.session();
  const CustomerId id = session.customers().create({}).id, other = session.customers().create({}).id;
  const VehicleId vehicle = session.vehicles().create(id, a_vehicle()).id;
  CHECK_REFUSED(not_found, "customer_id", session.vehicles().create({99}, a_vehicle("1HGCM82633A004353")));
  CHECK_FALSE(session.vehicles().get({other, vehicle}));
  CHECK_REFUSED(not_found, "vehicle_id", session.vehicles().remove({other, vehicle}));
  CHECK_REFUSED(not_found, "vehicle_id", session.vehicles().update({id, {99}}, {.color = "red"}));
}
