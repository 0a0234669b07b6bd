// Many customers at once, with everything of theirs: for seeds, imports and moves.
#pragma once

#include <cstddef>
#include <optional>
#include <utility>
#include <vector>

#include <crm/customer.hpp>
#include <crm/customer_note.hpp>
#include <crm/customer_phone.hpp>
#include <crm/error.hpp>
#include <crm/interaction.hpp>
#include <crm/loan.hpp>
#include <crm/loan_note.hpp>
#include <crm/payment.hpp>
#include <crm/vehicle.hpp>

namespace crm {

// A record in a file, and the id that an export wrote beside it. The id finds a loan again, unless its
// product or origination date is another (conflict); a new record keeps it when this database has not come as
// far as that id yet.
template <class R>
struct Entry : R::Fields {
  Entry() = default;
  Entry(typename R::Fields fields, Id<R> id_ = {}) : R::Fields(std::move(fields)), id(id_) {}

  Id<R> id{};
};

// A payment as an export wrote it down: one with its effects is taken over as it was, and changes no loan.
struct PaymentEntry : Entry<Payment> {
  using Entry::Entry;

  std::optional<Money> due_reduction{}, balance_reduction{};
  std::optional<PaymentId> reverses_id{};
};

// One customer and what is theirs. The primary phone number needs no entry in phones.
struct CustomerFile {
  CustomerFields customer;
  std::vector<CustomerPhoneFields> phones{};
  std::vector<Entry<Loan>> loans{};
  std::vector<InteractionFields> interactions{};
  std::vector<Entry<Vehicle>> vehicles{};
  std::vector<CustomerNoteFields> notes{};
  std::vector<LoanNoteFields> loan_notes{};
  std::vector<PaymentEntry> payments{};
  // Whom it is about when the customer has neither account number nor external id, as an export wrote it.
  CustomerId customer_id{};
};

// What became of one file of a put.
struct PutResult {
  enum class Taken { created, updated, unchanged, refused };

  Taken taken = Taken::unchanged;  // created: the customer is new
  CustomerId customer_id{};        // none: refused
  std::size_t added = 0;           // how many records are new
  std::size_t changed = 0;         // and how many differ now; the customer's own counts in both
  std::optional<Error> error{};    // refused: why nothing of this file was written
};

}  // namespace crm
