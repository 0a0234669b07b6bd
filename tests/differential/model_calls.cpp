// The model's calls: who is behind a number, and what came of a call.
#include <nlohmann/json.hpp>
#include <tuple>

#include "differential/model_parts.hpp"
#include "domain/dial_rules.hpp"
#include "domain/outcome.hpp"

namespace crm::test {

namespace {

constexpr std::size_t kNewest = 5, kMostCandidates = 100;

template <class R>
bool same_fields(const typename R::Fields& a, const typename R::Fields& b) {
  bool same = true;
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) {
      const auto &left = a.*field.change, &right = b.*field.change;
      same = same && left.named() == right.named() && (!left.named() || left.value() == right.value());
    }
  });
  return same;
}

std::string_view digits_of(const Outcome& outcome) {
  const auto& ssn = outcome.customer.ssn;
  return ssn.named() && ssn.value() ? ssn.value()->digits() : std::string_view();
}

// Whom it names, and when it was, is no part of what an outcome says.
bool same_content(const Outcome& a, const Outcome& b) {
  bool same = same_fields<Customer>(a.customer, b.customer) && same_fields<Loan>(a.loan, b.loan) &&
              digits_of(a) == digits_of(b);
  domain::each_field<Outcome>([&](const auto& field) {
    using T = typename std::remove_cvref_t<decltype(field)>::Type;
    if constexpr (!std::is_same_v<T, std::optional<Instant>>)
      if (field.name != "account_number" && field.name != "customer_id")
        same = same && a.*field.member == b.*field.member;
  });
  return same;
}

// A typed date may be none.
template <class R>
void check_texts(const typename R::Fields& fields) {
  domain::each_field<R>([&](const auto& field) {
    if constexpr (std::remove_cvref_t<decltype(field)>::nameable) {
      const auto& change = fields.*field.change;
      std::string text;
      json::Writer writer(text);
      if (change.named()) domain::naming(field.name, [&] { json::append_value(writer, change.value()); });
    }
  });
}

void check(const Outcome& outcome) {
  domain::check_outcome(outcome);
  check_texts<Customer>(outcome.customer);
  check_texts<Loan>(outcome.loan);
}

template <class R>
std::vector<R> newest_first(std::vector<R> records, Instant R::*when) {
  std::sort(records.begin(), records.end(),
            [&](const R& a, const R& b) { return std::tuple(a.*when, a.id) > std::tuple(b.*when, b.id); });
  return records;
}

std::vector<Money> total_due(const std::vector<Loan>& loans) {
  std::vector<Money> totals;
  for (const Loan& loan : loans) {
    if (loan.status == "paid_off") continue;
    const auto same = std::find_if(totals.begin(), totals.end(),
                                   [&](const Money& m) { return m.currency == loan.currency; });
    same == totals.end() ? totals.push_back(loan.due_amount) : void(same->minor += loan.due_amount.minor);
  }
  return totals;
}

}  // namespace

// Before a call

Candidate Model::candidate(const Customer& customer, std::optional<CustomerPhone> phone,
                           const PhoneNumber& number) const {
  Candidate candidate;
  candidate.customer = customer;
  candidate.phone = std::move(phone);
  candidate.primary = customer.primary_phone_number == number;
  candidate.loans = newest_first(of<Loan>(customer.id), &Loan::created_at);
  candidate.total_due = total_due(candidate.loans);
  candidate.interactions = newest_first(of<Interaction>(customer.id), &Interaction::creation_date);
  if (candidate.interactions.size() > kNewest) candidate.interactions.resize(kNewest);
  candidate.decision = domain::decide(
      {candidate.customer, candidate.phone ? &*candidate.phone : nullptr, number, clock_(), {}, "US"});
  return candidate;
}

PreCall Model::pre_call(const PhoneNumber& number) {
  PreCall answer;
  answer.number = number;
  answer.as_of = clock_();
  for (const auto& [key, phone] : all<CustomerPhone>())
    if (phone.number == number) answer.candidates.push_back(candidate(*find(key.customer_id), phone, number));
  answer.truncated = answer.candidates.size() > kMostCandidates;
  if (answer.truncated) answer.candidates.resize(kMostCandidates);
  std::sort(answer.candidates.begin(), answer.candidates.end(), [](const Candidate& a, const Candidate& b) {
    return std::tuple(!a.primary, a.phone->rank, a.customer.id) <
           std::tuple(!b.primary, b.phone->rank, b.customer.id);
  });
  return answer;
}

std::vector<PreCall> Model::pre_call_many(std::span<const PhoneNumber> numbers) {
  std::vector<PreCall> answers;
  for (const PhoneNumber& number : numbers) answers.push_back(pre_call(number));
  return answers;
}

std::optional<Candidate> Model::pre_call_account(std::string_view account_number) {
  const auto customer = customers().find_account(account_number);
  return customer ? pre_call_customer(customer->id) : std::nullopt;
}

