// Writes the records in one customer's file: what is found again is brought up to date, the rest is added.
#pragma once

#include <algorithm>
#include <crm/load.hpp>
#include <optional>
#include <vector>

#include "domain/record.hpp"
#include "service/customer_file.hpp"
#include "service/fingerprint.hpp"
#include "service/loan_match.hpp"
#include "service/owned_upkeep.hpp"

namespace crm::service {

template <class T>
bool differs(const T& before, const T& after) {
  return !(before == after);
}
// Of nine digits only four can be compared; those that are known are gone already.
inline bool differs(const std::optional<Ssn>& before, const std::optional<Ssn>& after) {
  return before != after || (after && !after->digits().empty());
}

// Error(conflict) when the change takes back what the source has said of the record before.
template <class R>
void refuse_contradiction(FieldSet said, const R& before, const R& after) {
  FieldSet bit = 1;
  domain::each_field<R>([&](const auto& field) {
    if ((said & bit) != 0 && differs(before.*field.member, after.*field.member))
      throw Error(Code::conflict,
                  "An earlier line says something else about the same " +
                      std::string(domain::record_name<R>) + ". Keep the one that is right.",
                  std::string(field.name));
    bit <<= 1;
  });
}

class FileWriter {
 public:
  // is_new: there is nothing of theirs to be found yet, and nothing is looked for.
  FileWriter(Unit& unit, RunMemory& run, CustomerId owner, const CustomerFile& file, Tally& tally,
             bool is_new)
      : unit_(unit), run_(run), owner_(owner), file_(file), tally_(tally), is_new_(is_new) {}

  // What others refer to comes first.
  void write();

 private:
  template <class R>
  std::vector<R> those_there();
  template <class R>
  Id<R> claimed(Id<R> id);
  template <class R>
  Id<R> here(Id<R> id, const char* field) const;
  template <class R>
  std::size_t count(const Fingerprint& content);
  std::uint64_t file_fingerprint();

  template <class R>
  R add(const typename R::Fields& fields, Id<R> id = {});
  template <class R>
  void change(R& record, const typename R::Fields& fields);

  template <class R, class Entries, class Same>
  void put_each(const Entries& entries, Same same);
  void put_loan(LoanMatch& there, Entry<Loan> entry);
  Loan* find_with_id(LoanMatch& there, const Entry<Loan>& entry, LoanId& fresh);
  Loan* find_without_id(LoanMatch& there, const Entry<Loan>& entry);
  void put_interaction(InteractionFields fields);
  std::optional<Interaction> find(const InteractionFields& fields);
  template <class R>
  void put_note(typename R::Fields fields);
  void put_payment(PaymentEntry entry);
  std::optional<Payment> find(const PaymentEntry& entry);
  Payment add_payment(const PaymentEntry& entry);

  Unit& unit_;
  RunMemory& run_;
  const CustomerId owner_;
  const CustomerFile& file_;
  Tally& tally_;
  const bool is_new_;
  std::optional<std::uint64_t> file_fingerprint_;
};

}  // namespace crm::service
