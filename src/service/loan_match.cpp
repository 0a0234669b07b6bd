#include "service/loan_match.hpp"

#include <algorithm>
#include <crm/error.hpp>

#include "service/file_match.hpp"

namespace crm::service {

namespace {

bool agree(const Change<std::optional<Date>>& said, const std::optional<Date>& there) {
  return !said.named() || !said.value() || !there || said.value() == there;
}

// Whether the entry can be about the loan at all.
bool is_plausible(const Loan& loan, const Entry<Loan>& entry) {
  const bool same_product = !entry.product_name.named() || entry.product_name.value() == loan.product_name;
  return same_product && agree(entry.origination_date, loan.origination_date);
}

bool is_of_product(const Loan& loan, const Entry<Loan>& entry) {
  const bool dated = entry.origination_date.named() && entry.origination_date.value();
  return entry.product_name.named() && entry.product_name.value() == loan.product_name &&
         (!dated || entry.origination_date.value() == loan.origination_date);
}

[[noreturn]] void refuse_several() {
  throw Error(Code::conflict,
              "The customer has several loans with this product_name. Name the loan's id or its "
              "origination_date too.",
              "product_name");
}

}  // namespace

LoanMatch::LoanMatch(std::vector<Loan> there, const RunMemory& run) : run_(run) {
  known_.reserve(there.size());
  for (Loan& loan : there) known_.push_back({std::move(loan), false});
}

template <class Fits>
std::vector<LoanMatch::Known*> LoanMatch::all(Fits fits) {
  std::vector<Known*> found;
  for (Known& known : known_)
    if (!known.taken && fits(known.loan)) found.push_back(&known);
  return found;
}

Loan* LoanMatch::take(Known* known) {
  known->taken = true;
  return &known->loan;
}

Loan* LoanMatch::by_id(const Entry<Loan>& entry) {
  const auto found = all([&](const Loan& loan) { return loan.id == entry.id; });
  if (found.empty()) return nullptr;
  if (!is_plausible(found.front()->loan, entry))
    throw Error(Code::conflict,
                "The loan with this id has another product_name or origination_date. Leave the id out when "
                "it is another system's.",
                "id");
  return take(found.front());
}

Loan* LoanMatch::by_source_id(const Entry<Loan>& entry) {
  const std::optional<LoanId> known = run_.translated(entry.id);
  const auto found = all([&](const Loan& loan) {
    return known ? loan.id == *known
                 : loan.id == entry.id && !run_.knows(loan.id) && is_plausible(loan, entry);
  });
  if (known && found.empty())
    throw Error(Code::conflict, "The source has another loan with this id already.", "id");
  return found.empty() ? nullptr : take(found.front());
}

Loan* LoanMatch::unspoken_equal(const Entry<Loan>& entry) {
  const auto found = all([&](const Loan& loan) {
    return !run_.knows(loan.id) && is_of_product(loan, entry) && holds(loan, entry);
  });
  return found.empty() ? nullptr : take(found.front());
}

template <class Fits>
Loan* LoanMatch::only(const Entry<Loan>& entry, Fits fits) {
  const auto found = all([&](const Loan& loan) { return is_of_product(loan, entry) && fits(loan); });
  if (found.empty()) return nullptr;
  if (found.size() == 1) return take(found.front());
  const auto equal =
      std::find_if(found.begin(), found.end(), [&](const Known* known) { return holds(known->loan, entry); });
  if (equal == found.end()) refuse_several();
  return take(*equal);
}

Loan* LoanMatch::unspoken_of_product(const Entry<Loan>& entry) {
  return only(entry, [&](const Loan& loan) { return !run_.knows(loan.id); });
}

Loan* LoanMatch::by_product(const Entry<Loan>& entry) {
  return only(entry, [](const Loan&) { return true; });
}

Loan* LoanMatch::by_content(const Entry<Loan>& entry, std::size_t nth) {
  const FieldSet named = named_fields<Loan>(entry);
  std::vector<Known*> equal, unspoken;
  std::size_t of_product = 0;
  for (Known& known : known_) {
    if (!is_of_product(known.loan, entry)) continue;
    ++of_product;
    const bool spoken_of = run_.knows(known.loan.id);
    if (!spoken_of) unspoken.push_back(&known);
    if (holds(known.loan, entry) && (!spoken_of || run_.said(known.loan.id) == named))
      equal.push_back(&known);
  }
  if (equal.size() >= nth) return take(equal[nth - 1]);
  if (unspoken.empty()) return nullptr;
  if (of_product > 1) refuse_several();
  return take(unspoken.front());
}

void LoanMatch::take(Loan loan) { known_.push_back({std::move(loan), true}); }

}  // namespace crm::service