std::optional<Candidate> Model::pre_call_customer(CustomerId id) {
  const auto customer = find(id);
  if (!customer) return std::nullopt;
  const PhoneNumber number = customer->primary_phone_number.value_or(PhoneNumber());
  const auto phones = of<CustomerPhone>(id);
  const auto primary = std::find_if(phones.begin(), phones.end(),
                                    [&](const CustomerPhone& phone) { return phone.number == number; });
  return candidate(*customer, primary == phones.end() ? std::nullopt : std::optional(*primary), number);
}

// After a call

bool Model::is_known(CustomerId customer, const Outcome& outcome) const {
  return state_.outcomes.contains({customer, outcome.call_id});
}

CustomerId Model::customer_of(const Outcome& outcome) const {
  if (!outcome.account_number) return *outcome.customer_id;
  for (const auto& [id, customer] : state_.customers) {
    if (customer.account_number != outcome.account_number) continue;
    if (outcome.customer_id && *outcome.customer_id != id) refuse(Code::invalid_argument, "customer_id");
    return id;
  }
  refuse(Code::not_found, "account_number");
}

std::optional<Loan> Model::loan_of(const Outcome& outcome, CustomerId customer) const {
  if (outcome.loan_id) return require<Loan>(Key<Loan>{customer, *outcome.loan_id});
  const auto loans = newest_first(of<Loan>(customer), &Loan::created_at);
  return loans.empty() ? std::nullopt : std::optional(loans.front());
}

Interaction Model::interaction_of(const Outcome& outcome, const OutcomeResult& result) const {
  Interaction interaction = domain::interaction_of(outcome);
  interaction.customer_id = result.customer_id;
  interaction.loan_id = result.loan_id;
  if (interaction.agent.value_or("").empty()) interaction.agent = actor_;
  if (interaction.creation_date == Instant{}) interaction.creation_date = clock_();
  interaction.last_updated_date = date_of(interaction.creation_date);
  return interaction;
}

OutcomeResult Model::record(const Outcome& outcome) {
  const CustomerId customer = customer_of(outcome);
  if (is_known(customer, outcome)) {
    const Recorded& recorded = state_.outcomes.at({customer, outcome.call_id});
    if (recorded.outcome && !same_content(*recorded.outcome, outcome)) refuse(Code::conflict, "call_id");
    OutcomeResult again = recorded.result;
    again.replayed = true;
    return again;
  }
  const Customer before = require<Customer>(customer);
  const std::optional<Loan> loan_before = loan_of(outcome, customer);
  if (!loan_before && domain::names_anything<Loan>(outcome.loan)) refuse(Code::not_found, "loan");
  Customer after = before;
  if (domain::names_anything<Customer>(outcome.customer)) {
    domain::apply_changes(after, outcome.customer);
    check(after);
    refuse_taken(before, after);
  }
  std::optional<Loan> loan_after = loan_before;
  if (loan_after) {
    domain::apply_outcome(outcome, *loan_after);
    check_change(*loan_before, *loan_after);
  }
  return write(outcome, before, after, loan_before, loan_after);
}

// What was found good.
OutcomeResult Model::write(const Outcome& outcome, const Customer& before, Customer& after,
                           const std::optional<Loan>& loan_before, std::optional<Loan>& loan_after) {
  const CustomerId customer = before.id;
  OutcomeResult result{.customer_id = customer};
  result.customer_updated = change(before, after);
  if (loan_after) {
    result.loan_id = loan_after->id;
    result.loan_updated = change(*loan_before, *loan_after);
  }
  Interaction interaction = interaction_of(outcome, result);
  stamp(interaction);
  rows<Interaction>()[{customer, interaction.id}] = interaction;
  result.interaction_id = interaction.id;
  state_.outcomes[{customer, outcome.call_id}] = {outcome, result};
  nlohmann::ordered_json changes{{"call_id", {nullptr, outcome.call_id}},
                                 {"disposition", {nullptr, nullptr}}};
  if (outcome.disposition) changes["disposition"][1] = *outcome.disposition;
  say(customer, "post_call", "interaction", interaction.id.value, changes.dump());
  return result;
}

OutcomeResult Model::post_call(const Outcome& outcome) {
  test::check(outcome);
  return record(outcome);
}

std::vector<OutcomeResult> Model::post_call_many(std::span<const Outcome> outcomes) {
  for (const Outcome& outcome : outcomes) test::check(outcome);
  const State before = state_;
  const std::size_t said = trail_.size();
  try {
    std::vector<OutcomeResult> results;
    for (const Outcome& outcome : outcomes) results.push_back(record(outcome));
    return results;
  } catch (const Error&) {
    state_ = before;
    trail_.resize(said);
    throw;
  }
}

}  // namespace crm::test
