#include "service/file_writer.hpp"

#include <crm/error.hpp>

#include "service/file_match.hpp"
#include "service/payments.hpp"
#include "service/post_call.hpp"

namespace crm::service {

namespace {

template <class R>
R described(CustomerId owner, const typename R::Fields& fields) {
  R record = domain::make_record<R>(fields);
  record.customer_id = owner;
  return record;
}

template <class R>
Fingerprint content_of(const R& described) {
  Fingerprint content;
  add_record(content, described);
  if constexpr (requires { described.reverses_id; }) content.add(storage::to_param(described.reverses_id));
  return content;
}

template <class R, class Entries>
void add_entries(Fingerprint& fingerprint, const Entries& entries) {
  fingerprint.add(domain::record_name<R>).add(entries.size());
  for (const auto& entry : entries) {
    add_fields<R>(fingerprint, entry);
    if constexpr (requires { entry.id; }) fingerprint.add(static_cast<std::uint64_t>(entry.id.value));
  }
}

}  // namespace

void FileWriter::write() {
  put_each<CustomerPhone>(file_.phones, same_number);
  put_each<Vehicle>(file_.vehicles, same_vin);
  if (!file_.loans.empty()) {
    LoanMatch there(those_there<Loan>(), run_);
    for (const Entry<Loan>& entry : file_.loans) put_loan(there, entry);
  }
  for (const InteractionFields& fields : file_.interactions) put_interaction(fields);
  for (const CustomerNoteFields& fields : file_.notes) put_note<CustomerNote>(fields);
  for (const LoanNoteFields& fields : file_.loan_notes) put_note<LoanNote>(fields);
  for (const PaymentEntry& entry : file_.payments) put_payment(entry);
}

template <class R>
std::vector<R> FileWriter::those_there() {
  constexpr bool comes_with_customer = std::is_same_v<R, CustomerPhone>;  // the primary number's
  if (is_new_ && !comes_with_customer) return {};
  return storage::find_owned<R>(unit_.connection, owner_);
}

// The id, if it can be a new record's; else none.
template <class R>
Id<R> FileWriter::claimed(Id<R> id) {
  return id && unit_.ids.claim(domain::record_name<R>, id.value) ? id : Id<R>();
}

// The id of the record that the file means.
template <class R>
Id<R> FileWriter::here(Id<R> id, const char* field) const {
  if (!run_.translates()) return id;
  if (const auto ours = run_.translated(id)) return *ours;
  throw Error(
      Code::invalid_argument,
      "The source has no " + std::string(domain::record_name<R>) + " with this id, or its line was refused.",
      field);
}

// How often the source has said this of the customer. A file that is about one record counts for itself; with
// another record beside it, it may be there because of that, and only a whole file that comes again counts.
template <class R>
std::size_t FileWriter::count(const Fingerprint& content) {
  Fingerprint all;
  all.add(domain::record_name<R>).add(static_cast<std::uint64_t>(owner_.value)).add(content.value());
  if (run_.about() != domain::record_name<R>) all.add(file_fingerprint());
  return run_.count(all.value());
}

std::uint64_t FileWriter::file_fingerprint() {
  if (file_fingerprint_) return *file_fingerprint_;
  Fingerprint whole;
  add_fields<Customer>(whole, file_.customer);
  add_entries<CustomerPhone>(whole, file_.phones);
  add_entries<Vehicle>(whole, file_.vehicles);
  add_entries<Loan>(whole, file_.loans);
  add_entries<Interaction>(whole, file_.interactions);
  add_entries<CustomerNote>(whole, file_.notes);
  add_entries<LoanNote>(whole, file_.loan_notes);
  add_entries<Payment>(whole, file_.payments);
  return file_fingerprint_.emplace(whole.value());
}

template <class R>
R FileWriter::add(const typename R::Fields& fields, Id<R> id) {
  R record = described<R>(owner_, fields);
  record.id = id;
  check_new(unit_, record);
  ++tally_.added;
  insert_owned(unit_, record);
  return record;
}

template <class R>
void FileWriter::change(R& record, const typename R::Fields& fields) {
  R after = record;
  take_over(after, fields);
  if (!domain::differ(record, after)) return;
  refuse_contradiction(run_.said(record.id), record, after);
  check_change(unit_, record, after);
  ++tally_.changed;
  write_owned(unit_, record, after);
  record = std::move(after);
}

// same(record, entry): whether the entry is about this record.
template <class R, class Entries, class Same>
void FileWriter::put_each(const Entries& entries, Same same) {
  if (entries.empty()) return;
  std::vector<R> there = those_there<R>();
  for (const auto& entry : entries) {
    auto found =
        std::find_if(there.begin(), there.end(), [&](const R& record) { return same(record, entry); });
    if (found != there.end()) {
      change(*found, entry);
    } else if constexpr (requires { entry.id; }) {
      found = there.insert(there.end(), add<R>(entry, claimed(entry.id)));
    } else {
      found = there.insert(there.end(), add<R>(entry));
    }
    run_.say(found->id, named_fields<R>(entry));
    if constexpr (requires { entry.id; }) run_.translate(entry.id, found->id);
  }
}

void FileWriter::put_loan(LoanMatch& there, Entry<Loan> entry) {
  if (named_value(entry.vehicle_id) != nullptr)
    entry.vehicle_id = here(*entry.vehicle_id.value(), "vehicle_id");
  LoanId fresh, id;
  Loan* loan = entry.id ? find_with_id(there, entry, fresh) : find_without_id(there, entry);
  if (loan != nullptr) {
    change(*loan, entry);
    id = loan->id;
  } else {
    Loan made = add<Loan>(entry, fresh);
    id = made.id;
    there.take(std::move(made));
  }
  run_.say(id, named_fields<Loan>(entry));
  run_.translate(entry.id, id);
}

// fresh: the id of a new loan. An id that this database has not come to yet means a loan that it does not
// have; one of another database may be anything.
Loan* FileWriter::find_with_id(LoanMatch& there, const Entry<Loan>& entry, LoanId& fresh) {
  Loan* loan = run_.translates() ? there.by_source_id(entry) : there.by_id(entry);
  if (loan == nullptr) loan = there.unspoken_equal(entry);
  if (loan == nullptr && !run_.translates()) fresh = claimed(entry.id);
  if (loan == nullptr && !fresh) loan = there.unspoken_of_product(entry);
  if (loan == nullptr && !fresh) fresh = claimed(entry.id);
  return loan;
}

// In a file about something else a loan is only named, by its product.
Loan* FileWriter::find_without_id(LoanMatch& there, const Entry<Loan>& entry) {
  const std::string_view about = run_.about();
  const bool tells_of_loans =
      about.empty() || about == domain::record_name<Customer> || about == domain::record_name<Loan>;
  if (named_value(entry.origination_date) != nullptr || !tells_of_loans) return there.by_product(entry);
  Fingerprint content;
  add_fields<Loan>(content, entry);
  return there.by_content(entry, count<Loan>(content));
}

void FileWriter::put_interaction(InteractionFields fields) {
  if (named_value(fields.loan_id) != nullptr) fields.loan_id = here(*fields.loan_id.value(), "loan_id");
  std::optional<Interaction> same = find(fields);
  if (same) {
    change(*same, fields);
  } else {
    same = add<Interaction>(fields);
    claim_call(unit_, *same);
  }
  if (named_key(fields.call_id) != nullptr) run_.say(same->id, named_fields<Interaction>(fields));
}

std::optional<Interaction> FileWriter::find(const InteractionFields& fields) {
  if (const std::string* call = named_key(fields.call_id)) {
    const Fingerprint key = Fingerprint().add(std::string_view(*call));
    const bool is_first = is_new_ && count<Interaction>(key) == 1;
    return is_first ? std::nullopt : find_call(unit_.connection, owner_, *call);
  }
  const Interaction said = described<Interaction>(owner_, fields);
  const std::size_t nth = count<Interaction>(content_of(said));
  if (is_new_ || !fields.creation_date.named()) return std::nullopt;
  std::vector<Interaction> equal = find_equal(unit_.connection, said, fields);
  return equal.size() < nth ? std::nullopt : std::optional(std::move(equal[nth - 1]));
}

template <class R>
void FileWriter::put_note(typename R::Fields fields) {
  if constexpr (requires { fields.loan_id; })
    if (fields.loan_id.named()) fields.loan_id = here(fields.loan_id.value(), "loan_id");
  const R said = described<R>(owner_, fields);
  const std::size_t nth = count<R>(content_of(said));
  if (is_new_ || find_equal(unit_.connection, said).size() < nth) add<R>(fields);
}

void FileWriter::put_payment(PaymentEntry entry) {
  if (entry.loan_id.named()) entry.loan_id = here(entry.loan_id.value(), "loan_id");
  if (entry.reverses_id) entry.reverses_id = here(*entry.reverses_id, "reverses_id");
  name_only_loan(unit_.connection, owner_, entry);
  const std::optional<Payment> same = find(entry);
  run_.translate(entry.id, same ? same->id : add_payment(entry).id);
}

std::optional<Payment> FileWriter::find(const PaymentEntry& entry) {
  if (const std::string* key = named_key(entry.idempotency_key)) {
    auto same = find_payment(unit_.connection, owner_, *key);
    if (same && !holds(*same, entry))
      throw Error(Code::conflict, "This idempotency key belongs to another payment.", "idempotency_key");
    return same;
  }
  Payment said = described<Payment>(owner_, entry);
  said.reverses_id = entry.reverses_id;
  const std::size_t nth = count<Payment>(content_of(said));
  if (is_new_) return std::nullopt;
  const std::vector<Payment> equal = find_equal(unit_.connection, said);
  return equal.size() < nth ? std::nullopt : std::optional(equal[nth - 1]);
}

Payment FileWriter::add_payment(const PaymentEntry& entry) {
  ++tally_.added;
  Payment payment = described<Payment>(owner_, entry);
  if (!entry.due_reduction) {
    domain::check_record(payment);
    return record_payment(unit_, std::move(payment));
  }
  payment.due_reduction = *entry.due_reduction;
  payment.balance_reduction = entry.balance_reduction.value_or(Money{0, payment.currency});
  payment.reverses_id = entry.reverses_id;
  payment.id = claimed(entry.id);
  return take_over_payment(unit_, std::move(payment));
}

}  // namespace crm::service
