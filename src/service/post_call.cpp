#include "service/post_call.hpp"

#include <crm/error.hpp>

#include "domain/outcome.hpp"
#include "domain/record.hpp"
#include "service/customer_store.hpp"
#include "service/engine.hpp"
#include "service/owned_upkeep.hpp"
#include "storage/directory.hpp"

namespace crm::service {

namespace {

using storage::Param;
using storage::Row;
using storage::Sql;

// Whom an outcome is about stands in its key, however the client named them.
bool names_customer(std::string_view field) { return field == "account_number" || field == "customer_id"; }

std::string canonical(const Outcome& outcome) {
  std::string text;
  json::Writer writer(text);
  writer.begin_object();
  domain::each_field<Outcome>([&](const auto& field) {
    using T = typename std::remove_cvref_t<decltype(field)>::Type;
    if constexpr (!is_instant<T>) {
      if (names_customer(field.name)) return;
      writer.key(field.name);
      json::append_value(writer, outcome.*field.member);
    }
  });
  writer.key("customer");
  append_said<Customer>(writer, outcome.customer);
  writer.key("loan");
  append_said<Loan>(writer, outcome.loan);
  writer.end_object();
  return text;
}

// Of a call that claim_call has claimed nobody knows what was said.
constexpr const char* kAnyDigest = "";

CustomerId resolve_customer(Unit& unit, const Outcome& outcome) {
  if (!outcome.account_number) return *outcome.customer_id;
  const auto id = storage::account_directory().find(unit.connection, *outcome.account_number);
  if (!id) throw Error(Code::not_found, "There is no customer with this account number.", "account_number");
  if (outcome.customer_id && *outcome.customer_id != *id)
    throw Error(Code::invalid_argument, "account_number and customer_id name two different customers.",
                "customer_id");
  return *id;
}

struct Recorded {
  std::string digest;
  OutcomeResult result;
};

const Sql& select_recorded() {
  static const Sql sql(
      "SELECT digest, loan_id, interaction_id, customer_updated, loan_updated FROM call_outcome "
      "WHERE customer_id = $1 AND call_id = $2");
  return sql;
}

Recorded read_recorded(const Row& row, CustomerId customer) {
  OutcomeResult result{.customer_id = customer};
  if (!row.is_null(1)) result.loan_id = LoanId{row.integer(1)};
  result.interaction_id = {row.integer(2)};
  result.customer_updated = row.boolean(3);
  result.loan_updated = row.boolean(4);
  result.replayed = true;
  return {std::string(row.text(0)), result};
}

const Sql& select_newest_loan() {
  static const Sql sql(storage::select_from<Loan>() +
                       " WHERE customer_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1");
  return sql;
}

// What an outcome meets in the database.
struct Found {
  std::optional<Recorded> recorded{};
  std::optional<Customer> customer{};
  std::optional<Loan> loan{};  // that the call was about: the one named, or else the newest
};

// One round trip where the database is far away.
Found find_all(Unit& unit, CustomerId id, const Outcome& outcome) {
  Found found;
  auto recorded = [&](const Row& row) { found.recorded = read_recorded(row, id); };
  auto customer = [&](const Row& row) { storage::read_record(row, found.customer.emplace()); };
  auto loan = [&](const Row& row) { storage::read_record(row, found.loan.emplace()); };
  const Param call_params[] = {id.value, outcome.call_id}, customer_params[] = {id.value};
  const storage::Params loan_params =
      outcome.loan_id ? storage::key_params(Key<Loan>{id, *outcome.loan_id}) : storage::Params{id.value};
  lock_customer(unit, id);
  const storage::Query queries[] = {
      {select_recorded(), call_params, recorded},
      {storage::select_by_key<Customer>(), customer_params, customer},
      {outcome.loan_id ? storage::select_by_key<Loan>() : select_newest_loan(), loan_params, loan}};
  unit.connection.batch(queries);
  return found;
}

constexpr const char* kInsertOutcome =
    "INSERT INTO call_outcome (customer_id, call_id, digest, loan_id, interaction_id, customer_updated, "
    "loan_updated, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

void remember(Unit& unit, const Sql& insert, const std::string& call_id, const std::string& digest,
              const OutcomeResult& result) {
  const Param params[] = {result.customer_id.value,
                          call_id,
                          digest,
                          storage::to_param(result.loan_id),
                          result.interaction_id.value,
                          result.customer_updated,
                          result.loan_updated,
                          to_string(unit.now)};
  unit.connection.post({insert, params});
}

void require_all(const Found& found, const Outcome& outcome) {
  if (!found.customer) refuse_missing(domain::record_name<Customer>);
  if (found.loan) return;
  if (outcome.loan_id) refuse_missing(domain::record_name<Loan>);
  if (domain::names_anything<Loan>(outcome.loan))
    throw Error(Code::not_found, "The customer has no loan that could take these values.", "loan");
}

bool update_customer(Unit& unit, const Customer& before, const CustomerFields& fields) {
  if (!domain::names_anything<Customer>(fields)) return false;
  Customer after = before;
  domain::apply_changes(after, fields);
  check_customer(after);
  return change_customer(unit, before, after);
}

bool update_loan(Unit& unit, const Loan& before, const Outcome& outcome) {
  Loan after = before;
  domain::apply_outcome(outcome, after);
  return change_owned(unit, before, after);
}

InteractionId add_interaction(Unit& unit, const Outcome& outcome, const OutcomeResult& result) {
  Interaction interaction = domain::interaction_of(outcome);
  interaction.customer_id = result.customer_id;
  interaction.loan_id = result.loan_id;
  if (interaction.agent.value_or("").empty()) interaction.agent = unit.actor;
  if (interaction.creation_date == Instant{}) interaction.creation_date = unit.now;
  interaction.last_updated_date = date_of(interaction.creation_date);
  domain::check_record(interaction);
  insert_owned(unit, interaction);
  return interaction.id;
}

void audit_outcome(Unit& unit, const Outcome& outcome, const OutcomeResult& result) {
  std::string what;
  json::Writer writer(what);
  writer.begin_object()
      .key("call_id")
      .begin_array()
      .null()
      .value(std::string_view(outcome.call_id))
      .end_array();
  writer.key("disposition").begin_array().null();
  json::append_value(writer, outcome.disposition);
  writer.end_array().end_object();
  audit(unit, result.customer_id, "post_call", "interaction", result.interaction_id.value, what);
}

}  // namespace

CheckedOutcome check(const Outcome& outcome) {
  domain::check_outcome(outcome);
  return {outcome, said(canonical(outcome), outcome.customer)};
}

OutcomeResult record_outcome(Unit& unit, const CheckedOutcome& checked) {
  const Outcome& outcome = checked.outcome;
  const CustomerId customer = resolve_customer(unit, outcome);
  const Found found = find_all(unit, customer, outcome);
  if (found.recorded) {
    const std::string& digest = found.recorded->digest;
    if (digest == kAnyDigest || is_digest_of(unit, checked.said, digest)) return found.recorded->result;
    throw Error(Code::conflict, "This call id was recorded before with another outcome.", "call_id");
  }
  require_all(found, outcome);
  OutcomeResult result{.customer_id = customer};
  result.customer_updated = update_customer(unit, *found.customer, outcome.customer);
  if (found.loan) {
    result.loan_id = found.loan->id;
    result.loan_updated = update_loan(unit, *found.loan, outcome);
  }
  result.interaction_id = add_interaction(unit, outcome, result);
  static const Sql insert(kInsertOutcome);
  remember(unit, insert, outcome.call_id, digest_of(unit, checked.said), result);
  audit_outcome(unit, outcome, result);
  return result;
}

void claim_call(Unit& unit, const Interaction& interaction) {
  static const Sql insert(std::string(kInsertOutcome) + " ON CONFLICT DO NOTHING");
  if (!interaction.call_id) return;
  remember(unit, insert, *interaction.call_id, kAnyDigest,
           {.customer_id = interaction.customer_id,
            .loan_id = interaction.loan_id,
            .interaction_id = interaction.id});
}

void refuse_recorded_call(Unit& unit, const Interaction& interaction) {
  if (!interaction.call_id) return;
  const Param params[] = {interaction.customer_id.value, *interaction.call_id};
  unit.connection.execute({select_recorded(), params, [](const Row&) {
                             throw Error(Code::conflict, "This call was recorded before.", "call_id");
                           }});
}

}  // namespace crm::service
