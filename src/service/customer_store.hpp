// Writing a customer: the row, and everything that leads to it or hangs on it.
#pragma once

#include "service/unit.hpp"

namespace crm::service {

// Adds a checked customer and gives it its id.
void add_customer(Unit& unit, Customer& customer);

// Takes the change from before to after. False: nothing differs. after gets its new version.
bool write_customer(Unit& unit, const Customer& before, Customer& after);
// The same with a row in the audit trail.
bool change_customer(Unit& unit, const Customer& before, Customer& after);

// "last, first" as it is searched; empty when there is no name.
std::string name_key(const Customer& customer);

// The rules for a customer that need more than one field, and the fields' own.
void check_customer(const Customer& customer);

// Removes the customer's row and what leads to it; what they own must be gone.
void delete_customer(Unit& unit, const Customer& customer);

// Makes sure that the customer has this number among their phones.
void ensure_phone(Unit& unit, CustomerId customer, const PhoneNumber& number);

}  // namespace crm::service
