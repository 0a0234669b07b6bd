// The report of a call, as C callers put it together.
#include "outcome.hpp"

#include "barrier.hpp"
#include "text.hpp"

using crm::Outcome;
using crm::capi::attempt;
using crm::capi::refuse;
using crm::capi::required;

namespace {

using Text = std::optional<std::string>;

template <class Change>
crm_status change(crm_outcome* outcome, crm_error** err, Change body) {
  return attempt(err, [&] { body(required(outcome, "outcome")); });
}

// NULL: not named.
crm_status set_text(crm_outcome* outcome, Text Outcome::*member, const char* text, size_t len,
                    const char* field, crm_error** err) {
  return change(outcome, err, [&](crm_outcome& report) {
    const std::string_view value = crm::capi::taken(text, len, field);
    report.outcome.*member = text == nullptr ? Text() : Text(value);
  });
}

template <class R>
crm_status set_id(crm_outcome* outcome, std::optional<crm::Id<R>> Outcome::*member, int64_t id,
                  const char* field, crm_error** err) {
  return change(outcome, err, [&](crm_outcome& report) {
    if (id < 0) refuse(field, "An id is 1 or more, or 0 for none.");
    report.outcome.*member = id == 0 ? std::nullopt : std::optional(crm::Id<R>{id});
  });
}

crm_status set_instant(crm_outcome* outcome, std::optional<crm::Instant> Outcome::*member, int64_t instant,
                       crm_error** err) {
  return change(outcome, err, [&](crm_outcome& report) {
    report.outcome.*member = crm::Instant(std::chrono::microseconds(instant));
  });
}

crm_status set_json(crm_outcome* outcome, std::string crm_outcome::*member, const char* json, size_t len,
                    const char* field, crm_error** err) {
  return change(outcome, err,
                [&](crm_outcome& report) { report.*member = crm::capi::taken(json, len, field); });
}

// The date of 20260131.
crm::Date date_from(int32_t number, const char* field) {
  const int year = number / 10000;
  const crm::Date date{std::chrono::year(year), std::chrono::month(static_cast<unsigned>(number / 100 % 100)),
                       std::chrono::day(static_cast<unsigned>(number % 100))};
  if (number < 10101 || year > 9999 || !date.ok()) refuse(field, "A date is a number like 20260131.");
  return date;
}

}  // namespace

crm_status crm_outcome_new(crm_outcome** out, crm_error** err) { return crm::capi::make(out, err); }

void crm_outcome_free(crm_outcome* outcome) { delete outcome; }

crm_status crm_outcome_set_call_id(crm_outcome* outcome, const char* call_id, size_t call_id_len,
                                   crm_error** err) {
  return change(outcome, err, [&](crm_outcome& report) {
    report.outcome.call_id = crm::capi::taken(call_id, call_id_len, "call_id");
  });
}

crm_status crm_outcome_set_currency(crm_outcome* outcome, const char* currency, size_t currency_len,
                                    crm_error** err) {
  return change(outcome, err, [&](crm_outcome& report) {
    const std::string_view code = crm::capi::taken(currency, currency_len, "currency");
    report.outcome.currency = crm::capi::naming("currency", [&] { return crm::Currency::parse(code); });
  });
}

crm_status crm_outcome_set_agreed_amount(crm_outcome* outcome, int64_t agreed_amount, crm_error** err) {
  return change(outcome, err, [&](crm_outcome& report) {
    report.outcome.agreed_amount = crm::Money{agreed_amount, report.outcome.currency};
  });
}

crm_status crm_outcome_set_agreed_date(crm_outcome* outcome, int32_t agreed_date, crm_error** err) {
  return change(outcome, err, [&](crm_outcome& report) {
    report.outcome.agreed_date =
        agreed_date == 0 ? std::nullopt : std::optional(date_from(agreed_date, "agreed_date"));
  });
}

crm_status crm_outcome_set_duration_seconds(crm_outcome* outcome, int64_t duration_seconds, crm_error** err) {
  return change(outcome, err,
                [&](crm_outcome& report) { report.outcome.duration_seconds = duration_seconds; });
}

