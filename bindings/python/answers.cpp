// The answers that are no records: pre-call, post-call, dashboard, audit trail, health, statistics.
#include "records.hpp"
#include "words.hpp"

namespace crm::python {

void add_field_records(py::module_& module);

namespace {

// Types and enums, made once and kept for the life of the process.
struct Types {
  PyTypeObject *money, *reason, *decision, *candidate, *pre_call, *outcome_result, *loan_group, *dashboard,
      *audit_entry, *health, *failure_count, *call_statistics, *statistics;
  Words rules{"Rule"}, reason_codes{"ReasonCode"}, error_codes{"ErrorCode"};
};
Types* types = nullptr;

constexpr auto kPersonal = true;

void add_call_types(py::module_& module) {
  types->money =
      make_record_type(module, "Money", "An amount with its currency.",
                       {{"amount", "Exact, with the currency's decimals."}, {"currency", "ISO 4217 code."}});
  types->reason = make_record_type(module, "Reason", "One reason against calling.",
                                   {{"rule", "The rule that says no."},
                                    {"code", "What is the matter, as a word."},
                                    {"message", "The same as a sentence, without personal data."}});
  types->decision = make_record_type(
      module, "Decision", "May this customer be called now, on this number?",
      {{"allowed", "True when there is no reason against it."},
       {"reasons", "All reasons against it."},
       {"rules", "The rules that were looked at, in order."},
       {"hours_allow_at",
        "The next instant at which calling hours allow the call; None: not within eight days, or "
        "the location is unknown."}});
  types->candidate =
      make_record_type(module, "Candidate",
                       "One customer who may be behind the number. Tell a person on the phone nothing of it "
                       "before you know that it "
                       "is the customer: 12 CFR 1006.6(d).",
                       {{"customer", "Who it may be."},
                        {"phone", "The number that matched; None: found otherwise and without a phone."},
                        {"primary", "Whether it is the customer's primary number."},
                        {"loans", "All, the newest first."},
                        {"total_due", "The due amounts of the open loans, summed by currency."},
                        {"interactions", "The newest, the latest first."},
                        {"decision", "May the customer be called now, on this number?"}});
  types->pre_call =
      make_record_type(module, "PreCall", "Everyone behind one number, as of one instant.",
                       {{"number", "The number that was asked for, E.164.", kPersonal},
                        {"as_of", "The instant of the answer."},
                        {"candidates", "Who has it, best first; empty: nobody."},
                        {"truncated", "More than 100 customers have the number; these are 100 of them."}});
  types->outcome_result = make_record_type(
      module, "OutcomeResult", "What an outcome did.",
      {{"customer_id", "About whom it was."},
       {"loan_id", "The loan it was about; None: the customer has none."},
       {"interaction_id", "The interaction that was added."},
       {"customer_updated", "Whether the customer was changed."},
       {"loan_updated", "Whether the loan was changed."},
       {"replayed", "True: this call id was recorded before, and this is the answer of that time."}});
}

void add_oversight_types(py::module_& module) {
  types->loan_group = make_record_type(
      module, "LoanGroup", "Loans of one status, or of one delinquency bucket, in one currency.",
      {{"key", "The status, or the bucket: 0, 1-30, 31-60, 61-90, 91+ days past due."},
       {"loans", "How many."},
       {"currency", "ISO 4217 code of the sums."},
       {"due_amount", "Sum."},
       {"balance_remaining", "Sum; a loan without a balance counts as 0."}});
  types->dashboard = make_record_type(module, "Dashboard", "The portfolio in numbers.",
                                      {{"total_customers", "Customers."},
                                       {"total_loans", "Loans."},
                                       {"total_interactions", "Interactions."},
                                       {"active_loans", "Loans with the status active."},
                                       {"past_due_loans", "Loans with days_past_due above 0."},
                                       {"total_portfolio", "Sum of balance_remaining, by currency."},
                                       {"by_status", "Loans by status."},
                                       {"by_bucket", "Loans by delinquency."}});
  types->audit_entry =
      make_record_type(module, "AuditEntry", "Who did what to which record, when, and what changed.",
                       {{"customer_id", "Whose record; 0: about many customers or the whole database."},
                        {"id", "The entry's id."},
                        {"at", "When."},
                        {"actor", "Who."},
                        {"action", "create, update, delete, erase, reveal_ssn, payment, post_call, ..."},
                        {"record", "customer, loan, ..., database."},
                        {"record_id", "The record's id."},
                        {"changes", "The fields that changed: {field: [before, after]}; an SSN is masked.",
                         kPersonal, FieldShape::Form::json}});
  types->health = make_record_type(module, "Health", "A database that answers.",
                                   {{"schema", "The number of its last migration."},
                                    {"customers", "Customers."},
                                    {"loans", "Loans."},
                                    {"interactions", "Interactions."},
                                    {"took", "How long the question took, in seconds."}});
}

void add_statistics_types(py::module_& module) {
  types->failure_count = make_record_type(module, "FailureCount", "How many calls failed with one code.",
                                          {{"code", "Why."}, {"calls", "How many."}});
  types->call_statistics = make_record_type(
      module, "CallStatistics", "Calls of one kind, finished or failed.",
      {{"calls", "How many."},
       {"failures", "Of these, by code."},
       {"total_us", "Of all calls, in microseconds."},
       {"took", "took[i] counts the calls of less than 2**i microseconds that are in no earlier one."}});
  types->statistics = make_record_type(
      module, "Statistics", "What a database has done in this process since it was opened.",
      {{"pre_call", "Pre-call answers."}, {"read", "Other questions."}, {"write", "Changes."}});
}

PyObject* make(const Money& money) {
  RecordFiller filler(types->money);
  filler.add(to_python(money));
  filler.add(to_python(money.currency));
  return filler.finished();
}

PyObject* make(const Reason& reason) {
  RecordFiller filler(types->reason);
  filler.add(types->rules.of(reason.rule));
  filler.add(types->reason_codes.of(reason.code));
  filler.add(to_python(reason.message));
  return filler.finished();
}

PyObject* make(const Decision& decision) {
  RecordFiller filler(types->decision);
  filler.add(to_python(decision.allowed));
  filler.add(make_tuple(decision.reasons, [](const Reason& reason) { return make(reason); }));
  filler.add(make_tuple(decision.rules, [](std::string_view rule) { return types->rules.of(rule); }));
  filler.add(to_python(decision.hours_allow_at));
  return filler.finished();
}

PyObject* make(const LoanGroup& group) {
  RecordFiller filler(types->loan_group);
  filler.add(to_python(group.key));
  filler.add(to_python(group.loans));
  filler.add(to_python(group.due_amount.currency));
  filler.add(to_python(group.due_amount));
  filler.add(to_python(group.balance_remaining));
  return filler.finished();
}

PyObject* make(const FailureCount& failure) {
  RecordFiller filler(types->failure_count);
  filler.add(types->error_codes.of(name(failure.code)));
  filler.add(to_python(failure.calls));
  return filler.finished();
}

PyObject* make(const CallStatistics& calls) {
  RecordFiller filler(types->call_statistics);
  filler.add(to_python(calls.calls));
  filler.add(make_tuple(calls.failures, [](const FailureCount& failure) { return make(failure); }));
  filler.add(to_python(calls.total_us));
  filler.add(make_tuple(calls.took, [](std::int64_t count) { return to_python(count); }));
  return filler.finished();
}

PyObject* money_tuple(const std::vector<Money>& amounts) {
  return make_tuple(amounts, [](const Money& amount) { return make(amount); });
}

PyObject* phone_of(const Candidate& candidate) {
  if (candidate.phone) return python::make(*candidate.phone);
  Py_RETURN_NONE;
}

}  // namespace

void add_record_types(py::module_& module) {
  add_field_records(module);
  types = new Types;
  add_call_types(module);
  add_oversight_types(module);
  add_statistics_types(module);
}

PyObject* make(const AuditEntry& entry) {
  RecordFiller filler(types->audit_entry);
  filler.add(to_python(entry.customer_id));
  filler.add(to_python(entry.id));
  filler.add(to_python(entry.at));
  filler.add(to_python(entry.actor));
  filler.add(to_python(entry.action));
  filler.add(to_python(entry.record));
  filler.add(to_python(entry.record_id));
  filler.add(to_python(entry.changes));
  return filler.finished();
}

PyObject* make(const Candidate& candidate) {
  RecordFiller filler(types->candidate);
  filler.add(python::make(candidate.customer));
  filler.add(phone_of(candidate));
  filler.add(to_python(candidate.primary));
  filler.add(make_tuple(candidate.loans, [](const Loan& loan) { return python::make(loan); }));
  filler.add(money_tuple(candidate.total_due));
  filler.add(make_tuple(candidate.interactions,
                        [](const Interaction& interaction) { return python::make(interaction); }));
  filler.add(make(candidate.decision));
  return filler.finished();
}

PyObject* make(const PreCall& answer) {
  RecordFiller filler(types->pre_call);
  filler.add(to_python(answer.number));
  filler.add(to_python(answer.as_of));
  filler.add(
      make_tuple(answer.candidates, [](const Candidate& candidate) { return python::make(candidate); }));
  filler.add(to_python(answer.truncated));
  return filler.finished();
}

PyObject* make(const OutcomeResult& result) {
  RecordFiller filler(types->outcome_result);
  filler.add(to_python(result.customer_id));
  filler.add(to_python(result.loan_id));
  filler.add(to_python(result.interaction_id));
  filler.add(to_python(result.customer_updated));
  filler.add(to_python(result.loan_updated));
  filler.add(to_python(result.replayed));
  return filler.finished();
}

PyObject* make(const Dashboard& dashboard) {
  RecordFiller filler(types->dashboard);
  filler.add(to_python(dashboard.total_customers));
  filler.add(to_python(dashboard.total_loans));
  filler.add(to_python(dashboard.total_interactions));
  filler.add(to_python(dashboard.active_loans));
  filler.add(to_python(dashboard.past_due_loans));
  filler.add(money_tuple(dashboard.total_portfolio));
  filler.add(make_tuple(dashboard.by_status, [](const LoanGroup& group) { return make(group); }));
  filler.add(make_tuple(dashboard.by_bucket, [](const LoanGroup& group) { return make(group); }));
  return filler.finished();
}

PyObject* make(const Health& health) {
  RecordFiller filler(types->health);
  filler.add(to_python(std::int64_t{health.schema}));
  filler.add(to_python(health.customers));
  filler.add(to_python(health.loans));
  filler.add(to_python(health.interactions));
  filler.add(PyFloat_FromDouble(std::chrono::duration<double>(health.took).count()));
  return filler.finished();
}

PyObject* make(const Statistics& statistics) {
  RecordFiller filler(types->statistics);
  filler.add(make(statistics.pre_call));
  filler.add(make(statistics.read));
  filler.add(make(statistics.write));
  return filler.finished();
}

}  // namespace crm::python
