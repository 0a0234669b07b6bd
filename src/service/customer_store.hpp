// Writing a customer: the row, and everything that leads to it or hangs on it.
#pragma once

#include "service/unit.hpp"

namespace crm::service {

// Adds a checked customer and gives it its id.
void add_customer(Unit& unit, Customer& customer);

// The nine digits that are stored already are no change: many callers send back all that they were told.
void forget_known_ssn(Unit& unit, const Customer& before, Customer& after);
// Whether anything is to be written; a given SSN always is.
bool customer_differs(const Customer& before, const Customer& after);
// Takes the change from before to after, which gets its new version.
void write_customer(Unit& unit, const Customer& before, Customer& after);
// False: nothing differs. The trail tells of the change.
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
