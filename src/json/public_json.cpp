// The public doors to JSON: include/crm/json.hpp.
#include <crm/json.hpp>

#include "json/pre_call_json.hpp"
#include "json/record_json.hpp"

namespace crm {

using json::Value;
using json::Writer;

namespace {

void append_group(Writer& writer, const LoanGroup& group) {
  writer.begin_object();
  writer.key("key").value(std::string_view(group.key));
  writer.key("loans").value(group.loans);
  writer.key("currency").value(group.due_amount.currency.code());
  writer.key("due_amount");
  json::append_value(writer, group.due_amount);
  writer.key("balance_remaining");
  json::append_value(writer, group.balance_remaining);
  writer.end_object();
}

void append_groups(Writer& writer, std::string_view name, const std::vector<LoanGroup>& groups) {
  writer.key(name).begin_array();
  for (const LoanGroup& group : groups) append_group(writer, group);
  writer.end_array();
}

void append_sums(Writer& writer, std::string_view name, const std::vector<Money>& sums) {
  writer.key(name).begin_array();
  for (const Money& sum : sums) {
    writer.begin_object().key("currency").value(sum.currency.code()).key("amount");
    json::append_value(writer, sum);
    writer.end_object();
  }
  writer.end_array();
}

template <class R, class Append>
std::string page_json(const Page<R>& page, Append append) {
  std::string text;
  Writer writer(text);
  writer.begin_object().key("items").begin_array();
  for (const R& item : page.items) append(writer, item);
  writer.end_array().key("next");
  json::append_value(writer, page.next);
  writer.end_object();
  return text;
}

void append_audit(Writer& writer, const AuditEntry& entry) {
  writer.begin_object();
  writer.key("customer_id").value(entry.customer_id.value);
  writer.key("id").value(entry.id);
  writer.key("at");
  json::append_value(writer, entry.at);
  writer.key("actor").value(std::string_view(entry.actor));
  writer.key("action").value(std::string_view(entry.action));
  writer.key("record").value(std::string_view(entry.record));
  writer.key("record_id").value(entry.record_id);
  writer.key("changes").raw(entry.changes);
  writer.end_object();
}

void append_took(Writer& writer, const CallStatistics& calls) {
  writer.begin_array();
  for (std::size_t i = 0; i < calls.took.size(); ++i) {
    writer.begin_object().key("below_us");
    if (i + 1 < calls.took.size()) {
      writer.value(std::int64_t{1} << i);
    } else {
      writer.null();
    }
    writer.key("calls").value(calls.took[i]).end_object();
  }
  writer.end_array();
}

void append_calls(Writer& writer, std::string_view kind, const CallStatistics& calls) {
  writer.key(kind).begin_object();
  writer.key("calls").value(calls.calls);
  writer.key("failures").begin_object();
  for (const FailureCount& failure : calls.failures) writer.key(name(failure.code)).value(failure.calls);
  writer.end_object().key("total_us").value(calls.total_us);
  writer.key("took");
  append_took(writer, calls);
  writer.end_object();
}

// The fields of an outcome, and the two objects of changes in it.
void read_outcome_member(Outcome& outcome, const std::string& name, const Value& value,
                         const json::Reading& how) {
  if (name == "customer") {
    outcome.customer = json::read_fields<Customer>(value, how.default_country);
    return;
  }
  if (name == "loan") {
    outcome.loan = json::read_fields<Loan>(value, how.default_country, how.currency);
    return;
  }
  bool known = false;
  domain::each_field<Outcome>([&](const auto& field) {
    if (field.name != name) return;
    known = true;
    domain::naming(field.name, [&] { json::read_value(value, how, outcome.*field.member); });
  });
  if (!known) json::refuse_member(name);
}

}  // namespace

template <class R>
std::string to_json(const R& record) {
  std::string text;
  Writer writer(text);
  json::append_record(writer, record);
  return text;
}

template <class R>
std::string to_json(const Page<R>& page) {
  return page_json(page, json::append_record<R>);
}

std::string to_json(const Page<AuditEntry>& page) { return page_json(page, append_audit); }

template <class R>
typename R::Fields fields_from_json(std::string_view text, std::string_view default_country,
                                    Currency otherwise) {
  return json::read_fields<R>(json::parse(text), default_country, otherwise);
}

#define CRM_JSON_OF(R)                          \
  template std::string to_json(const R&);       \
  template std::string to_json(const Page<R>&); \
  template typename R::Fields fields_from_json<R>(std::string_view, std::string_view, Currency);
CRM_JSON_OF(Customer)
CRM_JSON_OF(CustomerPhone)
CRM_JSON_OF(Loan)
CRM_JSON_OF(Vehicle)
CRM_JSON_OF(Payment)
CRM_JSON_OF(Interaction)
CRM_JSON_OF(CustomerNote)
CRM_JSON_OF(LoanNote)
#undef CRM_JSON_OF

std::string to_json(const PreCall& answer) {
  std::string text;
  json::append_pre_call(text, answer);
  return text;
}

std::string to_json(const OutcomeResult& result) {
  std::string text;
  Writer writer(text);
  writer.begin_object();
  writer.key("customer_id").value(result.customer_id.value);
  writer.key("loan_id");
  json::append_value(writer, result.loan_id);
  writer.key("interaction_id").value(result.interaction_id.value);
  writer.key("customer_updated").value(result.customer_updated);
  writer.key("loan_updated").value(result.loan_updated);
  writer.key("replayed").value(result.replayed);
  writer.end_object();
  return text;
}

std::string to_json(const Dashboard& dashboard) {
  std::string text;
  Writer writer(text);
  writer.begin_object();
  writer.key("total_customers").value(dashboard.total_customers);
  writer.key("total_loans").value(dashboard.total_loans);
  writer.key("total_interactions").value(dashboard.total_interactions);
  writer.key("active_loans").value(dashboard.active_loans);
  writer.key("past_due_loans").value(dashboard.past_due_loans);
  append_sums(writer, "total_portfolio", dashboard.total_portfolio);
  append_groups(writer, "by_status", dashboard.by_status);
  append_groups(writer, "by_bucket", dashboard.by_bucket);
  writer.end_object();
  return text;
}

std::string to_json(const Health& health) {
  std::string text;
  Writer writer(text);
  writer.begin_object();
  writer.key("status").value(std::string_view("healthy"));
  writer.key("schema").value(std::int64_t{health.schema});
  writer.key("customers").value(health.customers);
  writer.key("loans").value(health.loans);
  writer.key("interactions").value(health.interactions);
  writer.key("took_us").value(std::int64_t{health.took.count()});
  writer.end_object();
  return text;
}

std::string to_json(const Statistics& statistics) {
  std::string text;
  Writer writer(text);
  writer.begin_object();
  append_calls(writer, "pre_call", statistics.pre_call);
  append_calls(writer, "read", statistics.read);
  append_calls(writer, "write", statistics.write);
  writer.end_object();
  return text;
}

Outcome outcome_from_json(std::string_view text, std::string_view default_country) {
  const Value value = json::parse(text);
  const json::Reading how{default_country, json::currency_of(value)};
  Outcome outcome;
  for (const auto& [name, member] : value.members()) read_outcome_member(outcome, name, member, how);
  return outcome;
}

}  // namespace crm
