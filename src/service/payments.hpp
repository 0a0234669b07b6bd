// Recording a payment inside a larger unit of work.
#pragma once

#include "service/unit.hpp"

namespace crm::service {

// Adds a checked payment of a customer who exists and lowers what its loan owes; the trail tells of both. The
// same idempotency key again gives the first payment.
Payment record_payment(Unit& unit, Payment payment);

// Adds a payment that took effect elsewhere, a reversal too: its loan stays as it is.
Payment take_over_payment(Unit& unit, Payment payment);

}  // namespace crm::service
