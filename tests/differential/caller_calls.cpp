// What the caller does before and after calls.
#include "differential/caller_parts.hpp"

namespace crm::test {

namespace {

Outcome resolved(const Names& names, Outcome outcome) {
  resolve(names, outcome.customer_id);
  resolve(names, outcome.loan_id);
  outcome.loan = resolved<Loan>(names, outcome.loan);
  return outcome;
}

std::string text_of(const Outcome& outcome) {
  std::string text;
  domain::each_field<Outcome>([&](const auto& field) {
    const auto& value = outcome.*field.member;
    if (!json::is_absent(value)) text.append(" ").append(field.name).append("=").append(text_of_value(value));
  });
  return text + " customer:" + named_fields<Customer>(outcome.customer) +
         " loan:" + named_fields<Loan>(outcome.loan);
}

}  // namespace

// Calls

void Caller::pre_call() {
  const PhoneNumber number = values_.phone();
  comparison_.ask("pre-call " + number.e164(), [&](auto& crm, Names&) { return crm.pre_call(number); });
}

void Caller::pre_call_one() {
  const std::size_t customer = a_customer();
  const std::string account = values_.account_number();
  comparison_.ask("pre-call of customer" + number_text(customer), [&](auto& crm, Names& names) {
    return crm.pre_call_customer(names.id_of<Customer>(customer));
  });
  comparison_.ask("pre-call of account " + account,
                  [&](auto& crm, Names&) { return crm.pre_call_account(account); });
}

void Caller::pre_call_many() {
  const std::vector<PhoneNumber> numbers{values_.phone(), values_.phone(), values_.phone()};
  comparison_.ask("pre-call of three numbers", [&](auto& crm, Names&) { return crm.pre_call_many(numbers); });
}

Outcome Caller::an_outcome() {
  Outcome outcome = values_.outcome();
  const std::size_t owner = a_customer();
  if (random().percent(70)) outcome.account_number.reset();
  if (!outcome.account_number) outcome.customer_id = CustomerId{static_cast<std::int64_t>(owner)};
  if (outcome.loan_id) outcome.loan_id->value = static_cast<std::int64_t>(a_record_of<Loan>(owner));
  if (random().percent(80)) outcome.loan_id.reset();
  aim<Loan>(outcome.loan, owner);
  if (said_.size() < 500) said_.push_back(outcome);
  said_[random().below(said_.size())] = outcome;
  return outcome;
}

void Caller::post_call() {
  const Outcome outcome = an_outcome();
  comparison_.ask("post-call " + text_of(outcome),
                  [&](auto& crm, Names& names) { return crm.post_call(resolved(names, outcome)); });
}

// As a client does that has heard nothing, or has its call ids mixed up.
void Caller::post_call_again() {
  if (said_.empty()) return;
  Outcome outcome = said_[random().below(said_.size())];
  outcome.ended_at = values_.instant();
  if (random().percent(20)) outcome.note = values_.text(8000);
  comparison_.ask("post-call again " + text_of(outcome),
                  [&](auto& crm, Names& names) { return crm.post_call(resolved(names, outcome)); });
}

void Caller::post_call_many() {
  std::vector<Outcome> outcomes{an_outcome(), an_outcome()};
  if (random().percent(50)) outcomes.push_back(outcomes.front());
  comparison_.ask("post-calls " + text_of(outcomes[0]) + text_of(outcomes[1]), [&](auto& crm, Names& names) {
    std::vector<Outcome> all;
    for (const Outcome& outcome : outcomes) all.push_back(resolved(names, outcome));
    return crm.post_call_many(all);
  });
}

void Caller::dashboard() {
  comparison_.ask("dashboard", [&](auto& crm, Names&) { return crm.dashboard(); });
}

void Caller::audit() {
  const std::size_t customer = a_customer(), limit = a_limit();
  comparison_.ask("audit of customer" + number_text(customer), [&](auto& crm, Names& names) {
    return all_pages(
        limit, [&](const PageRequest& page) { return crm.audit(names.id_of<Customer>(customer), page); });
  });
}

}  // namespace crm::test
