#include "raw_call_texts.hpp"

#include <charconv>

namespace crm::bench::raw {

namespace {

void append_cents(std::string& out, std::int64_t cents) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, cents / 100).ptr);
  const auto rest = static_cast<char>(cents % 100);
  out.append({'.', static_cast<char>('0' + rest / 10), static_cast<char>('0' + rest % 10)});
}

void append_quoted_or_null(std::string& out, const std::string& text) {
  if (text.empty()) {
    out.append("null");
  } else {
    out.append("\"").append(text).append("\"");
  }
}

}  // namespace

bool changes_loan(const Call& call, const std::string& agreed_date, const Loan& loan) {
  return loan.status != kArranged || loan.due_amount != call.agreed_cents ||
         loan.acceptable_pay_later_date != agreed_date;
}

void write_notes(std::string& out, const Call& call, const std::string& agreed_date) {
  out.assign("Call Type: OUTBOUND; Duration: 00:03:04; Call ID: ").append(call.call_id);
  out.append(
      "; Disposition Trace: Connected \u2192 Verified \u2192 Promise_to_Pay; Agreed Payment Amount: $");
  append_cents(out, call.agreed_cents);
  out.append("; Payment Date Agreed: ").append(agreed_date).append("; Call End: ").append(kEndStatus);
  out.append("; Dialing Status: ").append(kDialingStatus).append(" (").append(kDialingCode);
  out.append("); Outcome Note: ").append(kNote);
}

void write_call_changes(std::string& out, const Call& call) {
  out.assign("{\"call_id\":[null,\"").append(call.call_id);
  out.append("\"],\"disposition\":[null,\"").append(kDisposition).append("\"]}");
}

void write_loan_changes(std::string& out, const Call& call, const std::string& agreed_date,
                        const Loan& loan) {
  out.assign("{");
  if (loan.status != kArranged) out.append("\"status\":[\"").append(loan.status).append("\",\"arranged\"],");
  if (loan.due_amount != call.agreed_cents) {
    append_cents(out.append("\"due_amount\":["), loan.due_amount);
    append_cents(out.append(","), call.agreed_cents);
    out.append("],");
  }
  if (loan.acceptable_pay_later_date != agreed_date) {
    append_quoted_or_null(out.append("\"acceptable_pay_later_date\":["), loan.acceptable_pay_later_date);
    out.append(",\"").append(agreed_date).append("\"],");
  }
  out.back() = '}';
}

}  // namespace crm::bench::raw
