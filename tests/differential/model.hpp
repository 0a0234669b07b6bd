// The library as it would be if nothing were ever stored: plain maps in memory, and the rules that customers,
// loans and calls follow. Only the pure rules of src/domain are the library's own; they have tests of their
// own.
#pragma once

#include <crm/session.hpp>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

#include "domain/fields.hpp"

namespace crm::test {

template <class R>
using Rows = std::map<Key<R>, R>;

// Speaks as a Session does. Threads: one.
class Model {
 public:
  class Customers {
   public:
    explicit Customers(Model& model) : model_(model) {}
    Customer create(const CustomerFields& fields);
    std::optional<Customer> get(CustomerId id);
    std::optional<Customer> find_account(std::string_view account_number);
    std::optional<Customer> find_external(std::string_view external_id);
    std::vector<Customer> find_ssn(const Ssn& ssn);
    Customer update(CustomerId id, const CustomerFields& fields, ExpectedVersion version = {});
    void remove(CustomerId id, ExpectedVersion version = {});
    void erase(CustomerId id, std::string_view reason = {});
    Page<Customer> list(const CustomerFilter& filter = {}, const PageRequest& page = {});
    std::optional<std::string> reveal_ssn(CustomerId id, std::string_view reason);

   private:
    Model& model_;
  };

  template <class R>
  class Owned {
   public:
    explicit Owned(Model& model) : model_(model) {}
    R create(CustomerId owner, const typename R::Fields& fields);
    std::optional<R> get(Key<R> key);
    R update(Key<R> key, const typename R::Fields& fields, ExpectedVersion version = {});
    void remove(Key<R> key, ExpectedVersion version = {});
    Page<R> list(CustomerId owner, const PageRequest& page = {});

   protected:
    Model& model_;
  };

  class Loans : public Owned<Loan> {
   public:
    using Owned::list;
    using Owned::Owned;
    std::optional<Key<Loan>> find(LoanId id);
    Page<Loan> list(const LoanFilter& filter, const PageRequest& page = {});
  };

  class Vehicles : public Owned<Vehicle> {
   public:
    using Owned::Owned;
    std::optional<Vehicle> find_vin(std::string_view vin);
  };

  class Interactions : public Owned<Interaction> {
   public:
    using Owned::list;
    using Owned::Owned;
    Page<Interaction> list(const InteractionFilter& filter, const PageRequest& page = {});
  };

  class Payments {
   public:
    explicit Payments(Model& model) : model_(model) {}
    Payment record(CustomerId owner, const PaymentFields& fields);
    Payment reverse(Key<Payment> key, std::string_view reason);
    std::optional<Payment> get(Key<Payment> key);
    Page<Payment> list(CustomerId owner, const PageRequest& page = {});

   private:
    Model& model_;
  };

  Model(std::string actor, std::function<Instant()> clock)
      : actor_(std::move(actor)), clock_(std::move(clock)) {}
  virtual ~Model() = default;

  PreCall pre_call(std::string_view number) { return pre_call(PhoneNumber::parse(number)); }
  PreCall pre_call(const PhoneNumber& number);
  std::vector<PreCall> pre_call_many(std::span<const PhoneNumber> numbers);
  std::optional<Candidate> pre_call_account(std::string_view account_number);
  std::optional<Candidate> pre_call_customer(CustomerId id);
  OutcomeResult post_call(const Outcome& outcome);
  std::vector<OutcomeResult> post_call_many(std::span<const Outcome> outcomes);

  Customers customers() { return Customers(*this); }
  Owned<CustomerPhone> phones() { return Owned<CustomerPhone>(*this); }
  Loans loans() { return Loans(*this); }
  Vehicles vehicles() { return Vehicles(*this); }
  Payments payments() { return Payments(*this); }
  Interactions interactions() { return Interactions(*this); }
  Owned<CustomerNote> customer_notes() { return Owned<CustomerNote>(*this); }
  Owned<LoanNote> loan_notes() { return Owned<LoanNote>(*this); }

  Dashboard dashboard();
  Page<AuditEntry> audit(CustomerId customer, const PageRequest& page = {});

  // What there is, for whoever looks for something to do.
  const std::map<CustomerId, Customer>& all_customers() const { return state_.customers; }
  template <class R>
  const Rows<R>& all() const {
    return std::get<Rows<R>>(state_.owned);
  }

