// Each kind of record has its own way to be found again; what is not found is added.
#include "service/customer_file.hpp"

#include <algorithm>
#include <crm/error.hpp>

#include "domain/record.hpp"
#include "service/customer_ssn.hpp"
#include "service/customer_store.hpp"
#include "service/file_match.hpp"
#include "service/owned_upkeep.hpp"
#include "service/payments.hpp"

namespace crm::service {

namespace {

class FileWriter {
 public:
  // is_new: there is nothing to be found yet, and nothing is looked for.
  FileWriter(Unit& unit, CustomerId owner, Tally& tally, bool is_new)
      : unit_(unit), owner_(owner), tally_(tally), is_new_(is_new) {}

  // What others refer to comes first.
  void write(const CustomerFile& file) {
    put_each<CustomerPhone>(file.phones, same_number);
    put_each<Vehicle>(file.vehicles, same_vin);
    put_loans(file.loans);
    put_interactions(file.interactions);
    put_each<CustomerNote>(file.notes, says_the_same<CustomerNote>);
    put_each<LoanNote>(file.loan_notes, says_the_same<LoanNote>);
    put_payments(file.payments);
  }

 private:
  template <class R>
  std::vector<R> those_there() {
    constexpr bool comes_with_customer = std::is_same_v<R, CustomerPhone>;  // the primary number's
    if (is_new_ && !comes_with_customer) return {};
    return storage::find_owned<R>(unit_.connection, owner_);
  }

  // The id, if it can be a new record's; else none.
  template <class R>
  Id<R> claimed(Id<R> id) {
    return id && unit_.ids.claim(domain::record_name<R>, id.value) ? id : Id<R>();
  }

  template <class R>
  R add(const typename R::Fields& fields, Id<R> id = {}) {
    R record = domain::make_record<R>(fields);
    record.customer_id = owner_;
    record.id = id;
    check_new(unit_, record);
    ++tally_.added;
    insert_owned(unit_, record);
    return record;
  }

  template <class R>
  void change(R& record, const typename R::Fields& fields) {
    R after = record;
    domain::apply_changes(after, fields);
    if (!domain::differ(record, after)) return;
    check_change(unit_, record, after);
    ++tally_.changed;
    write_owned(unit_, record, after);
    record = std::move(after);
  }

  // same(record, entry): whether the entry is about this record.
  template <class R, class Entries, class Same>
  void put_each(const Entries& entries, Same same) {
    if (entries.empty()) return;
    std::vector<R> there = those_there<R>();
    for (const auto& entry : entries) {
      const auto found =
          std::find_if(there.begin(), there.end(), [&](const R& record) { return same(record, entry); });
      if (found != there.end()) {
        change(*found, entry);
      } else if constexpr (requires { entry.id; }) {
        there.push_back(add<R>(entry, claimed(entry.id)));
      } else {
        there.push_back(add<R>(entry));
      }
    }
  }

  // An id that this database has not come to yet means a loan that it does not have.
  void put_loans(const std::vector<Entry<Loan>>& loans) {
    if (loans.empty()) return;
    LoanMatcher there(those_there<Loan>());
    for (const Entry<Loan>& entry : loans) {
      Loan* loan = there.by_id(entry);
      if (loan == nullptr) loan = there.with_all(entry);
      const LoanId fresh = loan == nullptr ? claimed(entry.id) : LoanId();
      if (loan == nullptr && !fresh) loan = there.by_product(entry);
      if (loan != nullptr) {
        change(*loan, entry);
      } else {
        there.take(add<Loan>(entry, fresh));
      }
    }
  }

  void put_interactions(const std::vector<InteractionFields>& interactions) {
    for (const InteractionFields& fields : interactions) {
      auto same = is_new_ ? std::nullopt : find_interaction(unit_.connection, owner_, fields);
      if (same) {
        change(*same, fields);
      } else {
        add<Interaction>(fields);
      }
    }
  }

  void put_payments(const std::vector<PaymentEntry>& payments) {
    for (PaymentEntry entry : payments) {
      name_only_loan(unit_.connection, owner_, entry);
      if (has_payment(unit_.connection, owner_, entry)) continue;
      ++tally_.added;
      add_payment(entry);
    }
  }

  void add_payment(const PaymentEntry& entry) {
    Payment payment = domain::make_record<Payment>(entry);
    payment.customer_id = owner_;
    if (!entry.due_reduction) {
      domain::check_record(payment);
      record_payment(unit_, std::move(payment));
      return;
    }
    payment.due_reduction = *entry.due_reduction;
    payment.balance_reduction = entry.balance_reduction.value_or(Money{0, payment.currency});
    payment.reverses_id = entry.reverses_id;
    payment.id = claimed(entry.id);
    take_over_payment(unit_, std::move(payment));
  }

  Unit& unit_;
  const CustomerId owner_;
  Tally& tally_;
  const bool is_new_;
};

// The same nine digits again change nothing.
void forget_known_ssn(Unit& unit, const Customer& before, Customer& after) {
  if (!before.ssn || !after.ssn || after.ssn->digits().empty() || before.ssn != after.ssn) return;
  if (has_ssn(unit, before.id, after.ssn->digits())) after.ssn = before.ssn;
}

// Most of what is wrong with a new customer's records is found before the customer is written.
void check_entries(const CustomerFile& file) {
  for (const CustomerPhoneFields& phone : file.phones)
    domain::check_record(domain::make_record<CustomerPhone>(phone));
  for (const Entry<Loan>& loan : file.loans) domain::check_record(domain::make_record<Loan>(loan));
}

}  // namespace

CustomerId add_file(Unit& unit, Customer customer, const CustomerFile& file, Tally& tally) {
  check_customer(customer);
  check_entries(file);
  ++tally.added;
  add_customer(unit, customer);
  FileWriter(unit, customer.id, tally, true).write(file);
  return customer.id;
}

void change_customer_of(Unit& unit, CustomerId id, const CustomerFile& file, Tally& tally) {
  const Customer before = require_record<Customer>(unit, id);
  Customer after = before;
  domain::apply_changes(after, file.customer);
  forget_known_ssn(unit, before, after);
  if (!customer_differs(before, after)) return;
  check_customer(after);
  ++tally.changed;
  write_customer(unit, before, after);
}

void write_records(Unit& unit, CustomerId owner, const CustomerFile& file, Tally& tally) {
  FileWriter(unit, owner, tally, false).write(file);
}

}  // namespace crm::service
