#include "raw_json.hpp"

#include <charconv>

namespace crm::bench::raw {

namespace {

void append_number(std::string& out, std::int64_t number) {
  char digits[20];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

bool is_plain(char c) { return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\'; }

void append_escaped(std::string& out, char c) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const auto byte = static_cast<unsigned char>(c);
  if (byte < 0x20) {
    out.append("\\u00").append({kHex[byte >> 4], kHex[byte & 15]});
  } else {
    out.append({'\\', c});
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  std::size_t run = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_plain(text[i])) continue;
    out.append(text, run, i - run);
    append_escaped(out, text[i]);
    run = i + 1;
  }
  out.append(text, run);
  out += '"';
}

// Each takes the name with its quotes, comma and colon: ",\"city\":".
void append(std::string& out, std::string_view name, std::string_view text) {
  out.append(name);
  if (text.empty()) {
    out.append("null");
  } else {
    append_quoted(out, text);
  }
}

void append(std::string& out, std::string_view name, std::int64_t number) {
  append_number(out.append(name), number);
}

void append(std::string& out, std::string_view name, const Number& number) {
  if (number) {
    append(out, name, *number);
  } else {
    out.append(name).append("null");
  }
}

void append_flag(std::string& out, std::string_view name, std::int64_t flag) {
  out.append(name).append(flag != 0 ? "true" : "false");
}

// What is JSON already.
void append_raw(std::string& out, std::string_view name, std::string_view json, std::string_view absent) {
  out.append(name).append(json.empty() ? absent : json);
}

void append_money(std::string& out, std::string_view name, std::int64_t cents) {
  append_number(out.append(name), cents / 100);
  const auto rest = static_cast<char>(cents % 100);
  out.append({'.', static_cast<char>('0' + rest / 10), static_cast<char>('0' + rest % 10)});
}

void append_money(std::string& out, std::string_view name, const Number& cents) {
  if (cents) {
    append_money(out, name, *cents);
  } else {
    out.append(name).append("null");
  }
}

void append_ssn(std::string& out, std::string_view name, const std::string& last4) {
  out.append(name);
  if (last4.empty()) {
    out.append("null");
  } else {
    out.append("\"***-**-").append(last4).append("\"");
  }
}

void append_customer(std::string& out, const Customer& c) {
  append(out, "{\"id\":", c.id);
  append(out, ",\"version\":", c.version);
  append(out, ",\"account_number\":", c.account_number);
  append(out, ",\"external_id\":", c.external_id);
  append(out, ",\"customer_number\":", c.customer_number);
  append(out, ",\"record_type\":", c.record_type);
  append(out, ",\"first_name\":", c.first_name);
  append(out, ",\"last_name\":", c.last_name);
  append(out, ",\"borrower_first_name\":", c.borrower_first_name);
  append(out, ",\"borrower_last_name\":", c.borrower_last_name);
  append(out, ",\"dob\":", c.dob);
  append_ssn(out, ",\"ssn\":", c.ssn_last4);
  append(out, ",\"email_address\":", c.email_address);
  append(out, ",\"primary_phone_number\":", c.primary_phone_number);
  append(out, ",\"transfer_phone_number\":", c.transfer_phone_number);
  append(out, ",\"transfer_ip_address\":", c.transfer_ip_address);
  append(out, ",\"address_line_1\":", c.address_line_1);
  append(out, ",\"address_line_2\":", c.address_line_2);
  append(out, ",\"city\":", c.city);
  append(out, ",\"state\":", c.state);
  append(out, ",\"postal_code\":", c.postal_code);
  append(out, ",\"country\":", c.country);
  append(out, ",\"language\":", c.language);
  append(out, ",\"time_zone\":", c.time_zone);
  append_flag(out, ",\"is_eligible_to_call\":", c.is_eligible_to_call);
  append_flag(out, ",\"do_not_call\":", c.do_not_call);
  append(out, ",\"credit_score\":", c.credit_score);
  append(out, ",\"currency\":", c.currency);
  append_money(out, ",\"monthly_income\":", c.monthly_income);
  append(out, ",\"employment_status\":", c.employment_status);
  append_raw(out, ",\"attributes\":", c.attributes, "null");
  append(out, ",\"created_at\":", c.created_at);
  append(out, ",\"updated_at\":", c.updated_at);
  out += '}';
}

void append_phone(std::string& out, const Phone& p) {
  append(out, "{\"id\":", p.id);
  append(out, ",\"customer_id\":", p.customer_id);
  append(out, ",\"version\":", p.version);
  append(out, ",\"number\":", p.number);
  append(out, ",\"kind\":", p.kind);
  append(out, ",\"rank\":", p.rank);
  append(out, ",\"status\":", p.status);
  append_flag(out, ",\"do_not_call\":", p.do_not_call);
  append(out, ",\"created_at\":", p.created_at);
  append(out, ",\"updated_at\":", p.updated_at);
  out += '}';
}

bool is_open(const Loan& loan) { return loan.status != "paid_off"; }

void append_loan(std::string& out, const Loan& l) {
  append(out, "{\"id\":", l.id);
  append(out, ",\"customer_id\":", l.customer_id);
  append(out, ",\"version\":", l.version);
  append(out, ",\"product_name\":", l.product_name);
  append(out, ",\"status\":", l.status);
  append(out, ",\"currency\":", l.currency);
  append_money(out, ",\"due_amount\":", l.due_amount);
  append(out, ",\"no_of_missed_installments\":", l.no_of_missed_installments);
  append_money(out, ",\"contractual_installment_amount\":", l.contractual_installment_amount);
  append_money(out, ",\"interest_late_fee\":", l.interest_late_fee);
  append_money(out, ",\"minimum_amount\":", l.minimum_amount);
  append(out, ",\"due_date\":", l.due_date);
  append(out, ",\"acceptable_pay_later_date\":", l.acceptable_pay_later_date);
  append(out, ",\"acceptable_already_paid_date\":", l.acceptable_already_paid_date);
  append(out, ",\"grace_period_date\":", l.grace_period_date);
  append(out, ",\"days_past_due\":", l.days_past_due);
  append(out, ",\"vehicle_id\":", l.vehicle_id);
  append_money(out, ",\"loan_amount\":", l.loan_amount);
  append_raw(out, ",\"interest_rate\":", l.interest_rate, "null");
  append(out, ",\"term_months\":", l.term_months);
  append_money(out, ",\"monthly_payment\":", l.monthly_payment);
  append_money(out, ",\"balance_remaining\":", l.balance_remaining);
  append(out, ",\"next_payment_date\":", l.next_payment_date);
  append(out, ",\"origination_date\":", l.origination_date);
  append(out, ",\"created_at\":", l.created_at);
  append(out, ",\"updated_at\":", l.updated_at);
  append_flag(out, ",\"is_open\":", is_open(l));
  out += '}';
}

void append_interaction(std::string& out, const Interaction& i) {
  append(out, "{\"id\":", i.id);
  append(out, ",\"customer_id\":", i.customer_id);
  append(out, ",\"version\":", i.version);
  append(out, ",\"creation_date\":", i.creation_date);
  append(out, ",\"last_updated_date\":", i.last_updated_date);
  append(out, ",\"source\":", i.source);
  append(out, ",\"status\":", i.status);
  append(out, ",\"notes\":", i.notes);
  append(out, ",\"follow_up_at\":", i.follow_up_at);
  append(out, ",\"loan_id\":", i.loan_id);
  append(out, ",\"call_id\":", i.call_id);
  append(out, ",\"agent\":", i.agent);
  append(out, ",\"direction\":", i.direction);
  append(out, ",\"disposition\":", i.disposition);
  append_raw(out, ",\"disposition_trace\":", i.disposition_trace, "[]");
  append(out, ",\"duration_seconds\":", i.duration_seconds);
  append(out, ",\"currency\":", i.currency);
  append_money(out, ",\"agreed_amount\":", i.agreed_amount);
  append(out, ",\"agreed_date\":", i.agreed_date);
  append(out, ",\"end_status\":", i.end_status);
  append(out, ",\"dialing_status\":", i.dialing_status);
  append(out, ",\"dialing_code\":", i.dialing_code);
  append(out, ",\"dialing_details\":", i.dialing_details);
  append(out, ",\"created_at\":", i.created_at);
  append(out, ",\"updated_at\":", i.updated_at);
  out += '}';
}

template <class Row, class Append>
void append_rows(std::string& out, std::string_view name, const std::vector<Row>& rows, Append append_row) {
  out.append(name).append("[");
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (i > 0) out += ',';
    append_row(out, rows[i]);
  }
  out += ']';
}

// All loans of the measured data are in dollars.
void append_total_due(std::string& out, const std::vector<Loan>& loans) {
  std::int64_t cents = 0;
  bool any = false;
  for (const Loan& loan : loans) {
    if (!is_open(loan)) continue;
    cents += loan.due_amount;
    any = true;
  }
  out.append(",\"total_due\":[");
  if (any) {
    append_money(out, "{\"currency\":\"USD\",\"amount\":", cents);
    out += '}';
  }
  out += ']';
}

void append_profile(std::string& out, const Profile& profile) {
  append_customer(out.append("{\"customer\":"), profile.customer);
  append_phone(out.append(",\"phone\":"), profile.phone);
  append_flag(out, ",\"primary\":", profile.customer.primary_phone_number == profile.phone.number);
  append_rows(out, ",\"loans\":", profile.loans, append_loan);
  append_total_due(out, profile.loans);
  append_rows(out, ",\"interactions\":", profile.interactions, append_interaction);
  out.append(
      ",\"decision\":{\"allowed\":true,\"reasons\":[],"
      "\"rules\":[\"eligible\",\"number_status\",\"do_not_call\",\"calling_hours\"],"
      "\"hours_allow_at\":\"2026-03-04T17:00:00.000000Z\"}}");
}

}  // namespace

void append_json(std::string& out, std::string_view number, std::string_view as_of,
                 const std::vector<Profile>& profiles) {
  append(out, "{\"number\":", number);
  append(out, ",\"as_of\":", as_of);
  append_rows(out, ",\"candidates\":", profiles, append_profile);
  out.append(",\"truncated\":false}");
}

}  // namespace crm::bench::raw