 protected:
  // What a deliberately wrong model does otherwise.
  virtual bool is_known(CustomerId customer, const Outcome& outcome) const;
  virtual void raise_again(const Payment& reversal, Loan& loan) const;
  virtual std::string sort_key(const std::string& name) const;

 private:
  struct Recorded {
    std::optional<Outcome> outcome;  // none: the interaction was made by hand, and any outcome repeats it
    OutcomeResult result;
  };
  struct State {
    std::map<CustomerId, Customer> customers;
    std::tuple<Rows<CustomerPhone>, Rows<Loan>, Rows<Vehicle>, Rows<Payment>, Rows<Interaction>,
               Rows<CustomerNote>, Rows<LoanNote>>
        owned;
    std::map<CustomerId, std::string> ssns;
    std::map<std::pair<CustomerId, std::string>, Recorded> outcomes;
  };

  template <class R>
  Rows<R>& rows() {
    return std::get<Rows<R>>(state_.owned);
  }
  template <class R>
  std::vector<R> of(CustomerId owner) const;
  template <class R>
  std::optional<R> find(Key<R> key) const;
  std::optional<Customer> find(CustomerId id) const;
  template <class R, class K>
  R require(K key, ExpectedVersion version = {}) const;

  template <class R>
  void stamp(R& record);
  void say(CustomerId customer, std::string action, std::string_view record, std::int64_t id,
           std::string changes);
  template <class R>
  void say(std::string action, const R* before, const R* after);

  void check(const Customer& customer) const;
  bool differ(const Customer& before, const Customer& after) const;
  void refuse_taken(const Customer& before, const Customer& after) const;
  void write(const Customer& before, Customer& after);
  bool change(const Customer& before, Customer& after);
  void ensure_phone(CustomerId owner, const PhoneNumber& number);
  void forget(CustomerId id);
  bool passes(const Customer& customer, const CustomerFilter& filter) const;
  std::string name_key(const Customer& customer) const;

  template <class R>
  R add(R record);
  template <class R>
  bool change(const R& before, R& after);
  template <class R>
  void check_change(const R& before, const R& after) const;
  void move_primary(CustomerId owner, const PhoneNumber& before, std::optional<PhoneNumber> after);

  template <class R>
  void prepare(R&) const {}
  void prepare(Loan& loan) const { require_vehicle(loan); }
  void prepare(Interaction& interaction) const;
  void prepare(CustomerNote& note) const { note.created_by = actor_; }
  void prepare(LoanNote& note) const;
  template <class R>
  void check_unique(const R&) const {}
  void check_unique(const CustomerPhone& phone) const;
  void check_unique(const Vehicle& vehicle) const;
  template <class R>
  void refuse_recorded(const R&) const {}
  void refuse_recorded(const Interaction& interaction) const;
  template <class R>
  void claim(const R&) {}
  void claim(const Interaction& interaction);
  template <class R>
  void check_links(const R&, const R&) const {}
  void check_links(const Loan& before, const Loan& after) const;
  template <class R>
  void follow(const R&, const R&) {}
  void follow(const CustomerPhone& before, const CustomerPhone& after);
  template <class R>
  void leave(const R&) {}
  void leave(const CustomerPhone& phone);
  void leave(const Loan& loan);
  void leave(const Vehicle& vehicle);
  void require_vehicle(const Loan& loan) const;
  void require_loan(CustomerId owner, LoanId loan) const;
  bool has_payments(const Loan& loan) const;

  CustomerId customer_of(const Outcome& outcome) const;
  std::optional<Loan> loan_of(const Outcome& outcome, CustomerId customer) const;
  Interaction interaction_of(const Outcome& outcome, const OutcomeResult& result) const;
  OutcomeResult record(const Outcome& outcome);
  OutcomeResult write(const Outcome& outcome, const Customer& before, Customer& after,
                      const std::optional<Loan>& loan_before, std::optional<Loan>& loan_after);
  Candidate candidate(const Customer& customer, std::optional<CustomerPhone> phone,
                      const PhoneNumber& number) const;

  const std::string actor_;
  const std::function<Instant()> clock_;
  State state_;
  std::vector<AuditEntry> trail_;
  std::map<std::string, std::int64_t, std::less<>> last_ids_;
};

}  // namespace crm::test
