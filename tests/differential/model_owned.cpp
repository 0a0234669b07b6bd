// What the model's customers own: loans, phones, vehicles, notes, interactions and payments.
#include <tuple>

#include "differential/model_parts.hpp"

namespace crm::test {

namespace {

template <class R>
Key<R> key_of(const R& record) {
  return {record.customer_id, record.id};
}

}  // namespace

// What every record can do

template <class R>
R Model::add(R record) {
  prepare(record);
  domain::check_record(record);
  check_unique(record);
  refuse_recorded(record);
  stamp(record);
  rows<R>()[key_of(record)] = record;
  claim(record);
  return record;
}

template <class R>
R Model::Owned<R>::create(CustomerId owner, const typename R::Fields& fields) {
  R record = domain::make_record<R>(fields);
  record.customer_id = owner;
  model_.require<Customer>(owner);
  record = model_.add(record);
  model_.say<R>("create", nullptr, &record);
  return record;
}

template <class R>
std::optional<R> Model::Owned<R>::get(Key<R> key) {
  return model_.find(key);
}

template <class R>
R Model::Owned<R>::update(Key<R> key, const typename R::Fields& fields, ExpectedVersion version) {
  const R before = model_.require<R>(key, version);
  R after = before;
  domain::apply_changes(after, fields);
  model_.change(before, after);
  return after;
}

template <class R>
void Model::Owned<R>::remove(Key<R> key, ExpectedVersion version) {
  const R record = model_.require<R>(key, version);
  model_.leave(record);
  model_.rows<R>().erase(key);
  model_.say<R>("delete", &record, nullptr);
}

template <class R>
Page<R> Model::Owned<R>::list(CustomerId owner, const PageRequest& page) {
  return cut(model_.of<R>(owner), page);
}

template class Model::Owned<CustomerPhone>;
template class Model::Owned<Loan>;
template class Model::Owned<Vehicle>;
template class Model::Owned<Interaction>;
template class Model::Owned<CustomerNote>;
template class Model::Owned<LoanNote>;

// What some of them need besides

void Model::require_vehicle(const Loan& loan) const {
  if (loan.vehicle_id && !find(Key<Vehicle>{loan.customer_id, *loan.vehicle_id}))
    refuse(Code::invalid_argument, "vehicle_id");
}

void Model::require_loan(CustomerId owner, LoanId loan) const {
  if (!find(Key<Loan>{owner, loan})) refuse(Code::invalid_argument, "loan_id");
}

bool Model::has_payments(const Loan& loan) const {
  return !those(all<Payment>(), [&](const Payment& payment) { return payment.loan_id == loan.id; }).empty();
}

void Model::prepare(Interaction& interaction) const {
  if (interaction.creation_date == Instant{}) interaction.creation_date = clock_();
  if (!interaction.last_updated_date) interaction.last_updated_date = date_of(clock_());
  if (interaction.loan_id) require_loan(interaction.customer_id, *interaction.loan_id);
}

void Model::prepare(LoanNote& note) const {
  note.created_by = actor_;
  require_loan(note.customer_id, note.loan_id);
}

void Model::check_unique(const CustomerPhone& phone) const {
  for (const CustomerPhone& other : of<CustomerPhone>(phone.customer_id))
    if (other.number == phone.number && other.id != phone.id) refuse(Code::conflict);
}

void Model::check_unique(const Vehicle& vehicle) const {
  for (const auto& [key, other] : all<Vehicle>())
    if (other.vin == vehicle.vin && other.id != vehicle.id) refuse(Code::conflict, "vin");
}

void Model::refuse_recorded(const Interaction& interaction) const {
  if (interaction.call_id && state_.outcomes.contains({interaction.customer_id, *interaction.call_id}))
    refuse(Code::conflict, "call_id");
}

void Model::claim(const Interaction& interaction) {
  if (!interaction.call_id) return;
  const OutcomeResult result{.customer_id = interaction.customer_id,
                             .loan_id = interaction.loan_id,
                             .interaction_id = interaction.id};
  state_.outcomes[{interaction.customer_id, *interaction.call_id}] = {std::nullopt, result};
}

void Model::check_links(const Loan& before, const Loan& after) const {
  if (before.currency != after.currency && has_payments(before)) refuse(Code::conflict, "currency");
  if (before.vehicle_id != after.vehicle_id) require_vehicle(after);
}

void Model::move_primary(CustomerId owner, const PhoneNumber& before, std::optional<PhoneNumber> after) {
  const Customer customer = require<Customer>(owner);
  if (customer.primary_phone_number != before) return;
  Customer moved = customer;
  moved.primary_phone_number = std::move(after);
  change(customer, moved);
}

void Model::follow(const CustomerPhone& before, const CustomerPhone& after) {
  if (before.number != after.number) move_primary(after.customer_id, before.number, after.number);
}

void Model::leave(const CustomerPhone& phone) { move_primary(phone.customer_id, phone.number, std::nullopt); }

void Model::leave(const Loan& loan) {
  if (has_payments(loan)) refuse(Code::conflict);
  std::erase_if(rows<LoanNote>(), [&](const auto& note) { return note.second.loan_id == loan.id; });
}

void Model::leave(const Vehicle& vehicle) {
  for (const Loan& loan : of<Loan>(vehicle.customer_id))
    if (loan.vehicle_id == vehicle.id) refuse(Code::conflict);
}

// Lists and directories

std::optional<Key<Loan>> Model::Loans::find(LoanId id) {
  const auto found = those(model_.all<Loan>(), [&](const Loan& loan) { return loan.id == id; });
  return found.empty() ? std::nullopt : std::optional(key_of(found.front()));
}

Page<Loan> Model::Loans::list(const LoanFilter& filter, const PageRequest& page) {
  const std::int64_t least = filter.min_days_past_due.value_or(0);
  auto found = those(model_.all<Loan>(), [&](const Loan& loan) {
    if (filter.customer_id && loan.customer_id != *filter.customer_id) return false;
    if (filter.status && loan.status != *filter.status) return false;
    return least <= 0 || loan.days_past_due >= least;
  });
  if (least > 0 && !filter.customer_id)
    std::sort(found.begin(), found.end(), [](const Loan& a, const Loan& b) {
      return std::tuple(a.days_past_due, a.customer_id, a.id) >
             std::tuple(b.days_past_due, b.customer_id, b.id);
    });
  return cut(found, page);
}

std::optional<Vehicle> Model::Vehicles::find_vin(std::string_view vin) {
  const auto found = those(model_.all<Vehicle>(), [&](const Vehicle& vehicle) { return vehicle.vin == vin; });
  return found.empty() ? std::nullopt : std::optional(found.front());
}

Page<Interaction> Model::Interactions::list(const InteractionFilter& filter, const PageRequest& page) {
  if (filter.follow_up_due) domain::naming("follow_up_due", [&] { to_string(*filter.follow_up_due); });
  auto found = those(model_.all<Interaction>(), [&](const Interaction& interaction) {
    if (filter.customer_id && interaction.customer_id != *filter.customer_id) return false;
    return !filter.follow_up_due ||
           (interaction.follow_up_at && *interaction.follow_up_at <= *filter.follow_up_due);
  });
  const bool longest_due_first = filter.follow_up_due && !filter.customer_id;
  std::sort(found.begin(), found.end(), [&](const Interaction& a, const Interaction& b) {
    if (longest_due_first)
      return std::tuple(*a.follow_up_at, a.customer_id, a.id) <
             std::tuple(*b.follow_up_at, b.customer_id, b.id);
    return std::tuple(a.customer_id, a.creation_date, a.id) >
           std::tuple(b.customer_id, b.creation_date, b.id);
  });
  return cut(found, page);
}

// Payments

Payment Model::Payments::record(CustomerId owner, const PaymentFields& fields) {
  Payment payment = domain::make_record<Payment>(fields);
  payment.customer_id = owner;
  domain::check_record(payment);
  model_.require<Customer>(owner);
  if (payment.paid_at == Instant{}) payment.paid_at = model_.clock_();
  for (const Payment& first : model_.of<Payment>(owner)) {
    if (!payment.idempotency_key || first.idempotency_key != payment.idempotency_key) continue;
    const auto content = [](const Payment& p) {
      return std::tuple(p.loan_id, p.amount.minor, p.currency.code(), p.method, p.reference);
    };
    if (content(first) == content(payment)) return first;
    refuse(Code::conflict, "idempotency_key");
  }
  const Loan before = model_.require<Loan>(Key<Loan>{owner, payment.loan_id});
  if (payment.currency != before.currency) refuse(Code::invalid_argument, "amount");
  Loan after = before;
  payment.due_reduction = std::min(payment.amount, before.due_amount);
  payment.balance_reduction = Money{0, before.currency};
  after.due_amount -= payment.due_reduction;
  if (after.balance_remaining) {
    payment.balance_reduction = std::min(payment.amount, *before.balance_remaining);
    *after.balance_remaining -= payment.balance_reduction;
  }
  model_.change(before, after);
  model_.stamp(payment);
  model_.rows<Payment>()[key_of(payment)] = payment;
  model_.say<Payment>("payment", nullptr, &payment);
  return payment;
}

void Model::raise_again(const Payment& reversal, Loan& loan) const {
  loan.due_amount -= reversal.due_reduction;
  if (loan.balance_remaining) *loan.balance_remaining -= reversal.balance_reduction;
}

Payment Model::Payments::reverse(Key<Payment> key, std::string_view reason) {
  if (reason.find_first_not_of(" \t\r\n") == reason.npos) refuse(Code::invalid_argument, "reason");
  domain::naming("reason", [&] { domain::check_text(reason, 500); });
  const Payment payment = model_.require<Payment>(key);
  const auto reversals =
      those(model_.all<Payment>(), [&](const Payment& other) { return other.reverses_id == payment.id; });
  if (payment.reverses_id || !reversals.empty()) refuse(Code::conflict);
  const Loan before = model_.require<Loan>(Key<Loan>{payment.customer_id, payment.loan_id});
  Payment reversal = payment;
  reversal.amount = -payment.amount;
  reversal.due_reduction = -payment.due_reduction;
  reversal.balance_reduction = -payment.balance_reduction;
  reversal.reverses_id = payment.id;
  reversal.idempotency_key.reset();
  reversal.note = std::string(reason);
  reversal.paid_at = model_.clock_();
  Loan after = before;
  model_.raise_again(reversal, after);
  model_.change(before, after);
  model_.stamp(reversal);
  model_.rows<Payment>()[key_of(reversal)] = reversal;
  model_.say<Payment>("reversal", nullptr, &reversal);
  return reversal;
}

std::optional<Payment> Model::Payments::get(Key<Payment> key) { return model_.find(key); }

Page<Payment> Model::Payments::list(CustomerId owner, const PageRequest& page) {
  return cut(model_.of<Payment>(owner), page);
}

}  // namespace crm::test