crm_status crm_outcome_add_disposition_trace(crm_outcome* outcome, const char* step, size_t step_len,
                                             crm_error** err) {
  return change(outcome, err, [&](crm_outcome& report) {
    report.outcome.disposition_trace.emplace_back(crm::capi::taken(step, step_len, "disposition_trace"));
  });
}

crm_status crm_outcome_set_customer_json(crm_outcome* outcome, const char* json, size_t json_len,
                                         crm_error** err) {
  return set_json(outcome, &crm_outcome::customer_json, json, json_len, "customer_json", err);
}

crm_status crm_outcome_set_loan_json(crm_outcome* outcome, const char* json, size_t json_len,
                                     crm_error** err) {
  return set_json(outcome, &crm_outcome::loan_json, json, json_len, "loan_json", err);
}

crm_status crm_outcome_set_account_number(crm_outcome* outcome, const char* account_number,
                                          size_t account_number_len, crm_error** err) {
  return set_text(outcome, &Outcome::account_number, account_number, account_number_len, "account_number",
                  err);
}

crm_status crm_outcome_set_customer_id(crm_outcome* outcome, int64_t customer_id, crm_error** err) {
  return set_id(outcome, &Outcome::customer_id, customer_id, "customer_id", err);
}

crm_status crm_outcome_set_loan_id(crm_outcome* outcome, int64_t loan_id, crm_error** err) {
  return set_id(outcome, &Outcome::loan_id, loan_id, "loan_id", err);
}

crm_status crm_outcome_set_agent(crm_outcome* outcome, const char* agent, size_t agent_len, crm_error** err) {
  return set_text(outcome, &Outcome::agent, agent, agent_len, "agent", err);
}

crm_status crm_outcome_set_direction(crm_outcome* outcome, const char* direction, size_t direction_len,
                                     crm_error** err) {
  return set_text(outcome, &Outcome::direction, direction, direction_len, "direction", err);
}

crm_status crm_outcome_set_contact_type(crm_outcome* outcome, const char* contact_type,
                                        size_t contact_type_len, crm_error** err) {
  return set_text(outcome, &Outcome::contact_type, contact_type, contact_type_len, "contact_type", err);
}

crm_status crm_outcome_set_disposition(crm_outcome* outcome, const char* disposition, size_t disposition_len,
                                       crm_error** err) {
  return set_text(outcome, &Outcome::disposition, disposition, disposition_len, "disposition", err);
}

crm_status crm_outcome_set_end_status(crm_outcome* outcome, const char* end_status, size_t end_status_len,
                                      crm_error** err) {
  return set_text(outcome, &Outcome::end_status, end_status, end_status_len, "end_status", err);
}

crm_status crm_outcome_set_dialing_status(crm_outcome* outcome, const char* dialing_status,
                                          size_t dialing_status_len, crm_error** err) {
  return set_text(outcome, &Outcome::dialing_status, dialing_status, dialing_status_len, "dialing_status",
                  err);
}

crm_status crm_outcome_set_dialing_code(crm_outcome* outcome, const char* dialing_code,
                                        size_t dialing_code_len, crm_error** err) {
  return set_text(outcome, &Outcome::dialing_code, dialing_code, dialing_code_len, "dialing_code", err);
}

crm_status crm_outcome_set_dialing_details(crm_outcome* outcome, const char* dialing_details,
                                           size_t dialing_details_len, crm_error** err) {
  return set_text(outcome, &Outcome::dialing_details, dialing_details, dialing_details_len, "dialing_details",
                  err);
}

crm_status crm_outcome_set_note(crm_outcome* outcome, const char* note, size_t note_len, crm_error** err) {
  return set_text(outcome, &Outcome::note, note, note_len, "note", err);
}

crm_status crm_outcome_set_additional_notes(crm_outcome* outcome, const char* additional_notes,
                                            size_t additional_notes_len, crm_error** err) {
  return set_text(outcome, &Outcome::additional_notes, additional_notes, additional_notes_len,
                  "additional_notes", err);
}

crm_status crm_outcome_set_ended_at(crm_outcome* outcome, int64_t ended_at, crm_error** err) {
  return set_instant(outcome, &Outcome::ended_at, ended_at, err);
}

crm_status crm_outcome_set_follow_up_at(crm_outcome* outcome, int64_t follow_up_at, crm_error** err) {
  return set_instant(outcome, &Outcome::follow_up_at, follow_up_at, err);
}
