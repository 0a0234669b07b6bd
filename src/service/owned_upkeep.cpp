#include "service/owned_upkeep.hpp"

#include <crm/error.hpp>

#include "service/customer_store.hpp"
#include "storage/directory.hpp"

namespace crm::service {

namespace {

using storage::loan_directory;
using storage::Param;
using storage::phone_directory;
using storage::Row;
using storage::Sql;

bool finds(Unit& unit, const Sql& select, std::span<const Param> params) {
  bool found = false;
  unit.connection.execute({select, params, [&](const Row&) { found = true; }});
  return found;
}

// The primary number follows a phone that is corrected, and goes with one that is removed.
void move_primary(Unit& unit, CustomerId owner, const PhoneNumber& before, std::optional<PhoneNumber> after) {
  const Customer customer = require_record<Customer>(unit, owner);
  if (customer.primary_phone_number != before) return;
  Customer moved = customer;
  moved.primary_phone_number = std::move(after);
  change_customer(unit, customer, moved);
}

void claim_vin(Unit& unit, const Vehicle& vehicle) {
  static const Sql insert(
      "INSERT INTO vin_directory (vin, customer_id, vehicle_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING");
  const Param params[] = {vehicle.vin, vehicle.customer_id.value, vehicle.id.value};
  if (unit.connection.execute({insert, params}) == 0)
    throw Error(Code::conflict, "Another vehicle has this vin already.", "vin");
}

void release_vin(Unit& unit, const Vehicle& vehicle) {
  static const Sql remove("DELETE FROM vin_directory WHERE vin = $1");
  const Param params[] = {vehicle.vin};
  unit.connection.post({remove, params});
}

void require_vehicle(Unit& unit, const Loan& loan) {
  if (!loan.vehicle_id) return;
  if (!storage::find<Vehicle>(unit.connection, {loan.customer_id, *loan.vehicle_id}))
    throw Error(Code::invalid_argument, "The customer has no vehicle with this id.", "vehicle_id");
}

void require_loan(Unit& unit, CustomerId owner, LoanId loan) {
  if (!storage::find<Loan>(unit.connection, {owner, loan}))
    throw Error(Code::invalid_argument, "The customer has no loan with this id.", "loan_id");
}

void refuse_with_payments(Unit& unit, const Loan& loan, const std::string& consequence, std::string field) {
  static const Sql payments("SELECT 1 FROM payment WHERE customer_id = $1 AND loan_id = $2 LIMIT 1");
  const Param params[] = {loan.customer_id.value, loan.id.value};
  if (finds(unit, payments, params))
    throw Error(Code::conflict, "The loan has payments; " + consequence + ".", std::move(field));
}

}  // namespace

void prepare(Unit& unit, Loan& loan) { require_vehicle(unit, loan); }

void prepare(Unit& unit, Interaction& interaction) {
  if (interaction.creation_date == Instant{}) interaction.creation_date = unit.now;
  if (!interaction.last_updated_date) interaction.last_updated_date = date_of(unit.now);
  if (interaction.loan_id) require_loan(unit, interaction.customer_id, *interaction.loan_id);
}

void prepare(Unit& unit, CustomerNote& note) { note.created_by = unit.actor; }

void prepare(Unit& unit, LoanNote& note) {
  note.created_by = unit.actor;
  require_loan(unit, note.customer_id, note.loan_id);
}

void added(Unit& unit, const CustomerPhone& phone) {
  phone_directory().add(unit.connection, phone.number.e164(), phone.customer_id);
}

void changed(Unit& unit, const CustomerPhone& before, const CustomerPhone& after) {
  if (before.number == after.number) return;
  phone_directory().remove(unit.connection, before.number.e164(), before.customer_id);
  phone_directory().add(unit.connection, after.number.e164(), after.customer_id);
  move_primary(unit, after.customer_id, before.number, after.number);
}

void removing(Unit& unit, const CustomerPhone& phone) {
  phone_directory().remove(unit.connection, phone.number.e164(), phone.customer_id);
  move_primary(unit, phone.customer_id, phone.number, std::nullopt);
}

void changing(Unit& unit, const Loan& before, const Loan& after) {
  if (before.currency != after.currency)
    refuse_with_payments(unit, before, "its currency cannot change", "currency");
  if (before.vehicle_id != after.vehicle_id) require_vehicle(unit, after);
}

void added(Unit& unit, const Loan& loan) {
  loan_directory().add(unit.connection, loan.id.value, loan.customer_id);
  unit.totals.add(loan);
  unit.totals.count("loan", 1);
}

void changed(Unit& unit, const Loan& before, const Loan& after) {
  unit.totals.remove(before);
  unit.totals.add(after);
}

void removing(Unit& unit, const Loan& loan) {
  static const Sql notes("DELETE FROM loan_note WHERE customer_id = $1 AND loan_id = $2");
  refuse_with_payments(unit, loan, "it cannot be deleted", "");
  const Param params[] = {loan.customer_id.value, loan.id.value};
  unit.connection.post({notes, params});
  loan_directory().remove(unit.connection, loan.id.value);
  unit.totals.remove(loan);
  unit.totals.count("loan", -1);
}

void added(Unit& unit, const Vehicle& vehicle) { claim_vin(unit, vehicle); }

void changed(Unit& unit, const Vehicle& before, const Vehicle& after) {
  if (before.vin == after.vin) return;
  release_vin(unit, before);
  claim_vin(unit, after);
}

void removing(Unit& unit, const Vehicle& vehicle) {
  static const Sql loans("SELECT 1 FROM loan WHERE customer_id = $1 AND vehicle_id = $2 LIMIT 1");
  const Param params[] = {vehicle.customer_id.value, vehicle.id.value};
  if (finds(unit, loans, params))
    throw Error(Code::conflict, "The vehicle secures a loan; take it off the loan first.");
  release_vin(unit, vehicle);
}

void added(Unit& unit, const Interaction&) { unit.totals.count("interaction", 1); }

void removing(Unit& unit, const Interaction&) { unit.totals.count("interaction", -1); }

}  // namespace crm::service
