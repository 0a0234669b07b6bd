// /api/customers/{id}/interactions
#include "answers.hpp"
#include "body.hpp"
#include "handlers.hpp"
#include "service.hpp"
#include "shapes.hpp"

namespace rest {

namespace {

crm::Key<crm::Interaction> key_in(const Exchange& exchange) { return {{exchange.id(0)}, {exchange.id(1)}}; }

crm::Interaction require_interaction(Exchange& exchange) {
  auto interaction = exchange.session.interactions().get(key_in(exchange));
  if (!interaction) throw not_found("Customer interaction not found");
  return std::move(*interaction);
}

crm::InteractionFilter filter_in(const Exchange& exchange, crm::CustomerId owner) {
  crm::InteractionFilter filter{.customer_id = owner};
  const std::string_view due = exchange.parameter("follow_up_due");
  if (due.empty()) return filter;
  try {
    filter.follow_up_due = crm::parse_instant(due);
  } catch (const crm::Error& error) {
    throw crm::Error(error.code(), std::string("follow_up_due: ") + error.what(), "follow_up_due");
  }
  return filter;
}

crm::InteractionFields fields_of_body(const Exchange& exchange, Nothing nothing) {
  const Reading reading{exchange.service.settings().default_country(), {}, nothing};
  return fields_in(read_body(exchange.request.body), shapes::interaction_writable(), reading);
}

}  // namespace

Answer list_interactions(Exchange& exchange) {
  const crm::CustomerId owner = require_customer(exchange).id;
  const auto page = exchange.session.interactions().list(filter_in(exchange, owner), page_in(exchange));
  return list_of(exchange, page, shapes::interaction_row());
}

Answer create_interaction(Exchange& exchange) {
  const crm::CustomerId owner = require_customer(exchange).id;
  const crm::Interaction made = exchange.session.interactions().create(
      owner, fields_of_body(exchange, Nothing::is_silence), idempotency_key(exchange));
  tell_version(exchange, made.version);
  return created("Customer interaction created successfully", made.id.value);
}

Answer show_interaction(Exchange& exchange) {
  const crm::Interaction interaction = require_interaction(exchange);
  Answer answer;
  crm::json::Writer out(answer.body);
  append_object(out, shapes::interaction_detail(), interaction, showing(exchange));
  tell_version(exchange, interaction.version);
  return answer;
}

Answer update_interaction(Exchange& exchange) {
  const auto expected = expected_version(exchange, require_interaction(exchange).version);
  const crm::Interaction now = exchange.session.interactions().update(
      key_in(exchange), fields_of_body(exchange, Nothing::clears), expected);
  Answer answer;
  crm::json::Writer out(answer.body);
  out.begin_object().key("message").value("Customer interaction updated successfully").key("interaction");
  append_object(out, shapes::interaction_detail(), now, showing(exchange));
  out.end_object();
  tell_version(exchange, now.version);
  return answer;
}

Answer delete_interaction(Exchange& exchange) {
  const crm::Interaction gone = require_interaction(exchange);
  exchange.session.interactions().remove(key_in(exchange), expected_version(exchange, gone.version));
  Answer answer;
  crm::json::Writer out(answer.body);
  out.begin_object().key("message").value("Customer interaction deleted successfully");
  out.key("deleted_interaction_id").value(gone.id.value).end_object();
  return answer;
}

}  // namespace rest
