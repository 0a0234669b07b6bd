// How the records of a customer's file are found again among those that are there.
#pragma once

#include <crm/load.hpp>
#include <optional>
#include <vector>

#include "domain/record.hpp"
#include "service/unit.hpp"

namespace crm::service {

// Whether the record has every value that the fields name.
template <class R>
bool holds(const R& record, const typename R::Fields& fields) {
  bool all = true;
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) {
      const auto& change = fields.*field.change;
      all = all && (!change.named() || record.*field.member == change.value());
    }
  });
  return all;
}

bool same_number(const CustomerPhone& phone, const CustomerPhoneFields& fields);
bool same_vin(const Vehicle& vehicle, const VehicleFields& fields);

// Notes have no name: one with another text is another note.
template <class R>
bool says_the_same(const R& note, const typename R::Fields& fields) {
  return holds(note, fields);
}

// A customer's loans while a file is written. What an entry was about is not looked at again: two entries
// that name the same product are two loans.
class LoanMatcher {
 public:
  explicit LoanMatcher(std::vector<Loan> loans);

  Loan* by_id(const Entry<Loan>& entry);
  // The one that has every value that the entry names.
  Loan* with_all(const Entry<Loan>& entry);
  // The one of that product, and of that origination date when the entry names one. Error(conflict, ...,
  // "product_name") when there are several.
  Loan* by_product(const Entry<Loan>& entry);
  // One that the file has made.
  void take(Loan loan);

 private:
  struct Known {
    Loan loan;
    bool taken;
  };
  template <class Fits>
  Known* find(Fits fits);
  static Loan* taken(Known* known);

  std::vector<Known> known_;
};

// By the call's identifier; else one with all that the fields say.
std::optional<Interaction> find_interaction(storage::Connection& connection, CustomerId owner,
                                            const InteractionFields& fields);

// A payment that names no loan is for the only one that the customer has.
void name_only_loan(storage::Connection& connection, CustomerId owner, PaymentFields& fields);
// By the idempotency key; else one with all that the entry says.
bool has_payment(storage::Connection& connection, CustomerId owner, const PaymentEntry& entry);

}  // namespace crm::service
