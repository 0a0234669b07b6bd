// The answers that are no records: pre-call, post-call, dashboard, audit trail, health, statistics.
#include "records.hpp"
#include "words.hpp"

namespace crm::python {

void add_field_records(py::module_& module);

namespace {

// Looked up once and kept for the life of the process.
struct Enums {
  Words rules{"Rule"}, reason_codes{"ReasonCode"}, error_codes{"ErrorCode"};
};
const Enums* enums = nullptr;

constexpr auto kPersonal = true;

template <class T>
concept Shown = std::is_same_v<T, Money> || std::is_same_v<T, Customer> || std::is_same_v<T, CustomerPhone> ||
    std::is_same_v<T, Loan> || std::is_same_v<T, Interaction> || std::is_same_v<T, Reason> ||
    std::is_same_v<T, Decision> || std::is_same_v<T, Candidate> || std::is_same_v<T, LoanGroup> ||
    std::is_same_v<T, FailureCount> || std::is_same_v<T, CallStatistics>;

// A part of an answer: a record of its own, a tuple of parts, or a plain value.
template <class T>
PyObject* part(const T& value, const Owner& owner) {
  if constexpr (Shown<T>) {
    return make_part(value, owner);
  } else {
    return to_python(value);
  }
}
PyObject* part(Code value, const Owner&) { return enums->error_codes.of(name(value)); }
PyObject* part(int value, const Owner&) { return to_python(std::int64_t{value}); }
PyObject* part(std::chrono::microseconds value, const Owner&) {
  return PyFloat_FromDouble(std::chrono::duration<double>(value).count());
}
PyObject* part(const std::optional<CustomerPhone>& value, const Owner& owner) {
  if (value) return make_part(*value, owner);
  Py_RETURN_NONE;
}
template <class T>
requires(!std::is_same_v<T, std::string>) PyObject* part(const std::vector<T>& values, const Owner& owner) {
  return make_tuple(values, [&](const T& value) { return part(value, owner); });
}
PyObject* part(const std::array<std::int64_t, CallStatistics::kBuckets>& values, const Owner&) {
  return make_tuple(values, [](std::int64_t value) { return to_python(value); });
}

template <class T>
struct MemberOf;
template <class R, class T>
struct MemberOf<T R::*> {
  using Record = R;
};

template <auto member>
PyObject* field(const void* source, const Owner& owner) {
  using R = typename MemberOf<decltype(member)>::Record;
  return part(static_cast<const R*>(source)->*member, owner);
}

PyObject* amount_of(const void* source, const Owner&) {
  return to_python(*static_cast<const Money*>(source));
}
PyObject* currency_of(const void* source, const Owner&) {
  return to_python(static_cast<const Money*>(source)->currency);
}
template <Money LoanGroup::*sum>
PyObject* sum_of(const void* source, const Owner&) {
  return to_python(static_cast<const LoanGroup*>(source)->*sum);
}
PyObject* group_currency(const void* source, const Owner&) {
  return to_python(static_cast<const LoanGroup*>(source)->due_amount.currency);
}
PyObject* rule_of(const void* source, const Owner&) {
  return enums->rules.of(static_cast<const Reason*>(source)->rule);
}
PyObject* reason_code(const void* source, const Owner&) {
  return enums->reason_codes.of(static_cast<const Reason*>(source)->code);
}
PyObject* rules_of(const void* source, const Owner&) {
  return make_tuple(static_cast<const Decision*>(source)->rules,
                    [](std::string_view rule) { return enums->rules.of(rule); });
}

void add_call_types(py::module_& module) {
  type_of<Money> = make_record_type(module, "Money", "An amount with its currency.",
                                    {{"amount", "Exact, with the currency's decimals.", amount_of},
                                     {"currency", "ISO 4217 code.", currency_of}});
  type_of<Reason> = make_record_type(
      module, "Reason", "One reason against calling.",
      {{"rule", "The rule that says no.", rule_of},
       {"code", "What is the matter, as a word.", reason_code},
       {"message", "The same as a sentence, without personal data.", field<&Reason::message>}});
  type_of<Decision> = make_record_type(
      module, "Decision", "May this customer be called now, on this number?",
      {{"allowed", "True when there is no reason against it.", field<&Decision::allowed>},
       {"reasons", "All reasons against it.", field<&Decision::reasons>},
       {"rules", "The rules that were looked at, in order.", rules_of},
       {"hours_allow_at",
        "The next instant at which calling hours allow the call; None: not within eight days, or "
        "the location is unknown.",
        field<&Decision::hours_allow_at>}});
  type_of<Candidate> = make_record_type(
      module, "Candidate",
      "One customer who may be behind the number. Tell a person on the phone nothing of it "
      "before you know that it "
      "is the customer: 12 CFR 1006.6(d).",
      {{"customer", "Who it may be.", field<&Candidate::customer>},
       {"phone", "The number that matched; None: found otherwise and without a phone.",
        field<&Candidate::phone>},
       {"primary", "Whether it is the customer's primary number.", field<&Candidate::primary>},
       {"loans", "All, the newest first.", field<&Candidate::loans>},
       {"total_due", "The due amounts of the open loans, summed by currency.", field<&Candidate::total_due>},
       {"interactions", "The newest, the latest first.", field<&Candidate::interactions>},
       {"decision", "May the customer be called now, on this number?", field<&Candidate::decision>}});
  type_of<PreCall> = make_record_type(
      module, "PreCall", "Everyone behind one number, as of one instant.",
      {{"number", "The number that was asked for, E.164.", field<&PreCall::number>, kPersonal},
       {"as_of", "The instant of the answer.", field<&PreCall::as_of>},
       {"candidates", "Who has it, best first; empty: nobody.", field<&PreCall::candidates>},
       {"truncated", "More than 100 customers have the number; these are 100 of them.",
        field<&PreCall::truncated>}});
  type_of<OutcomeResult> = make_record_type(
      module, "OutcomeResult", "What an outcome did.",
      {{"customer_id", "About whom it was.", field<&OutcomeResult::customer_id>},
       {"loan_id", "The loan it was about; None: the customer has none.", field<&OutcomeResult::loan_id>},
       {"interaction_id", "The interaction that was added.", field<&OutcomeResult::interaction_id>},
       {"customer_updated", "Whether the customer was changed.", field<&OutcomeResult::customer_updated>},
       {"loan_updated", "Whether the loan was changed.", field<&OutcomeResult::loan_updated>},
       {"replayed", "True: this call id was recorded before, and this is the answer of that time.",
        field<&OutcomeResult::replayed>}});
}

void add_oversight_types(py::module_& module) {
  type_of<LoanGroup> = make_record_type(
      module, "LoanGroup", "Loans of one status, or of one delinquency bucket, in one currency.",
      {{"key", "The status, or the bucket: 0, 1-30, 31-60, 61-90, 91+ days past due.",
        field<&LoanGroup::key>},
       {"loans", "How many.", field<&LoanGroup::loans>},
       {"currency", "ISO 4217 code of the sums.", group_currency},
       {"due_amount", "Sum.", sum_of<&LoanGroup::due_amount>},
       {"balance_remaining", "Sum; a loan without a balance counts as 0.",
        sum_of<&LoanGroup::balance_remaining>}});
  type_of<Dashboard> = make_record_type(
      module, "Dashboard", "The portfolio in numbers.",
      {{"total_customers", "Customers.", field<&Dashboard::total_customers>},
       {"total_loans", "Loans.", field<&Dashboard::total_loans>},
       {"total_interactions", "Interactions.", field<&Dashboard::total_interactions>},
       {"active_loans", "Loans with the status active.", field<&Dashboard::active_loans>},
       {"past_due_loans", "Loans with days_past_due above 0.", field<&Dashboard::past_due_loans>},
       {"total_portfolio", "Sum of balance_remaining, by currency.", field<&Dashboard::total_portfolio>},
       {"by_status", "Loans by status.", field<&Dashboard::by_status>},
       {"by_bucket", "Loans by delinquency.", field<&Dashboard::by_bucket>}});
  type_of<AuditEntry> =
      make_record_type(module, "AuditEntry", "Who did what to which record, when, and what changed.",
                       {{"customer_id", "Whose record; 0: about many customers or the whole database.",
                         field<&AuditEntry::customer_id>},
                        {"id", "The entry's id.", field<&AuditEntry::id>},
                        {"at", "When.", field<&AuditEntry::at>},
                        {"actor", "Who.", field<&AuditEntry::actor>},
                        {"action", "create, update, delete, erase, reveal_ssn, payment, post_call, ...",
                         field<&AuditEntry::action>},
                        {"record", "customer, loan, ..., database.", field<&AuditEntry::record>},
                        {"record_id", "The record's id.", field<&AuditEntry::record_id>},
                        {"changes", "The fields that changed: {field: [before, after]}; an SSN is masked.",
                         field<&AuditEntry::changes>, kPersonal, FieldShape::Form::json}});
  type_of<Health> =
      make_record_type(module, "Health", "A database that answers.",
                       {{"schema", "The number of its last migration.", field<&Health::schema>},
                        {"customers", "Customers.", field<&Health::customers>},
                        {"loans", "Loans.", field<&Health::loans>},
                        {"interactions", "Interactions.", field<&Health::interactions>},
                        {"took", "How long the question took, in seconds.", field<&Health::took>}});
}

void add_statistics_types(py::module_& module) {
  type_of<FailureCount> = make_record_type(
      module, "FailureCount", "How many calls failed with one code.",
      {{"code", "Why.", field<&FailureCount::code>}, {"calls", "How many.", field<&FailureCount::calls>}});
  type_of<CallStatistics> = make_record_type(
      module, "CallStatistics", "Calls of one kind, finished or failed.",
      {{"calls", "How many.", field<&CallStatistics::calls>},
       {"failures", "Of these, by code.", field<&CallStatistics::failures>},
       {"total_us", "Of all calls, in microseconds.", field<&CallStatistics::total_us>},
       {"took", "took[i] counts the calls of less than 2**i microseconds that are in no earlier one.",
        field<&CallStatistics::took>}});
  type_of<Statistics> =
      make_record_type(module, "Statistics", "What a database has done in this process since it was opened.",
                       {{"pre_call", "Pre-call answers.", field<&Statistics::pre_call>},
                        {"read", "Other questions.", field<&Statistics::read>},
                        {"write", "Changes.", field<&Statistics::write>}});
}

}  // namespace

void add_record_types(py::module_& module) {
  add_field_records(module);
  enums = new Enums;
  add_call_types(module);
  add_oversight_types(module);
  add_statistics_types(module);
}

}  // namespace crm::python
