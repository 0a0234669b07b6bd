// Create, read, change, delete and list: the same words for every record.
//
// Threads: these are light views of a Session and follow its rule: one thread at a time.
// Errors: Error(invalid_argument) names the field; not_found: no such record; conflict: the version has
// changed since, or a value that must be unique is taken. Every change leaves an audit row in the same
// transaction.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include <crm/customer.hpp>
#include <crm/customer_note.hpp>
#include <crm/customer_phone.hpp>
#include <crm/interaction.hpp>
#include <crm/loan.hpp>
#include <crm/loan_note.hpp>
#include <crm/page.hpp>
#include <crm/payment.hpp>
#include <crm/vehicle.hpp>

namespace crm {

class Session;

// An update or a removal may demand the version it saw: another one means that somebody changed the record in
// between, and is a conflict.
using ExpectedVersion = std::optional<std::int64_t>;

// 1 to 200 characters that are the caller's own for one creation, whoever's record it makes, so that it can
// be asked for again when its answer was lost. The same key again gives the record that was made then, as it
// is now. With other content, or when that record was removed meanwhile, it is a conflict (idempotency_key);
// instants are no part of the content, so that who repeats may stamp anew. A key is free again when its
// customer is removed or erased.
using IdempotencyKey = std::optional<std::string>;

// Filters are combined with "and". The first one that is set, from the top, decides the order.
struct CustomerFilter {
  std::optional<PhoneNumber> phone;           // any number of theirs; in order of id
  std::optional<std::string> account_prefix;  // in order of the account number
  std::optional<std::string> name_prefix;  // "last name, first name", any letter case; in order of the name
  std::optional<std::string>
      first_name_prefix;  // any letter case; only beside another one: it drives nothing
};

struct LoanFilter {
  std::optional<CustomerId> customer_id;          // in order of id
  std::optional<std::int64_t> min_days_past_due;  // the most overdue first
  std::optional<std::string> status;              // in order of customer and loan
};

struct InteractionFilter {
  std::optional<CustomerId> customer_id;  // the latest first
  std::optional<Instant> follow_up_due;   // follow_up_at up to this instant; the longest due first
};

class Customers {
 public:
  explicit Customers(Session& session) : session_(&session) {}

  Customer create(const CustomerFields& fields, const IdempotencyKey& key = {});
  std::optional<Customer> get(CustomerId id);
  std::optional<Customer> find_account(std::string_view account_number);
  std::optional<Customer> find_external(std::string_view external_id);
  // At most 100, in order of id. Needs the key.
  std::vector<Customer> find_ssn(const Ssn& ssn);
  Customer update(CustomerId id, const CustomerFields& fields, ExpectedVersion version = {});
  // A customer with loans or interactions is a conflict: erase takes the whole record.
  void remove(CustomerId id, ExpectedVersion version = {});
  // Deletes the customer and everything of theirs, the audit trail too; one audit row stays that says who
  // erased which id, when and why. The reason (up to 500 characters, may be empty) outlives the customer: it
  // must not say who they were.
  void erase(CustomerId id, std::string_view reason = {});
  Page<Customer> list(const CustomerFilter& filter = {}, const PageRequest& page = {});
  // The nine digits. The reason (1 to 500 characters) goes into the audit trail. None: no SSN is stored.
  std::optional<std::string> reveal_ssn(CustomerId id, std::string_view reason);

 private:
  Session* session_;
};

// What a customer owns. R: CustomerPhone, Loan, Vehicle, Interaction, CustomerNote, LoanNote.
template <class R>
class Owned {
 public:
  explicit Owned(Session& session) : session_(&session) {}

  R create(CustomerId owner, const typename R::Fields& fields, const IdempotencyKey& key = {});
  std::optional<R> get(Key<R> key);
  R update(Key<R> key, const typename R::Fields& fields, ExpectedVersion version = {});
  void remove(Key<R> key, ExpectedVersion version = {});
  // A customer's, in order of id.
  Page<R> list(CustomerId owner, const PageRequest& page = {});
  // Those of them that have every value that is named in `like`.
  Page<R> list(CustomerId owner, const typename R::Fields& like, const PageRequest& page);

 protected:
  Session* session_;
};

class Loans : public Owned<Loan> {
 public:
  using Owned::list;
  using Owned::Owned;
  // Whose loan it is, from the loan's id alone.
  std::optional<Key<Loan>> find(LoanId id);
  Page<Loan> list(const LoanFilter& filter, const PageRequest& page = {});
};

class Vehicles : public Owned<Vehicle> {
 public:
  using Owned::Owned;
  std::optional<Vehicle> find_vin(std::string_view vin);
};

// An interaction with a call_id counts as that call's outcome: post_call takes the call for recorded, and to
// create another one with the same call_id is a conflict.
class Interactions : public Owned<Interaction> {
 public:
  using Owned::list;
  using Owned::Owned;
  Page<Interaction> list(const InteractionFilter& filter, const PageRequest& page = {});
};

// A ledger: payments are recorded and reversed, never changed or deleted.
class Payments {
 public:
  explicit Payments(Session& session) : session_(&session) {}

  // Lowers the loan's due amount and remaining balance, neither below 0, in the same transaction. The same
  // idempotency key again gives the first payment back; with other content it is a conflict.
  Payment record(CustomerId owner, const PaymentFields& fields);
  // A row of its own that gives the loan back what the payment took. A second reversal is a conflict; the
  // same idempotency key with the same reason gives the first reversal back.
  Payment reverse(Key<Payment> key, std::string_view reason, const IdempotencyKey& idempotency_key = {});
  std::optional<Payment> get(Key<Payment> key);
  // A customer's, in order of id.
  Page<Payment> list(CustomerId owner, const PageRequest& page = {});
  // Those of them that have every value that is named in `like`.
  Page<Payment> list(CustomerId owner, const PaymentFields& like, const PageRequest& page);

 private:
  Session* session_;
};

}  // namespace crm
