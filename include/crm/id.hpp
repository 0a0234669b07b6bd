// Ids: 64-bit numbers handed out by the library, from 1, always below 2^53 so that JavaScript reads them
// exactly.
#pragma once

#include <compare>
#include <cstdint>

namespace crm {

// The id of a record of type R. An id of one record type does not compile where another's is asked for.
// 0 is "none": no record has it.
template <class R>
struct Id {
  std::int64_t value = 0;
  constexpr explicit operator bool() const noexcept { return value != 0; }
  constexpr auto operator<=>(const Id&) const noexcept = default;
};

// What a customer owns is named by the customer and the record: both are needed to find it, so that the same
// call works when the customers are spread over many machines.
struct Customer;
template <class R>
struct Key {
  Id<Customer> customer_id;
  Id<R> id;
  constexpr auto operator<=>(const Key&) const noexcept = default;
};

using CustomerId = Id<Customer>;
using CustomerPhoneId = Id<struct CustomerPhone>;
using LoanId = Id<struct Loan>;
using VehicleId = Id<struct Vehicle>;
using PaymentId = Id<struct Payment>;
using InteractionId = Id<struct Interaction>;
using CustomerNoteId = Id<struct CustomerNote>;
using LoanNoteId = Id<struct LoanNote>;

}  // namespace crm
