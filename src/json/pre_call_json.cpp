#include "json/pre_call_json.hpp"

#include "json/record_json.hpp"

namespace crm::json {

namespace {

void append_reason(Writer& writer, const Reason& reason) {
  writer.begin_object();
  writer.key("rule").value(reason.rule);
  writer.key("code").value(reason.code);
  writer.key("message").value(reason.message);
  writer.end_object();
}

void append_decision(Writer& writer, const Decision& decision) {
  writer.begin_object();
  writer.key("allowed").value(decision.allowed);
  writer.key("reasons").begin_array();
  for (const Reason& reason : decision.reasons) append_reason(writer, reason);
  writer.end_array();
  writer.key("rules").begin_array();
  for (const std::string_view rule : decision.rules) writer.value(rule);
  writer.end_array();
  writer.key("hours_allow_at");
  append_value(writer, decision.hours_allow_at);
  writer.end_object();
}

void append_loan(Writer& writer, const Loan& loan) {
  writer.begin_object();
  append_fields(writer, loan);
  writer.key("is_open").value(is_open(loan));
  writer.end_object();
}

void append_total(Writer& writer, const Money& total) {
  writer.begin_object();
  writer.key("currency").value(total.currency.code());
  writer.key("amount");
  append_value(writer, total);
  writer.end_object();
}

template <class T, class Append>
void append_array(Writer& writer, std::string_view name, const std::vector<T>& items, Append append) {
  writer.key(name).begin_array();
  for (const T& item : items) append(writer, item);
  writer.end_array();
}

void append_candidate(Writer& writer, const Candidate& candidate) {
  writer.begin_object();
  writer.key("customer");
  append_record(writer, candidate.customer);
  writer.key("phone");
  if (candidate.phone) {
    append_record(writer, *candidate.phone);
  } else {
    writer.null();
  }
  writer.key("primary").value(candidate.primary);
  append_array(writer, "loans", candidate.loans, append_loan);
  append_array(writer, "total_due", candidate.total_due, append_total);
  append_array(writer, "interactions", candidate.interactions, append_record<Interaction>);
  writer.key("decision");
  append_decision(writer, candidate.decision);
  writer.end_object();
}

}  // namespace

void append_pre_call(std::string& out, const PreCall& answer) {
  Writer writer(out);
  writer.begin_object();
  writer.key("number");
  append_value(writer, answer.number);
  writer.key("as_of");
  append_value(writer, answer.as_of);
  append_array(writer, "candidates", answer.candidates, append_candidate);
  writer.key("truncated").value(answer.truncated);
  writer.end_object();
}

}  // namespace crm::json
