// A session: who asks, and how long they are willing to wait. All work goes through one.
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <crm/audit.hpp>
#include <crm/dashboard.hpp>
#include <crm/load.hpp>
#include <crm/page.hpp>
#include <crm/post_call.hpp>
#include <crm/pre_call.hpp>
#include <crm/put_run.hpp>
#include <crm/records.hpp>
#include <crm/ssn_key.hpp>

namespace crm {

namespace service {
class Engine;
struct Calls;
}  // namespace service

// Light to make and to copy: it holds no connection. Threads: one at a time. It keeps the database open.
// One function is one transaction. Each throws Error; besides the codes it names, any may give timeout, busy,
// unavailable, corrupt, full, permission, schema_too_old, schema_too_new, misuse (used in a forked child
// whose parent had the file open) and no_memory.
class Session {
 public:
  // actor: who acts, for the audit trail: an agent's or a program's name, 1 to 100 characters.
  Session(std::shared_ptr<service::Engine> engine, std::string actor);

  const std::string& actor() const noexcept { return actor_; }
  // For every call from now on, instead of the database's deadlines; 1 ms to one day.
  Session& set_deadline(std::chrono::milliseconds deadline);

  // Asked now and then, on the thread of the call, while a call waits or reads, from now on; false ends it
  // with Error(cancelled), and then nothing was written. A change that is being written is finished. It must
  // not use the database. Empty: nobody asks.
  Session& set_watch(std::function<bool()> go_on);

  // Who is behind this number? In the form the caller has it: E.164, or national in the default country.
  PreCall pre_call(std::string_view number);
  PreCall pre_call(const PhoneNumber& number);
  // The same for up to 1000 numbers in one snapshot; the answers in the order of the numbers.
  std::vector<PreCall> pre_call_many(std::span<const PhoneNumber> numbers);
  // Two more ways in; the decision is about the customer's primary number.
  std::optional<Candidate> pre_call_account(std::string_view account_number);
  std::optional<Candidate> pre_call_customer(CustomerId id);
  // The answer as JSON text, appended to `out`: quicker than making it from the typed one.
  void pre_call_json(std::string_view number, std::string& out);

  // Records what came of a call: adds one interaction, updates customer and loan. The same call id for the
  // same customer again gives the first answer (replayed); with other content it is a conflict.
  OutcomeResult post_call(const Outcome& outcome);
  // All or none, in one transaction; up to 1000.
  std::vector<OutcomeResult> post_call_many(std::span<const Outcome> outcomes);

  Customers customers() { return Customers(*this); }
  Owned<CustomerPhone> phones() { return Owned<CustomerPhone>(*this); }
  Loans loans() { return Loans(*this); }
  Vehicles vehicles() { return Vehicles(*this); }
  Payments payments() { return Payments(*this); }
  Interactions interactions() { return Interactions(*this); }
  Owned<CustomerNote> customer_notes() { return Owned<CustomerNote>(*this); }
  Owned<LoanNote> loan_notes() { return Owned<LoanNote>(*this); }
  SsnKey ssn_key() { return SsnKey(*this); }

  // Up to 10,000 customers with everything of theirs, all or none, in one transaction; the ids in the same
  // order. The audit trail gets one row, with `source` as its reason: "seed", "import portfolio.csv".
  std::vector<CustomerId> load(std::vector<CustomerFile> files, std::string_view source);

  // The same for customers who may be there already, each file for itself: what the i-th answer refuses
  // (invalid_argument, conflict, not_found), the others do not feel. A customer is found by the account
  // number, else by the external id; then the fields that are named are taken over, and the version counts up
  // only where one differs. Who is not found is added, unless the file names nothing but who it is about.
  // A do-not-call mark is only ever set: the file may be older than what the customer has said since.
  //
  // So are their records. What has a name is found by it: phones by number, vehicles by vin, loans by id,
  // else product_name and origination_date, interactions by call_id, payments by idempotency_key (with other
  // content: conflict). What has none is found by all that is said of it, and the n-th equal one here is the
  // n-th that is there: notes, interactions, payments; and loans of one product without origination_date,
  // where one that nobody has spoken of yet is brought up to date when the customer has no other of that
  // product. An interaction needs creation_date or call_id, a payment paid_at or idempotency_key, or they
  // could not be found again.
  //
  // What contradicts something that was said before is refused (conflict, with the field), so that the same
  // files again change nothing. One row in the audit trail when anything changed, with `source` and the
  // counts; and those of the payments.
  std::vector<PutResult> put(std::vector<CustomerFile> files, std::string_view source);
  // One of many puts of one source: `run` remembers what was said before, which counts as if it stood in the
  // same call. An equal record in two files counts as two when the files are equal as a whole, or when the
  // run's file is about this kind of record (PutRun::begin_file); else it is one that is named twice. In a
  // run with Ids::source the ids are translated: a customer without account number and external id is the one
  // with that id here when name, date of birth and number are the same, else one of whom all is true that is
  // said, else new; a loan's id is followed when product_name and origination_date agree, else the loan is
  // looked for by them, else it is new. What refers to a record that the run does not know is refused.
  std::vector<PutResult> put(std::vector<CustomerFile> files, std::string_view source, PutRun& run);

  // What put would answer; nothing is written.
  std::vector<PutResult> rehearse_put(std::vector<CustomerFile> files);

  // Calls visit(record, account) for every record of a kind, in order of the ids (interactions: of the
  // customers and times), with the account number of the customer whose it is, empty when they have none. One
  // consistent snapshot and a constant amount of memory, for exports. While it runs, SQLite's log of changes
  // cannot shrink, and `visit` must not use the database. What visit throws ends it. The deadline covers it
  // all. An audit row says who asked for which kind of record, where one can be written. R: as for to_json.
  template <class R>
  void each(const std::function<void(const R& record, std::string_view account)>& visit);
  // The same for customers with the nine digits of their SSN, empty when there is none. The reason (1 to 500
  // characters) goes into the audit trail, in one row about all of them, before the first is read. Needs the
  // key.
  void each_with_ssn(std::string_view reason,
                     const std::function<void(const Customer& record, std::string_view ssn)>& visit);

  Dashboard dashboard();
  // A customer's audit trail, the latest first; customer 0: what was about many.
  Page<AuditEntry> audit(CustomerId customer, const PageRequest& page = {});

 private:
  friend struct service::Calls;

  std::shared_ptr<service::Engine> engine_;
  std::string actor_;
  std::optional<std::chrono::milliseconds> deadline_;
  std::function<bool()> watch_;
};

}  // namespace crm
